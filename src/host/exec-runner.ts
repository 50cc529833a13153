import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../core/errors.ts";
import type { Crashes } from "./exec-crashes.ts";
import type { ExecEnd } from "./exec-ending.ts";
import type { ExecProcess } from "./exec-process.ts";
import type { SlotHolder, Slots } from "./exec-slots.ts";

/** What executables share: slots, and the memory of crashes. */
export type ExecShared = { readonly slots: Slots; readonly crashes: Crashes };

export type RunnerPorts = ExecShared & {
  readonly adapter: string;
  /** The executable whose crashes are counted. */
  readonly key: string;
  /** The state of its files; another one makes it another executable. */
  readonly files: () => Promise<string>;
  /** A process that is ready to be called; rejects with why it is none. */
  readonly start: (signal: AbortSignal) => Promise<ExecProcess>;
  /** A running process without calls is stopped after so long. */
  readonly idleMs: number;
  /** While this waits, silence is no sign of hanging. */
  readonly patiently: <Result>(wait: () => Promise<Result>) => Promise<Result>;
};

type Use<Result> = {
  readonly signal: AbortSignal;
  /** It may be done again when the process dies. */
  readonly repeatable: boolean;
  readonly work: (process: ExecProcess) => Promise<Result>;
};

/** Keeps a process there for as long as it is used: starts it, starts it again after a crash, stops it when idle. */
export interface Runner {
  use<Result>(use: Use<Result>): Promise<Result>;
  close(): Promise<void>;
}

export function createRunner(ports: RunnerPorts): Runner {
  const { slots, crashes } = ports;
  let current: Promise<ExecProcess> | null = null;
  let stopping: Promise<void> = Promise.resolve();
  let users = 0;
  let idle: NodeJS.Timeout | undefined;
  const holder: SlotHolder = { stop };

  function stop(): Promise<void> {
    clearTimeout(idle);
    const before = current;
    current = null;
    if (before !== null) stopping = stopProcess(before);
    return stopping;
  }

  async function begin(signal: AbortSignal): Promise<ExecProcess> {
    const process = await startInTurn(ports, holder, signal).catch((error: unknown) => {
      current = null;
      throw error;
    });
    void process.ended.then(forget);
    return process;
  }

  function forget({ crashed }: ExecEnd): void {
    if (crashed) crashes.record(ports.key, ports.files());
    current = null;
    slots.giveBack(holder);
  }

  async function running(signal: AbortSignal): Promise<ExecProcess> {
    await stopping;
    const isMine = current === null;
    current ??= begin(signal);
    try {
      return await current;
    } catch (error) {
      // Who began may have been cancelled: that is nothing to those who joined.
      if (isMine || signal.aborted) throw error;
      return running(signal);
    }
  }

  return {
    async use(use) {
      users += 1;
      clearTimeout(idle);
      slots.wake(holder);
      try {
        if (current === null) await crashes.begin(ports.key, ports.files);
        return await attempts(use, { ...ports, running });
      } finally {
        users -= 1;
        if (users === 0) {
          slots.rest(holder);
          idle = setTimeout(() => void stop(), ports.idleMs);
        }
      }
    },
    close: stop,
  };
}

type Attempting = Pick<RunnerPorts, "crashes" | "key"> & {
  readonly running: (signal: AbortSignal) => Promise<ExecProcess>;
};

/** Does the work, again when its process died and it may be repeated. */
async function attempts<Result>(use: Use<Result>, { crashes, key, running }: Attempting): Promise<Result> {
  for (;;) {
    const process = await running(use.signal);
    try {
      return await use.work(process);
    } catch (error) {
      const hasCrashed = process.hasEnded()?.crashed === true && !use.signal.aborted;
      if (!hasCrashed || !use.repeatable || crashes.state(key).down !== null) throw error;
    }
  }
}

async function stopProcess(starting: Promise<ExecProcess>): Promise<void> {
  // One that could not be started has ended.
  const process = await starting.catch(() => null);
  await process?.stop();
}

/** Waits for a slot, and keeps it if a process could be started. */
async function startInTurn(
  ports: RunnerPorts,
  holder: SlotHolder,
  signal: AbortSignal,
): Promise<ExecProcess> {
  const { slots } = ports;
  await ports.patiently(() => slots.take(holder, signal));
  try {
    return await startAnew(ports, signal);
  } catch (error) {
    slots.giveBack(holder);
    throw error;
  }
}

/** Starts a process, after a while when it crashed before, and again when it crashes at once. */
async function startAnew(ports: RunnerPorts, signal: AbortSignal): Promise<ExecProcess> {
  const { crashes, adapter, key, files } = ports;
  for (;;) {
    const { delayMs, down } = crashes.state(key);
    if (down !== null) throw isDown(adapter, down.readyAt);
    await delay(delayMs, undefined, { signal });
    try {
      return await ports.start(signal);
    } catch (error) {
      if (!(error instanceof CrashedAtStart)) throw error;
      crashes.record(key, files());
      if (crashes.state(key).down !== null) throw error.error;
    }
  }
}

/** The process ended before it was ready: it may go better the next time. */
export class CrashedAtStart extends Error {
  readonly error: AppError;

  constructor(error: AppError) {
    super(error.message);
    this.error = error;
  }
}

function isDown(adapter: string, readyAt: number): AppError {
  const at = new Date(readyAt).toISOString().slice(11, 19);
  return new AppError(
    "PLUGIN_FAILED",
    `The process of the adapter ${adapter} crashed 4 times in 5 minutes; it is not started again before ${at} UTC.`,
    { hint: "Its standard error is in the log. A changed file of its command is tried at once." },
  );
}
