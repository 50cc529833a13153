const MOST_RESTARTS = 3;
const WINDOW_MS = 5 * 60_000;
const FIRST_DELAY_MS = 50;
const GROWTH = 8;

/** What is remembered of an executable's crashes; `ready` is when it is started again. */
export type CrashState = { readonly delayMs: number; readonly down: { readonly readyAt: number } | null };

/**
 * Counts the crashes of each executable: it is started again after 50 ms, 0.4 s and 3.2 s (or `firstDelayMs`, and eight
 * times as long each time), and then not until the first of its crashes is five minutes ago.
 */
export interface Crashes {
  /** `files` is the state of its files after the crash: what it has changed in them itself is no edit. */
  record(key: string, files: Promise<string>): void;
  /** Before it is used: its crashes count no more when its files have been edited since. */
  begin(key: string, files: () => Promise<string>): Promise<void>;
  state(key: string): CrashState;
}

type Known = { readonly times: readonly number[]; readonly files: Promise<string> };

export function createCrashes(now: () => number, firstDelayMs = FIRST_DELAY_MS): Crashes {
  const known = new Map<string, Known>();

  function recent(key: string): readonly number[] {
    const since = now() - WINDOW_MS;
    return known.get(key)?.times.filter((time) => time > since) ?? [];
  }

  return {
    record: (key, files) => void known.set(key, { times: [...recent(key), now()], files }),
    async begin(key, files) {
      const last = known.get(key);
      if (last === undefined || (await last.files) === (await files())) return;
      if (known.get(key) === last) known.delete(key);
    },
    state(key) {
      const [first, ...more] = recent(key);
      if (first === undefined) return { delayMs: 0, down: null };
      const down = more.length >= MOST_RESTARTS ? { readyAt: first + WINDOW_MS } : null;
      return { delayMs: firstDelayMs * GROWTH ** more.length, down };
    },
  };
}
