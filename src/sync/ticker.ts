import { isDue, nextTick } from "./schedule.ts";

/** Node's timers overflow beyond 24.8 days, and a machine that slept needs its clock looked at again. */
const LONGEST_WAIT_MS = 60_000;

export type TickerOptions = {
  readonly now: () => Date;
  readonly onTick: () => void;
  /** Called with the instant of the next tick, in ms since 1970, whenever it changes. */
  readonly onNext: (next: number | null) => void;
};

export interface Ticker {
  /** Starts a new grid at this moment; an interval of 0 ms means no ticks. */
  start(interval: number): void;
  /** Another interval on the grid that is running; the first call starts it. */
  change(interval: number): void;
  stop(): void;
}

/** Calls `onTick` on a grid of `interval` ms counted from its start. */
export function createTicker(options: TickerOptions): Ticker {
  let startedAt: number | null = null;
  let interval = 0;
  let due: number | null = null;
  let timer: NodeJS.Timeout | null = null;

  function plan(): void {
    const now = options.now().getTime();
    const next = startedAt === null ? null : nextTick(startedAt, interval, now);
    if (next !== due) options.onNext(next);
    due = next;
    wait(now);
  }

  function wait(now: number): void {
    if (timer !== null) clearTimeout(timer);
    timer = due === null ? null : setTimeout(wake, Math.min(LONGEST_WAIT_MS, Math.max(0, due - now)));
  }

  function wake(): void {
    const now = options.now().getTime();
    if (!isDue(due, now)) return wait(now);
    plan();
    options.onTick();
  }

  return {
    start(next) {
      startedAt = options.now().getTime();
      interval = next;
      plan();
    },
    change(next) {
      startedAt ??= options.now().getTime();
      if (next === interval && due !== null) return;
      interval = next;
      plan();
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      startedAt = null;
      due = null;
    },
  };
}
