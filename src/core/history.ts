import type { EventKind } from "./event-kinds.ts";
import type { AppEvent } from "./events.ts";

/** What of the history is asked for; null asks for all. `since` in milliseconds since the epoch, `limit` counts events. */
export type HistoryQuery = {
  readonly provider: string | null;
  readonly kind: EventKind | null;
  readonly since: number | null;
  readonly limit: number | null;
};

/**
 * The events asked for, the newest first. `events` come oldest first, as the store has them. Those of a Provider that was
 * renamed go on under the name that it had before.
 */
export function selectedEvents(events: readonly AppEvent[], query: HistoryQuery): readonly AppEvent[] {
  const { kind, since, limit } = query;
  let { provider } = query;
  const selected: AppEvent[] = [];
  for (const event of events.toReversed()) {
    if (selected.length === limit) break;
    if (provider !== null && event.provider !== provider) continue;
    if (provider !== null) provider = event.formerProvider ?? provider;
    if (kind !== null && event.kind !== kind) continue;
    if (since !== null && Date.parse(event.at) < since) continue;
    selected.push(event);
  }
  return selected;
}

/** What was read before, `known`, and what has happened since, taken from the newest events; all oldest first. */
export function joinedEvents(known: readonly AppEvent[], newest: readonly AppEvent[]): readonly AppEvent[] {
  const last = known.at(-1);
  if (last === undefined) return newest;
  const at = newest.findLastIndex((event) => isSameEvent(event, last));
  const later = at < 0 ? newest.filter((event) => event.at > last.at) : newest.slice(at + 1);
  return later.length === 0 ? known : [...known, ...later];
}

function isSameEvent(a: AppEvent, b: AppEvent): boolean {
  return a.at === b.at && a.kind === b.kind && a.provider === b.provider && a.summary === b.summary;
}
