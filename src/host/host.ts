import { AppError } from "../core/errors.ts";
import {
  type Capabilities,
  type CheckStep,
  type Connection,
  type Plugin,
  type ReadProgress,
  type Settings,
  type SnapshotOptions,
  type Toolbox,
} from "../plugin/contract.ts";
import { httpOptionsOf } from "../plugin/http-options.ts";
import { createBorder, type Border } from "./border.ts";
import { guardedCredentials } from "./credentials.ts";
import type { Patience } from "./exec-provider.ts";
import { createGuard, type Guard } from "./guard.ts";
import { createHttp, type AttemptRecord, type ClosableHttp } from "./http.ts";
import { seen } from "./plugin-shape.ts";
import { createRedactor, type Redactor } from "./redact.ts";
import { guardedWriting } from "./writing.ts";

const GRACE_MS = 2_000;
const PROGRESS_MS = 50;
const MOST_LOG_LINES = 1_000;
const MOST_STEPS = 1_000;

export type HostSettings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly random: () => number;
  /** Each attempt at a request. */
  readonly onRequest: (record: AttemptRecord) => void;
  /** Lines of adapters, the Provider's name in front; without secrets, one line each. */
  readonly log: (line: string) => void;
  /** How long an adapter may take to stop after an abort before it is abandoned; 2 s unless told. */
  readonly graceMs?: number;
};

/** What a connection needs of its Provider's config. `options` as configured, or as its schema parsed them. */
export type ProviderSettings = Settings & { readonly insecureSkipVerify: boolean };

export interface Host {
  /**
   * Opens a connection that can be trusted: whatever the adapter does, its methods reject with AppErrors only, stop
   * when told to, and deliver nothing that was not checked, neutralised and rid of the secret. The caller closes it.
   */
  open(plugin: Plugin, settings: ProviderSettings, signal: AbortSignal): Promise<Connection>;
  /**
   * Asks an adapter for the steps of its check without a connection, with the same care; nothing stays open. The
   * iteration rejects with AppErrors only. Throws for an adapter that has no such check.
   */
  check(plugin: Plugin, settings: ProviderSettings, signal: AbortSignal): AsyncIterable<CheckStep>;
}

/** The place where adapters run; see `Host`. */
export function createHost(host: HostSettings): Host {
  return {
    open: async (plugin, settings, signal) => openConnection(assemble(host, plugin, settings), signal),
    check: (plugin, settings, signal) => unconnectedCheck(assemble(host, plugin, settings), signal),
  };
}

type Parts = {
  readonly plugin: Plugin;
  readonly settings: Settings;
  readonly host: HostSettings;
  readonly redactor: Redactor;
  readonly http: ClosableHttp;
  readonly closing: AbortController;
  readonly guard: Guard;
  readonly border: Border;
  readonly log: (line: string) => void;
};

function assemble(host: HostSettings, plugin: Plugin, settings: ProviderSettings): Parts {
  const options = parsedOptions(plugin, settings);
  const { connectTimeout, timeout, retries, maxResponseSize } = httpOptionsOf(options);
  const { url, secret, insecureSkipVerify, name } = settings;
  const redactor = createRedactor(secret);
  const closing = new AbortController();
  const log = logger(host, name, redactor);
  const limits = { connectTimeoutMs: connectTimeout, timeoutMs: timeout, retries, maxResponseSize };
  const http = createHttp({ ...host, provider: name, url, secret, insecureSkipVerify, limits });
  const { adapter } = plugin;
  const graceMs = host.graceMs ?? GRACE_MS;
  const guard = createGuard({ adapter, redactor, silenceMs: timeout, graceMs, log }, closing.signal);
  const border = createBorder(plugin, redactor, (record) => http.isClean(record));
  return { plugin, settings: { ...settings, options }, host, redactor, http, closing, guard, border, log };
}

function parsedOptions(plugin: Plugin, settings: Settings): unknown {
  const parsed = plugin.options.safeParse(settings.options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = ["options", ...(issue?.path ?? []).map(String)].join(".");
  throw new AppError(
    "CONFIG_INVALID",
    `${settings.name}: ${key}: ${issue?.message ?? `is ${seen(settings.options)}`}.`,
    {
      hint: `The adapter ${plugin.adapter} does not take these options.`,
    },
  );
}

function logger(host: HostSettings, name: string, redactor: Redactor): (line: unknown) => void {
  let lines = 0;
  return (line) => {
    lines += 1;
    if (lines < MOST_LOG_LINES) host.log(`${name}: ${redactor.shown(String(line)).slice(0, 2_000)}`);
    if (lines === MOST_LOG_LINES) host.log(`${name}: its adapter logs too much; further lines are dropped`);
  };
}

function toolboxOf({ guard, http, log, redactor }: Parts): Toolbox & Patience {
  const request: ClosableHttp["request"] = (wanted) =>
    guard.whileRequesting(() => http.request({ ...wanted, onProgress: beating(wanted.onProgress, guard) }));
  return { http: { request }, log, redact: redactor.text, patiently: guard.whileRequesting };
}

async function openConnection(parts: Parts, signal: AbortSignal): Promise<Connection> {
  const { plugin, settings, guard, border } = parts;
  const toolbox = toolboxOf(parts);
  const call = guard.begin("connect", signal);
  let pending: Promise<Connection> | null = null;
  try {
    return await call.run(async () => {
      pending = plugin.connect(settings, toolbox, call.signal);
      const inner = border.connection(await pending);
      return guarded(inner, border.capabilities(inner.capabilities), parts);
    });
  } catch (error) {
    abandon(pending, parts);
    throw error;
  } finally {
    call.end();
  }
}

/** A connection that came too late, or with rubbish, is closed all the same. */
function abandon(pending: Promise<Connection> | null, { http, log, closing }: Parts): void {
  closing.abort();
  const report = (error: unknown): void => log(`closing an abandoned connection failed: ${String(error)}`);
  pending?.then(
    (late) => closeLate(late).catch(report),
    () => undefined,
  );
  http.close().catch(report);
}

async function closeLate(late: Connection): Promise<void> {
  await late.close();
}

function beating(
  onProgress: Parameters<ClosableHttp["request"]>[0]["onProgress"],
  guard: Guard,
): NonNullable<typeof onProgress> {
  return (progress) => {
    guard.beat();
    onProgress?.(progress);
  };
}

function guarded(inner: Connection, capabilities: Capabilities, parts: Parts): Connection {
  const { guard, border } = parts;
  let closed: Promise<void> | null = null;

  async function snapshot({ signal, onProgress }: SnapshotOptions): ReturnType<Connection["snapshot"]> {
    const call = guard.begin("snapshot", signal);
    const report = progressReporter(parts, call.signal, onProgress);
    try {
      return await call.run(async () => {
        const read = await inner.snapshot({ signal: call.signal, onProgress: report });
        return border.snapshot(read, call.signal);
      });
    } finally {
      call.end();
    }
  }

  const close = (): Promise<void> => {
    closed ??= closeConnection(inner, parts);
    return closed;
  };
  const check: Connection["check"] = (signal) => checkSteps((own) => inner.check(own), parts, signal);
  const further = { ...guardedWriting(inner, parts), ...guardedCredentials(inner, parts) };
  return { capabilities, check, snapshot, ...further, close };
}

/** At most one report each 50 ms, and none once the call is over. */
function progressReporter(
  { host, guard, border }: Parts,
  signal: AbortSignal,
  onProgress: (progress: ReadProgress) => void,
): (progress: ReadProgress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    guard.beat();
    const now = host.now().getTime();
    if (signal.aborted || now - last < PROGRESS_MS) return;
    last = now;
    const passed = border.progress(progress);
    if (passed !== null) onProgress(passed);
  };
}

/** The check of an adapter that wants no connection for it. */
async function* unconnectedCheck(parts: Parts, signal: AbortSignal): AsyncGenerator<CheckStep> {
  const { plugin, settings, http } = parts;
  try {
    yield* checkSteps(
      (own) => {
        if (plugin.check === undefined)
          throw new Error(`${plugin.adapter} has no check without a connection`);
        return plugin.check(settings, toolboxOf(parts), own);
      },
      parts,
      signal,
    );
  } finally {
    await http.close();
  }
}

type Check = (signal: AbortSignal) => AsyncIterable<unknown>;

async function* checkSteps(check: Check, parts: Parts, signal: AbortSignal): AsyncGenerator<CheckStep> {
  const { guard, border } = parts;
  const call = guard.begin("check", signal);
  let iterator: AsyncIterator<unknown> | null = null;
  try {
    for (let count = 0; count < MOST_STEPS; count += 1) {
      const next = await call.run(async () => {
        iterator ??= check(call.signal)[Symbol.asyncIterator]();
        const result = await iterator.next();
        return result.done === true ? null : border.checkStep(result.value);
      });
      if (next === null) return;
      guard.beat();
      call.rest();
      yield next;
      call.wake();
    }
  } finally {
    call.end();
    endIteration(iterator, parts);
  }
}

/** Not waited for: an adapter that hangs here hangs alone. */
function endIteration(iterator: AsyncIterator<unknown> | null, { log }: Parts): void {
  iterator?.return?.().catch((error: unknown) => log(`ending a check failed: ${String(error)}`));
}

/** Calls under way end with CANCELLED; the adapter may still say goodbye to its Provider. */
async function closeConnection(inner: Connection, parts: Parts): Promise<void> {
  const { closing, http } = parts;
  const signal = new AbortController().signal;
  closing.abort();
  const goodbye = createGuard({ ...guardSettings(parts) }, signal).begin("close", signal);
  try {
    await goodbye.run(() => inner.close());
  } finally {
    goodbye.end();
    await http.close();
  }
}

function guardSettings({ plugin, redactor, host, log }: Parts): Parameters<typeof createGuard>[0] {
  const graceMs = host.graceMs ?? GRACE_MS;
  return { adapter: plugin.adapter, redactor, silenceMs: graceMs, graceMs: 0, log };
}
