/** Which way a key turns what a field chooses from. */
export const TURNS: Readonly<Record<string, 1 | -1>> = { left: -1, right: 1, space: 1 };

/** The next of all, or the one before, going round; the first or last where none is current. */
export function neighbour<T>(all: readonly T[], current: T | null, by: 1 | -1): T | null {
  const at = current === null ? -1 : all.indexOf(current);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
  return all[next] ?? null;
}
