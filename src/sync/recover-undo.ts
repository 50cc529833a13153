import type { Catalog } from "../core/catalog.ts";
import type { PendingWrite } from "../core/change.ts";
import type { AppEvent } from "../core/events.ts";
import { hasWrite } from "../core/recent-writes.ts";
import type { Store } from "../store/store.ts";

/** What recovering needs: the history that a change found out about goes into. */
export type RecoverPorts = {
  readonly store: Store;
  readonly record: (event: AppEvent) => Promise<void>;
};

/**
 * Lists what undoes the changes that the store has, but whose process ended before that was on record; the history gets
 * them, too. Contacts nobody: what no catalog shows of a change at a Provider is settled by a reading.
 */
export async function recoverUndo({ store, record }: RecoverPorts): Promise<void> {
  const pendings = await store.readPending();
  const left = pendings.filter(({ undo }) => undo !== undefined);
  if (left.length === 0) return;
  const { withFoundEntry } = await import("../core/undo-entry.ts");
  for (const pending of left) {
    const { id, request, undoes, undo: entry = null, storeOnly } = pending;
    const catalog = await store.readCatalog(request.provider);
    const isStored = catalog !== null && (await hasChange(catalog, pending));
    if (!isStored && storeOnly !== true) continue;
    let isNew = false;
    if (isStored) {
      await store.updateUndo((entries) => {
        const next = withFoundEntry(entries, { undoes, entry });
        isNew = next.length !== entries.length;
        return next;
      });
    }
    if (isNew) await record(recoveredEvent(pending));
    await store.removePending(id);
  }
}

async function hasChange(catalog: Catalog, { id, request, storeOnly }: PendingWrite): Promise<boolean> {
  if (storeOnly === true) return (await import("../core/store-change.ts")).hasStoreChange(catalog, request);
  return hasWrite(catalog, id);
}

function recoveredEvent({ request, at, undo, undoes, command }: PendingWrite): AppEvent {
  const summary = undoes === undefined ? (undo?.summary ?? "") : `Undone: ${undoes.summary}`;
  const base = { at, kind: "write", provider: request.provider, outcome: "ok", changes: [] } as const;
  return { ...base, summary, hint: null, command };
}
