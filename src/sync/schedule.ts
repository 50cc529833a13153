/**
 * The next instant (ms since 1970) of the grid `startedAt + n × interval` that lies after `now`; null when the
 * interval is 0 (manual only). Ticks missed while the machine slept collapse into the one that comes next.
 */
export function nextTick(startedAt: number, interval: number, now: number): number | null {
  if (interval <= 0) return null;
  const elapsed = Math.max(0, now - startedAt);
  return startedAt + (Math.floor(elapsed / interval) + 1) * interval;
}

/** True when a tick of the grid lies in the half-open span (since, now]. */
export function isDue(due: number | null, now: number): boolean {
  return due !== null && now >= due;
}
