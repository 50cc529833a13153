import type { EventEmitter } from "node:events";
import { execa } from "execa";
import { createMessageConnection, type MessageConnection } from "vscode-jsonrpc/node";
import { AppError } from "../core/errors.ts";
import { EXEC_CALLS, type ExecCallName } from "../plugin/exec-protocol.ts";
import { endOf, logLines, type ExecEnd } from "./exec-ending.ts";
import { askProcess, type CallOptions } from "./exec-request.ts";
import { createLineReader, createLineWriter } from "./exec-wire.ts";

/** What a process gets to end by itself once it is asked to. */
const PATIENCE_MS = 800;
const KILL_AFTER_MS = 400;

/** A program with its arguments; no shell is involved. `folder` is its working directory. */
export type ExecCommand = {
  readonly command: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** The most that it may print between two answers. */
  readonly maxBytes: number;
};

/** What is told of a process while it runs. `adapter` is how messages name it. */
export type ExecListener = {
  readonly adapter: string;
  /** A line of its standard error. */
  readonly log: (line: string) => void;
};

/** A running executable, in a process group of its own: whatever it starts ends with it. */
export interface ExecProcess {
  /** Sends a request. Rejects with what the process answered, why it ended, or the signal's reason. */
  request<Result, Value>(method: string, params: object, options: CallOptions<Value>): Promise<Result>;
  /** Resolves once it has ended, however. */
  readonly ended: Promise<ExecEnd>;
  hasEnded(): ExecEnd | null;
  /** Asks it to shut down, then ends it by force; resolves once it has ended. */
  stop(): Promise<void>;
  /** Ends it at once; calls under way reject with the reason. */
  kill(reason: AppError): void;
}

/** Starts a process. Nothing is asked of it yet; a program that cannot be started has ended. */
export function startProcess(what: ExecCommand, { adapter, log }: ExecListener): ExecProcess {
  const child = spawn(what);
  const state: State = { outcome: null, fault: null, exactCalls: 0 };
  const stderr = logLines(child.stderr, log);
  const kill = (reason: AppError): void => {
    state.fault ??= reason;
    child.kill("SIGKILL");
  };
  const wire = { adapter, maxBytes: what.maxBytes, isExact: () => state.exactCalls > 0, onFault: kill };
  const reader = createLineReader(child.stdout, wire);
  const connection = createMessageConnection(reader, createLineWriter(child.stdin), SILENT);
  connection.listen();
  const letGo = (): void => {
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const timers = watchOutput(child, { letGo, onClosed: () => kill(closedOutput(adapter)) });

  async function ending(): Promise<ExecEnd> {
    const result = await child;
    const program = what.command[0] ?? "";
    const { fault } = state;
    const end =
      fault === null
        ? endOf(result, { adapter, program, last: stderr.last() })
        : { error: fault, crashed: false };
    state.outcome = end;
    for (const timer of timers) timer.stop();
    connection.dispose();
    letGo();
    return end;
  }
  const ended = ending();

  return {
    ended,
    hasEnded: () => state.outcome,
    kill,
    async request<Result, Value>(
      method: string,
      params: object,
      options: CallOptions<Value>,
    ): Promise<Result> {
      if (state.outcome !== null) throw state.outcome.error;
      const isExact = isCall(method) && EXEC_CALLS[method].exact;
      if (isExact) state.exactCalls += 1;
      try {
        const asking = { connection, ended, kill, adapter };
        return await askProcess<Result, Value>(asking, { method, params, ...options });
      } finally {
        if (isExact) state.exactCalls -= 1;
      }
    },
    async stop() {
      if (state.outcome !== null) return;
      state.fault ??= new AppError("CANCELLED", `The adapter ${adapter} was stopped.`);
      void askToEnd(connection);
      await forcedToEnd(child, ended);
    },
  };
}

async function forcedToEnd(child: ReturnType<typeof spawn>, ended: Promise<unknown>): Promise<void> {
  const forcing = [
    setTimeout(() => child.kill("SIGTERM"), PATIENCE_MS),
    setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS + KILL_AFTER_MS),
  ];
  await ended;
  for (const timer of forcing) clearTimeout(timer);
}

/** Says that it is over, and closes its input behind that. One that cannot be asked any more has to be ended. */
async function askToEnd(connection: MessageConnection): Promise<void> {
  setImmediate(() => connection.end());
  try {
    await connection.sendRequest("shutdown", {});
  } catch {
    // It ended without an answer, or is ended by force.
  }
}

type State = { outcome: ExecEnd | null; fault: AppError | null; exactCalls: number };

function spawn({ command, folder, env }: ExecCommand) {
  const [program = "", ...given] = command;
  const child = execa(program, given, {
    cwd: folder,
    env,
    extendEnv: false,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    buffer: false,
    reject: false,
    // Whatever it starts belongs to it, and what is left when Portico ends has had its time to end by itself.
    killDescendants: true,
    cleanup: true,
    killSignal: "SIGKILL",
    forceKillAfterDelay: false,
  });
  child.nodeChildProcess.once("exit", () => child.kill("SIGKILL"));
  // Why it cannot be written to is told by its end.
  child.stdin.on("error", () => undefined);
  return child;
}

type Watch = { readonly letGo: () => void; readonly onClosed: () => void };

function watchOutput({ nodeChildProcess, stdout }: ReturnType<typeof spawn>, { letGo, onClosed }: Watch) {
  // What it left behind may hold its output open; and without its output it is of no use.
  return [later(nodeChildProcess, "exit", letGo), later(stdout, "end", onClosed)];
}

/** Acts a moment after an event, unless stopped before. */
function later(source: EventEmitter, event: string, act: () => void): { readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  source.once(event, () => {
    timer = setTimeout(act, KILL_AFTER_MS);
  });
  return { stop: () => clearTimeout(timer) };
}

function closedOutput(adapter: string): AppError {
  return new AppError(
    "PLUGIN_RUBBISH",
    `The adapter ${adapter} closed its standard output and went on running.`,
    {
      hint: "This is a fault of the plugin; its author needs this message.",
    },
  );
}

const SILENT = { error: () => {}, warn: () => {}, info: () => {}, log: () => {} };

function isCall(method: string): method is ExecCallName {
  return Object.hasOwn(EXEC_CALLS, method);
}
