/** The one after the current (or before it), round the ends; without a current one the first (or last). Null of none. */
export function neighbour<T>(all: readonly T[], current: T | null, by: 1 | -1): T | null {
  const at = current === null ? -1 : all.indexOf(current);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
  return all[next] ?? null;
}
