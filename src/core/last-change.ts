import type { UndoEntry } from "./change.ts";
import type { ConfigEdit } from "./provider-edit.ts";

/**
 * What undoes the last change, the newest first: one entry, or those of its whole batch. What was changed of an item
 * that the same batch made is left out: it goes with the item.
 */
export function lastChange(entries: readonly UndoEntry[]): readonly UndoEntry[] {
  const last = entries.at(-1);
  if (last?.batch === undefined) return last === undefined ? [] : [last];
  const made = entries.slice(entries.findLastIndex(({ batch }) => batch !== last.batch) + 1);
  return made.filter((entry) => !made.some((other) => covers(other, entry))).toReversed();
}

/** `Published Plan "Gold" and 2 more`: what these entries undo; the first change by name. */
export function undoSummary(entries: readonly UndoEntry[]): string {
  const summary = entries.at(-1)?.summary ?? "";
  return entries.length > 1 ? `${summary} and ${entries.length - 1} more` : summary;
}

/** True when undoing the one deletes what the other is about, which was made in the same batch. */
export function covers(one: UndoEntry, other: UndoEntry): boolean {
  if (one.batch === undefined || one.batch !== other.batch || one.provider !== other.provider) return false;
  const [makes, changes] = [one.request, other.request];
  if (makes?.op !== "delete" || changes?.op !== "edit") return false;
  return makes.policyId === changes.policyId;
}

/** The change of the config that was made last, unless what `undo` undoes was changed after it. */
export function lastEdit(edits: readonly ConfigEdit[], undo: readonly UndoEntry[]): ConfigEdit | null {
  const last = edits.at(-1);
  if (last === undefined) return null;
  return undo.some(({ at }) => Date.parse(at) > Date.parse(last.at)) ? null : last;
}

const EDITS_KEPT = 20;

/** The changes of the config that can be undone after one more. */
export function withEdit(edits: readonly ConfigEdit[], edit: ConfigEdit): readonly ConfigEdit[] {
  return [...edits, edit].slice(-EDITS_KEPT);
}
