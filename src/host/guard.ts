import { AppError, isAppError } from "../core/errors.ts";
import { pluginError, type Failing } from "./plugin-errors.ts";
import { durationText } from "./http-limits.ts";
import { createWatchdog, type Watchdog } from "./watchdog.ts";

export type GuardSettings = Omit<Failing, "what"> & {
  /** How long an adapter may show no sign of life outside of its requests. */
  readonly silenceMs: number;
  /** How long an adapter may take to stop after an abort before it is abandoned. */
  readonly graceMs: number;
  readonly log: (line: string) => void;
};

/** One call into an adapter; `signal` is what the adapter gets, `run` may be used for several steps of the call. */
type GuardedCall = {
  readonly signal: AbortSignal;
  readonly run: <Result>(step: () => Promise<Result>) => Promise<Result>;
  /** While whoever called looks at a result the adapter need show no sign of life. */
  readonly rest: () => void;
  readonly wake: () => void;
  readonly end: () => void;
};

/** Stands between Portico and one connection of an adapter: see `begin` and `beat`. */
export type Guard = {
  /**
   * Starts a call. Steps reject with AppErrors only: the abort's reason (CANCELLED), PLUGIN_TIMEOUT after a silence,
   * or what the adapter threw. An adapter that does not stop when told to is abandoned after the grace period.
   */
  readonly begin: (what: string, signal: AbortSignal) => GuardedCall;
  /** A sign of life of the adapter. */
  readonly beat: () => void;
  /** While a request is under way its own limits hold, not the guard's. */
  readonly whileRequesting: <Result>(request: () => Promise<Result>) => Promise<Result>;
};

/** See `Guard`; `closing` ends every call. */
export function createGuard(settings: GuardSettings, closing: AbortSignal): Guard {
  const watchdogs = new Set<Watchdog>();
  let requests = 0;

  function begin(what: string, signal: AbortSignal): GuardedCall {
    const own = new AbortController();
    const combined = AbortSignal.any([signal, closing, own.signal]);
    const watchdog = createWatchdog(settings.silenceMs, () => own.abort(silent(what, settings)));
    for (let count = 0; count < requests; count += 1) watchdog.rest();
    watchdogs.add(watchdog);
    return {
      signal: combined,
      run: (step) => runStep(step, { what, signal: combined, settings }),
      rest: () => watchdog.rest(),
      wake: () => watchdog.wake(),
      end: () => {
        watchdog.stop();
        watchdogs.delete(watchdog);
      },
    };
  }

  async function whileRequesting<Result>(request: () => Promise<Result>): Promise<Result> {
    requests += 1;
    for (const watchdog of watchdogs) watchdog.rest();
    try {
      return await request();
    } finally {
      requests -= 1;
      for (const watchdog of watchdogs) watchdog.wake();
    }
  }

  const beat = (): void => {
    for (const watchdog of watchdogs) watchdog.beat();
  };
  return { begin, beat, whileRequesting };
}

type StepContext = { readonly what: string; readonly signal: AbortSignal; readonly settings: GuardSettings };

async function runStep<Result>(step: () => Promise<Result>, context: StepContext): Promise<Result> {
  const { signal, settings, what } = context;
  const failing: Failing = { ...settings, what };
  const abandonment = abandonedAfter(signal, settings.graceMs);
  try {
    if (signal.aborted) throw stopped(signal, failing);
    const work = step();
    const outcome = await Promise.race([work, abandonment.promise]);
    if (signal.aborted) throw stopped(signal, failing);
    return outcome;
  } catch (error) {
    throw signal.aborted ? stopped(signal, failing) : pluginError(error, failing);
  } finally {
    abandonment.cancel();
  }
}

/** Rejects so many milliseconds after the signal's abort, unless cancelled before. */
function abandonedAfter(
  signal: AbortSignal,
  graceMs: number,
): { promise: Promise<never>; cancel: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const start = (): void => {
    timer = setTimeout(() => reject(signal.reason), graceMs);
  };
  signal.addEventListener("abort", start, { once: true });
  const cancel = (): void => {
    signal.removeEventListener("abort", start);
    clearTimeout(timer);
  };
  return { promise, cancel };
}

/** Why a call was stopped, as an AppError; reasons that are none become CANCELLED. */
function stopped(signal: AbortSignal, { adapter, what }: Failing): AppError {
  if (isAppError(signal.reason)) return signal.reason;
  return new AppError("CANCELLED", `The adapter ${adapter} was cancelled in ${what}.`, {
    hint: "Start it again when you want it.",
  });
}

function silent(what: string, { adapter, silenceMs }: GuardSettings): AppError {
  return new AppError(
    "PLUGIN_TIMEOUT",
    `The adapter ${adapter} gave no sign of life for ${durationText(silenceMs)} in ${what}.`,
    {
      hint: "It hangs, or waits for something slow: try again, or raise options.timeout. Other Providers are not concerned.",
    },
  );
}
