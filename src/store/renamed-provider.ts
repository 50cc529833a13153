import { emptyCatalog, type Catalog } from "../core/catalog.ts";
import type { ChangeRequest, PendingWrite, UndoEntry } from "../core/change.ts";
import { changeCommand } from "../core/change-command.ts";

/** A Provider's name before and after. */
export type Renaming = { readonly from: string; readonly to: string };

/** Entries of the Provider under its new name; those of others are the same objects. */
export function renamedUndo(entries: readonly UndoEntry[], renaming: Renaming): readonly UndoEntry[] {
  return entries.some(({ provider }) => provider === renaming.from)
    ? entries.map((entry) => renamedEntry(entry, renaming))
    : entries;
}

/** A change on its way under the new name, its command included; that of another Provider is the same object. */
export function renamedPending(
  pending: PendingWrite,
  renaming: Renaming,
  catalog: Catalog | null,
): PendingWrite {
  if (pending.request.provider !== renaming.from) return pending;
  const request = renamedRequest(pending.request, renaming);
  const known = catalog ?? emptyCatalog(renaming.to, { url: null, organisationId: null });
  const command = pending.undoes === undefined ? changeCommand(request, known) : pending.command;
  const undoes = pending.undoes === undefined ? {} : { undoes: renamedEntry(pending.undoes, renaming) };
  return { ...pending, request, command, ...undoes };
}

function renamedEntry(entry: UndoEntry, renaming: Renaming): UndoEntry {
  if (entry.provider !== renaming.from) return entry;
  const { request } = entry;
  return {
    ...entry,
    provider: renaming.to,
    request: request === null ? null : renamedRequest(request, renaming),
  };
}

function renamedRequest(request: ChangeRequest, { from, to }: Renaming): ChangeRequest {
  return request.provider === from ? { ...request, provider: to } : request;
}
