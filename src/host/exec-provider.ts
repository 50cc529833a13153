import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError } from "../core/errors.ts";
import {
  claimsWrites,
  type Capabilities,
  type Claims,
  type Connection,
  type Settings,
  type Toolbox,
} from "../plugin/contract.ts";
import { EXEC_CALLS, EXEC_PROTOCOL, initializedSchema, type ExecCallName } from "../plugin/exec-protocol.ts";
import { checkCommandTrust } from "./executable-files.ts";
import { startProcess, type ExecCommand, type ExecProcess } from "./exec-process.ts";
import { CrashedAtStart, createRunner, type ExecShared, type Runner } from "./exec-runner.ts";
import { durationText } from "./http-limits.ts";
import { memberAt, seen } from "./plugin-shape.ts";

/** An executable, and how it is treated; times in milliseconds. */
export type Executable = ExecCommand & {
  readonly adapter: string;
  readonly claims: Claims;
  readonly startTimeoutMs: number;
  readonly idleMs: number;
};

/** What the host lends its own adapters beside the toolbox: while this waits, silence is no sign of hanging. */
export type Patience = { readonly patiently: <Result>(wait: () => Promise<Result>) => Promise<Result> };

type Opening = {
  readonly executable: Executable;
  readonly settings: Settings;
  readonly toolbox: Toolbox & Partial<Patience>;
  readonly shared: ExecShared;
  readonly signal: AbortSignal;
};

/**
 * A connection whose methods are answered by a process. The process is started now, to measure what can be done, and
 * again whenever it is needed; what it answers is checked by the host like that of every adapter.
 */
export async function connectExecutable(opening: Opening): Promise<Connection> {
  const { executable, settings, shared, toolbox, signal } = opening;
  const { adapter, idleMs } = executable;
  const { patiently = (wait) => wait() } = toolbox;
  let measured: Capabilities | null = null;
  const runner = createRunner({
    ...shared,
    adapter,
    idleMs,
    patiently,
    key: JSON.stringify([settings.name, executable.folder, executable.command]),
    files: () => filesOf(executable),
    async start(startSignal) {
      for (const warning of await checkCommandTrust(executable)) toolbox.log(warning);
      const { process, capabilities } = await initialized(opening, startSignal);
      measured ??= capabilities;
      return process;
    },
  });
  try {
    await runner.use({ signal, repeatable: true, work: async () => {} });
    if (measured === null) throw new Error("the process was not asked what it can do");
    return connectionOf(runner, measured, executable.claims);
  } catch (error) {
    await runner.close();
    throw error;
  }
}

/** Each method is there when it is claimed: see `Connection`. */
function connectionOf(runner: Runner, capabilities: Capabilities, claims: Claims): Connection {
  const writing: Pick<Connection, "prepare" | "apply"> = {
    prepare: (intent, signal) => resultOf({ runner, name: "prepare", signal }, intent),
    apply: (intent, proposal, signal) => stepsOf({ runner, name: "apply", signal }, intent, proposal),
  };
  const credentials: Connection["credentials"] = ({ policies, signal, onProgress }) =>
    resultOf({ runner, name: "credentials", signal, onValue: onProgress }, policies);
  const usage: Connection["usage"] = (targets, span, signal) =>
    resultOf({ runner, name: "usage", signal }, targets, span);
  const tokens: Connection["tokens"] = (target, apis, signal) =>
    resultOf({ runner, name: "tokens", signal }, target, apis);
  const certificates: Connection["certificates"] = (signal) =>
    resultOf({ runner, name: "certificates", signal });
  return {
    capabilities,
    check: (signal) => stepsOf({ runner, name: "check", signal }),
    snapshot: ({ signal, onProgress }) => resultOf({ runner, name: "snapshot", signal, onValue: onProgress }),
    ...(claimsWrites(claims) && writing),
    ...(claims.can.includes("listCredentials") && { credentials }),
    ...(claims.can.includes("readUsage") && { usage }),
    ...(claims.can.includes("readTokens") && { tokens }),
    ...(claims.can.includes("manageCertificates") && { certificates }),
    close: () => runner.close(),
  };
}

type Call<Value> = {
  readonly runner: Runner;
  readonly name: ExecCallName;
  readonly signal: AbortSignal;
  readonly onValue?: (value: Value) => void;
};

function resultOf<Result, Value>(call: Call<Value>, ...given: readonly unknown[]): Promise<Result> {
  const { runner, name, ...options } = call;
  const { params, repeatable } = EXEC_CALLS[name];
  const named = Object.fromEntries(params.map((param, index) => [param, given[index]]));
  return runner.use({
    signal: call.signal,
    repeatable,
    work: (process) => process.request<Result, Value>(name, named, options),
  });
}

/** The steps as they come; an iteration that is ended early cancels the call. */
async function* stepsOf<Step>(call: Call<Step>, ...given: readonly unknown[]): AsyncGenerator<Step> {
  const leaving = new AbortController();
  const waiting: Step[] = [];
  let arrived = Promise.withResolvers<void>();
  let over = false;
  const onValue = (step: Step): void => {
    waiting.push(step);
    arrived.resolve();
  };
  const signal = AbortSignal.any([call.signal, leaving.signal]);
  const answer = resultOf<null, Step>({ ...call, signal, onValue }, ...given).finally(() => {
    over = true;
    arrived.resolve();
  });
  answer.catch(() => undefined);
  try {
    for (;;) {
      await arrived.promise;
      arrived = Promise.withResolvers();
      // Read before the queue is: what came before the answer is still to be told.
      const last = over;
      yield* waiting.splice(0);
      if (last) break;
    }
    await answer;
  } finally {
    leaving.abort();
  }
}

type Initialized = { readonly process: ExecProcess; readonly capabilities: Capabilities };

async function initialized(opening: Opening, signal: AbortSignal): Promise<Initialized> {
  const { executable, settings, toolbox } = opening;
  const { adapter, startTimeoutMs } = executable;
  const process = startProcess(executable, { adapter, log: toolbox.log });
  const late = AbortSignal.timeout(startTimeoutMs);
  const params = { protocolVersion: EXEC_PROTOCOL, provider: settings };
  try {
    const answer = await process.request("initialize", params, { signal: AbortSignal.any([signal, late]) });
    return { process, capabilities: capabilitiesOf(answer, adapter) };
  } catch (error) {
    const end = process.hasEnded();
    if (end === null) await process.stop();
    signal.throwIfAborted();
    if (late.aborted) throw tooLate(adapter, startTimeoutMs);
    throw end?.crashed === true ? new CrashedAtStart(end.error) : error;
  }
}

/** Another version is told first: the rest may differ for that very reason. */
function capabilitiesOf(answer: unknown, adapter: string): Capabilities {
  const parsed = initializedSchema.safeParse(answer);
  if (!parsed.success)
    throw uninitialized(adapter, `protocolVersion is ${seen(memberAt(answer, ["protocolVersion"]))}`);
  const { protocolVersion, capabilities } = parsed.data;
  if (protocolVersion === EXEC_PROTOCOL) {
    if (capabilities === undefined) throw uninitialized(adapter, "capabilities is missing");
    return capabilities;
  }
  const advice = protocolVersion > EXEC_PROTOCOL ? "Update Portico" : "Update the plugin";
  throw new AppError(
    "PLUGIN_VERSION",
    `The adapter ${adapter} speaks version ${protocolVersion} of the protocol of executables; this Portico speaks version ${EXEC_PROTOCOL}.`,
    { hint: `${advice}, or take a release of the plugin for version ${EXEC_PROTOCOL}.` },
  );
}

function uninitialized(adapter: string, finding: string): AppError {
  return new AppError("PLUGIN_RUBBISH", `The adapter ${adapter} answered initialize, but ${finding}.`, {
    hint: 'It must answer {"protocolVersion": 1, "capabilities": {…}}; plugins/README.md shows all of it.',
  });
}

function tooLate(adapter: string, ms: number): AppError {
  return new AppError(
    "PLUGIN_TIMEOUT",
    `The adapter ${adapter} did not answer initialize within ${durationText(ms)}.`,
    {
      hint: "It hangs, or starts slowly: options.startTimeout raises the limit. Other Providers are not concerned.",
    },
  );
}

/** The state of every file that the command names. */
async function filesOf({ command, folder }: Executable): Promise<string> {
  const stamps = command.map(async (word) => {
    const stats = await stat(resolve(folder, word)).catch(() => null);
    return stats === null ? word : `${word} ${stats.mtimeMs} ${stats.size}`;
  });
  return JSON.stringify(await Promise.all(stamps));
}
