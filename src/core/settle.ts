import type { Catalog } from "./catalog.ts";
import type { ChangeRequest, PendingWrite, UndoEntry } from "./change.ts";
import { hasWritten } from "./change-intent.ts";
import { findItem, withItem, withoutItem, type KindedItem } from "./find-item.ts";
import { plainText } from "./plain-text.ts";
import { portalChanges, portalFieldsOf } from "./portal-edit.ts";
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
  /** All that are pending at the Provider. */
  readonly pendings: readonly PendingWrite[];
};

/**
 * What became of a change: it is `known` already, it took `effect`, or it did not (`none`); while it is young it may
 * still do so (`waiting`). One that is `overtaken` was followed by a later one, which has the last word. `catalog` has
 * the effect; `undo` is the way to undo it.
 */
export type Settlement = {
  readonly pending: PendingWrite;
  readonly outcome: "known" | "overtaken" | "effect" | "none" | "waiting";
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
  if (hasWrite(catalog, pending.id)) return known(pending, catalog);
  if (isOvertaken(pending, ground)) return { pending, outcome: "overtaken", catalog, undo: null };
  const { request } = pending;
  switch (request.op) {
    case "create":
    case "restore": {
      const made = createdItem(pending, request, catalog);
      return made === null ? none(pending, ground) : effect(pending, made, ground);
    }
    case "edit":
    case "adopt": {
      const found = changedItem(request, catalog);
      return found === null ? none(pending, ground) : effect(pending, found, ground);
    }
    case "delete":
      return ground.policyIds.has(request.policyId)
        ? none(pending, ground)
        : deleted(pending, request, ground);
  }
}

/** Whoever stored it may have ended before the way to undo it was listed. */
function known(pending: PendingWrite, catalog: Catalog): Settlement {
  return { pending, outcome: "known", catalog, undo: pending.undo ?? null };
}

/**
 * How long a request may go on at the Provider, or in a proxy before it, after nobody waits for its answer any more: so
 * long a reading that does not show it proves nothing.
 */
const LATE_MS = 5 * 60_000;

/** True when Portico has written the same policy, or has or may have created one of that name, after this change. */
function isOvertaken(pending: PendingWrite, { catalog, pendings }: SettleGround): boolean {
  const { request } = pending;
  const since = Date.parse(pending.at);
  const later = catalog.recentWrites.filter(({ at, begunAt = at }) => Date.parse(begunAt) > since);
  if ("policyId" in request) return later.some(({ policyId }) => policyId === request.policyId);
  // What was created for certain waits for the portal side that was typed.
  if (pending.policyId !== null) return false;
  const name = shownName(request);
  const isSame = ({ at, request: other }: PendingWrite): boolean =>
    !("policyId" in other) &&
    other.kind === request.kind &&
    shownName(other) === name &&
    Date.parse(at) > since;
  return (
    later.some(({ policyId }) => findItem(catalog, request.kind, policyId)?.item.name === name) ||
    pendings.some(isSame)
  );
}

/** As the store has it once it was read. */
function shownName({ name }: Made): string {
  return plainText(name.trim());
}

/** What is not known of a change whose answer never came. */
const UNSEEN = { fields: [], removed: null, isStoreOnly: false } as const;

function knownOf({ id, at, loses = [], batch, former }: PendingWrite) {
  return { id, at, loses, batch, former };
}

type Made = Extract<ChangeRequest, { op: "create" | "restore" }>;

function createdItem(pending: PendingWrite, request: Made, catalog: Catalog): KindedItem | null {
  const { kind } = request;
  if (pending.policyId !== null) return visible(findItem(catalog, kind, pending.policyId));
  const items = kind === "product" ? catalog.products : catalog.plans;
  const since = Date.parse(pending.at);
  const isOurs = (item: KindedItem["item"]): boolean =>
    item.name === shownName(request) && Date.parse(item.firstSeenAt) >= since;
  const policyId = items.find(isOurs)?.policyId;
  return policyId === undefined ? null : visible(findItem(catalog, kind, policyId));
}

/** The item that an edit or an adoption has changed; null while it is as it was. */
function changedItem(
  request: Extract<ChangeRequest, { op: "edit" | "adopt" }>,
  catalog: Catalog,
): KindedItem | null {
  const found = visible(findItem(catalog, request.kind, request.policyId));
  if (found === null || request.op === "adopt") return found;
  return hasWritten(found, request.set, catalog) ? found : null;
}

function visible(found: KindedItem | null): KindedItem | null {
  return found?.item.state === "visible" ? found : null;
}

function effect(pending: PendingWrite, kinded: KindedItem, ground: SettleGround): Settlement {
  const request = stillMeant(pending, ground.before);
  const { policyId } = kinded.item;
  const catalog = withItem(ground.catalog, withPortalOf(request, kinded));
  const before = request.op === "edit" ? findItem(ground.before, request.kind, policyId) : null;
  const found = undoEntryOf({ ...UNSEEN, request, before, policyId, ...knownOf(pending) });
  const undo = request === pending.request ? (pending.undo ?? found) : found;
  return { pending, outcome: "effect", catalog: noted(catalog, pending, { ...ground, policyId }), undo };
}

/** The request without the portal-side fields that were edited since: those edits have the last word, field by field. */
function stillMeant({ request, before }: PendingWrite, stored: Catalog): ChangeRequest {
  if (request.op !== "edit" || before === undefined) return request;
  const item = findItem(stored, request.kind, request.policyId)?.item ?? before;
  const moved = new Set(portalChanges(before, portalFieldsOf(item)).map(({ field }) => field));
  if (moved.size === 0) return request;
  const { placeholder: _, ...others } = request;
  const set = Object.fromEntries(Object.entries(request.set).filter(([field]) => !moved.has(field)));
  return { ...others, set };
}

function deleted(
  pending: PendingWrite,
  request: Extract<ChangeRequest, { op: "delete" }>,
  ground: SettleGround,
): Settlement {
  const { policyId, kind } = request;
  const before = findItem(ground.before, kind, policyId);
  const undo = pending.undo ?? undoEntryOf({ ...UNSEEN, request, before, policyId, ...knownOf(pending) });
  const catalog = noted(withoutItem(ground.catalog, policyId), pending, { ...ground, policyId });
  return { pending, outcome: "effect", catalog, undo };
}

function noted(
  catalog: Catalog,
  pending: PendingWrite,
  { policyId, readAt }: { readonly policyId: string; readonly readAt: string },
): Catalog {
  const gone = pending.request.op === "delete";
  return withRecentWrite(catalog, { id: pending.id, policyId, at: readAt, gone, begunAt: pending.at });
}

function none(pending: PendingWrite, { catalog, readAt }: SettleGround): Settlement {
  const isYoung = Date.parse(readAt) - Date.parse(pending.at) < LATE_MS;
  return { pending, outcome: isYoung ? "waiting" : "none", catalog, undo: null };
}
