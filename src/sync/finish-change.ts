import type { Catalog } from "../core/catalog.ts";
import type { ChangeProposal, ChangeResult, UndoEntry } from "../core/change.ts";
import { changeSummary, nameOf } from "../core/change-text.ts";
import { findItem } from "../core/find-item.ts";
import { narrowed } from "../core/store-change.ts";
import { undoEntryOf, withUndoEntry } from "../core/undo-entry.ts";
import { changeEvent } from "./change-event.ts";
import type { ChangePorts } from "./change-ports.ts";

/** A change that is made: the catalog before and after it, and the way to undo it. */
export type Done = {
  readonly proposal: ChangeProposal;
  readonly policyId: string;
  readonly before: Catalog | null;
  readonly after: Catalog | null;
  readonly undo: UndoEntry;
};

/** What follows a change that the store has: shown, undoable, on record. */
export async function finish(done: Done, ports: ChangePorts): Promise<ChangeResult> {
  const { proposal, after, undo: entry } = done;
  const result = resultOf(done);
  if (after !== null) await ports.onCatalog(after);
  await ports.store.updateUndo((entries) => withUndoEntry(entries, { undoes: proposal.undoes, entry }));
  await ports.onUndo();
  await ports.record(changeEvent(proposal, result, ports.now().toISOString()));
  return result;
}

/** What was made of a proposal, before the catalog has it; `removed` is the record that a deletion gave back. */
export type Applied = {
  readonly id: string;
  readonly policyId: string;
  readonly removed: string | null;
  readonly wasGone: boolean;
  readonly before: Catalog;
  readonly at: string;
};

/** The way to undo it. */
export function undoOf(proposal: ChangeProposal, applied: Applied): UndoEntry {
  const { id, at, before, policyId, removed, wasGone } = applied;
  const { fields, loses, write, batch } = proposal;
  const request = narrowed(proposal);
  const item = findItem(before, request.kind, policyId);
  const isStoreOnly = write === null || wasGone;
  const former = write?.proposal.former;
  const provided = { fields, loses, removed, isStoreOnly, former };
  return undoEntryOf({ id, at, request, before: item, policyId, batch, ...provided });
}

/** What is told of a change that was carried out. */
export function resultOf({ proposal, policyId, before, after }: Omit<Done, "undo">): ChangeResult {
  const { request, warnings, undoes } = proposal;
  const { provider, kind } = request;
  const known = before === null ? policyId : nameOf(request, before);
  const name = (after === null ? null : findItem(after, kind, policyId)?.item.name) ?? known;
  const summary = undoes === undefined ? changeSummary(request, known) : `Undone: ${undoes.summary}`;
  return { provider, kind, policyId, name, summary, warnings };
}
