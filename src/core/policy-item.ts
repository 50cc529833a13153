import type { Api } from "./api.ts";
import type { Item, Skipped } from "./catalog.ts";
import { withTagsOutcome } from "./classify.ts";
import type { Plan } from "./plan.ts";
import type { Policy } from "./policy.ts";
import type { Product } from "./product.ts";
import { sharedMethods } from "./rules.ts";

function newItem(policy: Policy, now: string) {
  return {
    policyId: policy.id,
    referenceId: policy.reference,
    name: policy.name,
    tags: policy.tags,
    policyState: policy.state,
    metadata: policy.metadata,
    displayName: null,
    description: null,
    labels: {},
    published: false,
    placeholder: true,
    state: "visible" as const,
    hiddenAt: null,
    hiddenReason: null,
    firstSeenAt: now,
  };
}

/** The Product that an access policy yields, as if it were new. API names are those of the Provider, where known. */
export function productOf(policy: Policy, apis: ReadonlyMap<string, Api>, now: string): Product {
  const grants = policy.apis.map((grant) => ({ ...grant, name: apis.get(grant.id)?.name ?? grant.name }));
  const ids = grants.map((grant) => grant.id);
  return { ...newItem(policy, now), apis: grants, authMethods: sharedMethods(ids, apis) };
}

/** The Plan that a limit policy yields, as if it were new. */
export function planOf(policy: Policy, now: string): Plan {
  const { rate, quota, keyLifetime, controls } = policy;
  return {
    ...newItem(policy, now),
    rate: controls.rate ? rate : null,
    quota: controls.quota ? quota : null,
    keyLifetime,
  };
}

/** A policy that became neither, with the reason. */
export function skippedOf(
  policy: Policy,
  result: { readonly reason: string; readonly detail: string },
): Skipped {
  const { id, reference, name, tags, state: policyState } = policy;
  const { reason, detail } = result;
  const base = { policyId: id, referenceId: reference, name, tags, reason, detail, policyState };
  return reason === "no-matching-tag" ? { ...base, withTags: withTagsOutcome(policy) } : base;
}

const PORTAL_FIELDS: ReadonlySet<string> = new Set([
  "displayName",
  "description",
  "labels",
  "published",
  "placeholder",
  "state",
  "hiddenAt",
  "hiddenReason",
  "firstSeenAt",
]);

/** The fields that belong to Portico: a reading of the Provider leaves them alone. */
export function portalSide(item: Item) {
  const { displayName, description, labels, published, placeholder } = item;
  const { state, hiddenAt, hiddenReason, firstSeenAt } = item;
  return {
    displayName,
    description,
    labels,
    published,
    placeholder,
    state,
    hiddenAt,
    hiddenReason,
    firstSeenAt,
  };
}

/** Whether a field of an item belongs to Portico. */
export function isPortalField(field: string): boolean {
  return PORTAL_FIELDS.has(field);
}
