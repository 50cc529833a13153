import type { Catalog } from "../core/catalog.ts";
import type { PendingWrite } from "../core/change.ts";
import type { Settlement } from "../core/settle.ts";
import type { Snapshot } from "../core/snapshot.ts";
import type { Store } from "../store/store.ts";

/** A complete reading as it settles what is pending: what it changed, and when it began. */
export type SettlingReading = {
  readonly before: Catalog;
  readonly catalog: Catalog;
  readonly snapshot: Snapshot;
  readonly readAt: string;
};

/**
 * The changes at a Provider that nobody is at any more: to be asked for before the reading that settles them begins. A
 * reading says nothing of those that concern the store alone.
 */
export async function leftPending(provider: string, store: Store): Promise<readonly PendingWrite[]> {
  const pending = await store.readPending();
  return pending.filter(({ request, storeOnly }) => request.provider === provider && storeOnly !== true);
}

/**
 * What became of the changes, one on top of the other. Runs while the catalog is locked: those that another process has
 * settled meanwhile are left out, and those of which no effect is stored are taken off at once, so that they are told of
 * once.
 */
export async function settleAll(
  pendings: readonly PendingWrite[],
  reading: SettlingReading,
  store: Store,
): Promise<{ readonly catalog: Catalog; readonly settlements: readonly Settlement[] }> {
  if (pendings.length === 0) return { catalog: reading.catalog, settlements: [] };
  const { settle } = await import("../core/settle.ts");
  const left = new Set((await store.readPending()).map(({ id }) => id));
  const policyIds = new Set(reading.snapshot.policies.map((policy) => policy.id));
  const settlements: Settlement[] = [];
  let { catalog } = reading;
  const unsettled = pendings.filter(({ id }) => left.has(id));
  for (const pending of unsettled) {
    const settlement = settle(pending, { ...reading, catalog, policyIds, pendings: unsettled });
    const { outcome } = settlement;
    settlements.push(settlement);
    ({ catalog } = settlement);
    if (outcome === "none" || outcome === "overtaken") await store.removePending(pending.id);
  }
  return { catalog, settlements };
}

/** Once the catalog is stored: the ways to undo what took effect, and nothing is pending any more. */
export async function finishSettled(settlements: readonly Settlement[], store: Store): Promise<void> {
  const done = settlements.filter(({ outcome }) => outcome === "known" || outcome === "effect");
  if (done.length > 0) await updateUndo(done, store);
  for (const { pending } of done) await store.removePending(pending.id);
}

async function updateUndo(done: readonly Settlement[], store: Store): Promise<void> {
  const { withFoundEntry } = await import("../core/undo-entry.ts");
  await store.updateUndo((entries) =>
    done.reduce(
      (left, { pending, undo }) => withFoundEntry(left, { undoes: pending.undoes, entry: undo }),
      entries,
    ),
  );
}
