import type { Catalog } from "./catalog.ts";
import type { ChangeProposal, ChangeRequest } from "./change.ts";
import { findItem, withItem, withoutItem } from "./find-item.ts";
import { portalChanges, portalFieldsOf, portalPart } from "./portal-edit.ts";
import { withPortalOf } from "./written-item.ts";

/** The catalog after a change that concerns the store alone. */
export function withStoreChange(catalog: Catalog, request: ChangeRequest): Catalog {
  switch (request.op) {
    case "edit": {
      const found = findItem(catalog, request.kind, request.policyId);
      return found === null ? catalog : withItem(catalog, withPortalOf(request, found));
    }
    case "delete":
      return withoutItem(catalog, request.policyId);
    case "restore":
      return withPutBack(catalog, request);
    case "create":
    case "adopt":
      return catalog;
  }
}

/** Whether a catalog has a change that concerns the store alone. */
export function hasStoreChange(catalog: Catalog, request: ChangeRequest): boolean {
  switch (request.op) {
    case "edit": {
      const item = findItem(catalog, request.kind, request.policyId)?.item;
      return item !== undefined && portalChanges(item, portalPart(request.set)).length === 0;
    }
    case "delete":
      return findItem(catalog, request.kind, request.policyId) === null;
    case "restore":
      return request.item !== undefined && findItem(catalog, request.kind, request.item.policyId) !== null;
    case "create":
    case "adopt":
      return false;
  }
}

function withPutBack(catalog: Catalog, { item }: Extract<ChangeRequest, { op: "restore" }>): Catalog {
  if (item === undefined) return catalog;
  const kinded = "apis" in item ? ({ kind: "product", item } as const) : ({ kind: "plan", item } as const);
  return withItem(catalog, kinded);
}

/**
 * What has moved on Portico's side since a proposal was built: the portal-side fields, or `item` when it is no longer
 * there (or back already); empty when it can be carried out.
 */
export function movedSince({ request, before }: ChangeProposal, catalog: Catalog): readonly string[] {
  const { kind } = request;
  if (request.op === "create") return [];
  if (request.op === "adopt") return isSkipped(catalog, request.policyId) ? [] : ["item"];
  if (request.op === "restore") {
    const { item } = request;
    return item !== undefined && findItem(catalog, kind, item.policyId) !== null ? ["item"] : [];
  }
  const item = findItem(catalog, kind, request.policyId)?.item;
  if (item === undefined || before === null) return ["item"];
  return portalChanges(before, portalFieldsOf(item)).map(({ field }) => field);
}

function isSkipped({ skipped }: Catalog, policyId: string): boolean {
  return skipped.some((one) => one.policyId === policyId);
}

/** The request without the fields that were set to what they already are. */
export function narrowed({ request, fields, write }: ChangeProposal): ChangeRequest {
  if (request.op !== "edit") return request;
  const intent = write?.intent;
  const written = intent?.op === "edit" ? Object.keys(intent.set) : [];
  const portal = fields.filter(({ side }) => side === "portal").map(({ field }) => field);
  const changed = new Set([...written, ...portal]);
  const set = Object.fromEntries(Object.entries(request.set).filter(([field]) => changed.has(field)));
  return { ...request, set };
}
