import type { Catalog, ItemKind } from "./catalog.ts";
import type { ChangeRequest, PortalFields } from "./change.ts";
import { classify, type TagSelection } from "./classify.ts";
import { findItem, withItem, withoutItem, type KindedItem } from "./find-item.ts";
import { planOf, portalSide, productOf, skippedOf } from "./policy-item.ts";
import type { Policy } from "./policy.ts";
import { portalPart, withPortalFields, withTypedFields } from "./portal-edit.ts";
import { withRecentWrite } from "./recent-writes.ts";

/** A write as the Provider has carried it out. `policy` is null when it is deleted; `now` an ISO instant. */
export type Written = {
  readonly id: string;
  readonly request: ChangeRequest;
  readonly policyId: string;
  readonly policy: Policy | null;
  readonly selection: TagSelection;
  readonly now: string;
};

/** The catalog after a write: the item as its policy was read back, with the portal side of the request. */
export function withWritten(catalog: Catalog, written: Written): Catalog {
  const { id, request, policyId, policy, now } = written;
  const noted = withRecentWrite(catalog, { id, policyId, at: now, gone: policy === null });
  if (policy === null) return withoutItem(noted, policyId);
  const refreshed = refreshedItem(noted, request.kind, { ...written, policy });
  return withSkipped(withItem(noted, withPortalOf(request, refreshed)), { ...written, policy });
}

/** The item with the portal side that a request brings. */
export function withPortalOf(request: ChangeRequest, found: KindedItem): KindedItem {
  return found.kind === "product"
    ? { ...found, item: edited(found.item, request) }
    : { ...found, item: edited(found.item, request) };
}

function edited<T extends KindedItem["item"]>(item: T, request: ChangeRequest): T {
  switch (request.op) {
    case "create":
      return withTyped(item, request.portal);
    case "edit": {
      const next = withPortalFields(item, portalPart(request.set));
      return request.placeholder === true ? { ...next, placeholder: true } : next;
    }
    case "restore": {
      const { placeholder, firstSeenAt, portal } = request;
      return { ...withTypedFields(item, portal), placeholder: placeholder && item.placeholder, firstSeenAt };
    }
    case "adopt":
    case "delete":
      return item;
  }
}

/** Whoever creates an item by hand has seen it: it is no placeholder, even with nothing on Portico's side yet. */
function withTyped<T extends KindedItem["item"]>(item: T, typed: PortalFields): T {
  return { ...withTypedFields(item, typed), placeholder: false };
}

type Present = Written & { readonly policy: Policy };

/** The Provider's side from the policy, everything else as it is stored; hidden when it would not be selected. */
function refreshedItem(catalog: Catalog, kind: ItemKind, written: Present): KindedItem {
  const { policy, selection, now } = written;
  const before = findItem(catalog, kind, policy.id)?.item ?? null;
  const outcome = classify(policy, selection);
  const visibility =
    outcome.outcome === kind
      ? ({ state: "visible", hiddenAt: null, hiddenReason: null } as const)
      : ({
          state: "hidden",
          hiddenAt: before?.hiddenAt ?? now,
          hiddenReason: outcome.outcome === "skipped" ? outcome.reason : "changed-kind",
        } as const);
  const kept = before === null ? {} : portalSide(before);
  const apis = new Map(catalog.apis.map((api) => [api.id, api]));
  return kind === "product"
    ? { kind, item: { ...productOf(policy, apis, now), ...kept, ...visibility } }
    : { kind, item: { ...planOf(policy, now), ...kept, ...visibility } };
}

function withSkipped(catalog: Catalog, { policy, selection }: Present): Catalog {
  const others = catalog.skipped.filter((one) => one.policyId !== policy.id);
  const outcome = classify(policy, selection);
  if (outcome.outcome !== "skipped" && others.length === catalog.skipped.length) return catalog;
  const own = outcome.outcome === "skipped" ? [skippedOf(policy, outcome)] : [];
  const skipped = [...others, ...own].toSorted((a, b) => (a.policyId < b.policyId ? -1 : 1));
  return { ...catalog, skipped };
}
