/** A save is a burst of events: it is over when they pause for this long, or at the latest after `LATEST_MS`. */
const PAUSE_MS = 30;
const LATEST_MS = 120;

export interface Burst {
  /** Something happened. */
  event(): void;
  /** Calls once more after so many milliseconds, unless events come before. */
  again(ms: number): void;
  stop(): void;
}

/** Calls `onEnd` once for each burst of events; never after `stop`. */
export function createBurst(onEnd: () => void): Burst {
  let timer: NodeJS.Timeout | null = null;
  let since: number | null = null;
  let stopped = false;

  function again(ms: number): void {
    if (stopped) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      since = null;
      onEnd();
    }, ms);
  }

  return {
    event() {
      since ??= performance.now();
      const left = LATEST_MS - (performance.now() - since);
      again(Math.max(0, Math.min(PAUSE_MS, left)));
    },
    again,
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
