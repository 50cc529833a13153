import { MOST_UNDONE } from "../core/most-undone.ts";
import * as z from "zod";
import type { PendingWrite, UndoEntry } from "../core/change.ts";
import type { AppEvent } from "../core/events.ts";
import type { RequestRecord } from "./store.ts";

/** How many events a store keeps, and how many requests it returns at most. */
export const MAX_EVENTS = 10_000;
export const MAX_REQUESTS = 20_000;
export const MAX_EVENT_BYTES = 8 * 1024 * 1024;
export const MAX_REQUEST_BYTES = 2 * 1024 * 1024;

/** How many changes can be undone, at most, and how many items they may have changed in all. */
const MAX_UNDO = 20;

const MAX_CHANGES = 1_000;

export const requestRecordSchema = z.object({
  at: z.iso.datetime(),
  provider: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.number().nullable(),
  ms: z.number(),
}) satisfies z.ZodType<RequestRecord>;

/** The event as it is kept: with its first 1,000 changes, so that one big sync does not push out all history. */
export function boundedEvent(event: AppEvent): AppEvent {
  return event.changes.length > MAX_CHANGES
    ? { ...event, changes: event.changes.slice(0, MAX_CHANGES) }
    : event;
}

/** The ways to undo changes that are kept: the newest. A batch is one change, of many items. */
export function boundedUndo(entries: readonly UndoEntry[]): readonly UndoEntry[] {
  const isFirst = ({ batch }: UndoEntry, index: number): boolean =>
    batch === undefined || entries[index - 1]?.batch !== batch;
  const firsts = entries.flatMap((entry, index) => (isFirst(entry, index) ? [index] : []));
  return entries.slice(firsts.at(-MAX_UNDO) ?? 0).slice(-MOST_UNDONE);
}

/** Orders changes on their way: the oldest first. */
export function byTime(a: PendingWrite, b: PendingWrite): number {
  return Date.parse(a.at) - Date.parse(b.at);
}
