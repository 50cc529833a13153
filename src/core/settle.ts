import type { Catalog } from "./catalog.ts";
import type { ChangeRequest, PendingWrite, UndoEntry } from "./change.ts";
import { hasWritten } from "./change-intent.ts";
import { findItem, withItem, withoutItem, type KindedItem } from "./find-item.ts";
import { plainText } from "./plain-text.ts";
import { hasWrite, withRecentWrite } from "./recent-writes.ts";
import { undoEntryOf } from "./undo-entry.ts";
import { withPortalOf } from "./written-item.ts";

/** A complete reading that tells what became of a change. */
export type SettleGround = {
  /** As stored before the reading, and with what it changed. */
  readonly before: Catalog;
  readonly catalog: Catalog;
  /** The ids of all the policies that there are. */
  readonly policyIds: ReadonlySet<string>;
  /** ISO instant when the reading began. */
  readonly readAt: string;
};

/**
 * What became of a change: it is `known` already, it took `effect`, or it did not (`none`). `catalog` has the effect;
 * `undo` is the way to undo it.
 */
export type Settlement = {
  readonly pending: PendingWrite;
  readonly outcome: "known" | "effect" | "none";
  readonly catalog: Catalog;
  readonly undo: UndoEntry | null;
};

/**
 * Finds out by a complete reading whether a change took effect whose answer never came, or whose process died. What was
 * created is taken over, by its id or, as names are unique at a Provider, by name and kind, with the portal side that
 * was typed; what was deleted leaves the store.
 */
export function settle(pending: PendingWrite, ground: SettleGround): Settlement {
  const { catalog } = ground;
  if (hasWrite(catalog, pending.id)) return { pending, outcome: "known", catalog, undo: null };
  const { request } = pending;
  switch (request.op) {
    case "create":
    case "restore": {
      const made = createdItem(pending, request, catalog);
      return made === null ? none(pending, ground) : effect(pending, made, ground);
    }
    case "edit": {
      const found = findItem(catalog, request.kind, request.policyId);
      const took = found?.item.state === "visible" && hasWritten(found, request.set, catalog);
      return took ? effect(pending, found, ground) : none(pending, ground);
    }
    case "delete":
      return ground.policyIds.has(request.policyId)
        ? none(pending, ground)
        : deleted(pending, request, ground);
  }
}

/** What is not known of a change whose answer never came. */
const UNSEEN = { fields: [], removed: null, isStoreOnly: false } as const;

function knownOf({ at, loses = [] }: PendingWrite) {
  return { at, loses };
}

type Made = Extract<ChangeRequest, { op: "create" | "restore" }>;

function createdItem(pending: PendingWrite, request: Made, catalog: Catalog): KindedItem | null {
  const { kind, name } = request;
  if (pending.policyId !== null) return visible(findItem(catalog, kind, pending.policyId));
  const items = kind === "product" ? catalog.products : catalog.plans;
  const since = Date.parse(pending.at);
  const isOurs = (item: KindedItem["item"]): boolean =>
    item.name === plainText(name.trim()) && Date.parse(item.firstSeenAt) >= since;
  const policyId = items.find(isOurs)?.policyId;
  return policyId === undefined ? null : visible(findItem(catalog, kind, policyId));
}

function visible(found: KindedItem | null): KindedItem | null {
  return found?.item.state === "visible" ? found : null;
}

function effect(pending: PendingWrite, found: KindedItem, ground: SettleGround): Settlement {
  const { request } = pending;
  const { policyId } = found.item;
  const catalog = withItem(ground.catalog, withPortalOf(request, found));
  const before = request.op === "edit" ? findItem(ground.before, request.kind, policyId) : null;
  const undo = undoEntryOf({ ...UNSEEN, request, before, policyId, ...knownOf(pending) });
  return { pending, outcome: "effect", catalog: noted(catalog, pending, { ...ground, policyId }), undo };
}

function deleted(
  pending: PendingWrite,
  request: Extract<ChangeRequest, { op: "delete" }>,
  ground: SettleGround,
): Settlement {
  const { policyId, kind } = request;
  const before = findItem(ground.before, kind, policyId);
  const undo = undoEntryOf({ ...UNSEEN, request, before, policyId, ...knownOf(pending) });
  const catalog = noted(withoutItem(ground.catalog, policyId), pending, { ...ground, policyId });
  return { pending, outcome: "effect", catalog, undo };
}

function noted(
  catalog: Catalog,
  pending: PendingWrite,
  { policyId, readAt }: { readonly policyId: string; readonly readAt: string },
): Catalog {
  const gone = pending.request.op === "delete";
  return withRecentWrite(catalog, { id: pending.id, policyId, at: readAt, gone });
}

function none(pending: PendingWrite, { catalog }: SettleGround): Settlement {
  return { pending, outcome: "none", catalog, undo: null };
}
