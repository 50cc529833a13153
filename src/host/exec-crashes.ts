const MOST_RESTARTS = 3;
const WINDOW_MS = 5 * 60_000;
const FIRST_DELAY_MS = 50;
const GROWTH = 8;

/** What is remembered of an executable's crashes; `ready` is when it is started again. */
export type CrashState = { readonly delayMs: number; readonly down: { readonly readyAt: number } | null };

/**
 * Counts the crashes of each executable: it is started again after 50 ms, 0.4 s and 3.2 s (or `firstDelayMs`, and eight
 * times as long each time), and then not until the first of its crashes is five minutes ago. Keys that differ are different executables: an edited one starts anew.
 */
export interface Crashes {
  record(key: string): void;
  state(key: string): CrashState;
}

export function createCrashes(now: () => number, firstDelayMs = FIRST_DELAY_MS): Crashes {
  const times = new Map<string, readonly number[]>();

  function recent(key: string): readonly number[] {
    const since = now() - WINDOW_MS;
    const left = (times.get(key) ?? []).filter((time) => time > since);
    if (left.length === 0) times.delete(key);
    else times.set(key, left);
    return left;
  }

  return {
    record: (key) => void times.set(key, [...recent(key), now()]),
    state(key) {
      const [first, ...more] = recent(key);
      if (first === undefined) return { delayMs: 0, down: null };
      const down = more.length >= MOST_RESTARTS ? { readyAt: first + WINDOW_MS } : null;
      return { delayMs: firstDelayMs * GROWTH ** more.length, down };
    },
  };
}
