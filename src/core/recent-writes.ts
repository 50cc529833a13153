import type { Catalog, RecentWrite } from "./catalog.ts";

const KEPT_MS = 60 * 60_000;
const MOST_KEPT = 100;

/** The policies that Portico has written at, or after, the instant when a reading began. */
export function writtenSince(catalog: Catalog, readAt: string): ReadonlySet<string> {
  const since = Date.parse(readAt);
  const recent = catalog.recentWrites.filter(({ at }) => Date.parse(at) >= since);
  return new Set(recent.map(({ policyId }) => policyId));
}

/** The catalog with one write more on record; those older than an hour, and beyond the newest hundred, are forgotten. */
export function withRecentWrite(catalog: Catalog, write: RecentWrite): Catalog {
  const oldest = Date.parse(write.at) - KEPT_MS;
  const kept = catalog.recentWrites.filter(({ id, at }) => id !== write.id && Date.parse(at) >= oldest);
  return { ...catalog, recentWrites: [...kept, write].slice(-MOST_KEPT) };
}

/** Whether the catalog has the result of this write already. */
export function hasWrite(catalog: Catalog, id: string): boolean {
  return catalog.recentWrites.some((write) => write.id === id);
}
