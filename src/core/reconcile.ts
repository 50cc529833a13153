import type { Api } from "./api.ts";
import { isVisible, type Catalog, type Item, type Origin, type Skipped } from "./catalog.ts";
import { classify, type TagSelection } from "./classify.ts";
import type { Plan } from "./plan.ts";
import type { Policy } from "./policy.ts";
import type { Product } from "./product.ts";
import { sharedMethods } from "./rules.ts";
import { sameValue } from "./same-value.ts";
import type { Snapshot } from "./snapshot.ts";
import type { ItemChange, KindCounts, SyncChanges } from "./sync-changes.ts";

export type ReconcileInput = {
  readonly catalog: Catalog;
  readonly snapshot: Snapshot;
  readonly selection: TagSelection;
  readonly origin: Origin;
  /** ISO instant stamped on what is created or hidden. */
  readonly now: string;
  /** Accept a reading that would otherwise be held. */
  readonly force?: boolean;
};

/**
 * What a complete reading changes in a catalog. Total (no policy can make it throw), ordered by policy id, idempotent:
 * reconciling the result with the same snapshot again changes nothing. Portal-side fields are never touched, but for
 * visibility. The identity of a Product or Plan is the policy's immutable id.
 */
export function reconcile(input: ReconcileInput): SyncChanges {
  const held = input.force === true ? null : heldCounts(input);
  if (held !== null) return heldChanges(input.catalog, held);
  const desired = classifyAll(input);
  const products = itemChanges(input.catalog.products, desired.products, { input, skipped: desired.skipped });
  const plans = itemChanges(input.catalog.plans, desired.plans, { input, skipped: desired.skipped });
  const items: readonly ItemChange[] = [
    ...products.changes.map((change) => ({ ...change, kind: "product" as const })),
    ...plans.changes.map((change) => ({ ...change, kind: "plan" as const })),
  ];
  const { catalog, origin } = input;
  return {
    provider: catalog.provider,
    held: null,
    items,
    apis: sameValue(catalog.apis, desired.apis) ? null : desired.apis,
    skipped: sameValue(catalog.skipped, desired.skipped) ? null : desired.skipped,
    origin: sameValue(catalog.origin, origin) ? null : origin,
    products: products.counts,
    plans: plans.counts,
    skippedCount: desired.skipped.length,
  };
}

/** What the reading asks for, each item as if it were new. */
type Desired = {
  readonly products: readonly Product[];
  readonly plans: readonly Plan[];
  readonly skipped: readonly Skipped[];
  readonly apis: readonly Api[];
};

function classifyAll(input: ReconcileInput): Desired {
  const apis = uniqueById(input.snapshot.apis);
  const apisById = new Map(apis.map((api) => [api.id, api]));
  const products: Product[] = [];
  const plans: Plan[] = [];
  const skipped: Skipped[] = [];
  for (const policy of uniqueById(input.snapshot.policies)) {
    const result = classify(policy, input.selection);
    if (result.outcome === "product") products.push(productOf(policy, apisById, input.now));
    else if (result.outcome === "plan") plans.push(planOf(policy, input.now));
    else skipped.push(skippedOf(policy, result));
  }
  return { products, plans, skipped, apis };
}

/** Sorted by id, so that a Provider that lists in random order changes nothing; a repeated id counts once. */
function uniqueById<T extends { readonly id: string }>(list: readonly T[]): readonly T[] {
  const byId = new Map<string, T>();
  for (const entry of list) if (!byId.has(entry.id)) byId.set(entry.id, entry);
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

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

function productOf(policy: Policy, apis: ReadonlyMap<string, Api>, now: string): Product {
  const grants = policy.apis.map((grant) => ({ ...grant, name: apis.get(grant.id)?.name ?? grant.name }));
  const ids = grants.map((grant) => grant.id);
  return { ...newItem(policy, now), apis: grants, authMethods: sharedMethods(ids, apis) };
}

function planOf(policy: Policy, now: string): Plan {
  const { rate, quota, keyLifetime, controls } = policy;
  return {
    ...newItem(policy, now),
    rate: controls.rate ? rate : null,
    quota: controls.quota ? quota : null,
    keyLifetime,
  };
}

function skippedOf(policy: Policy, result: { readonly reason: string; readonly detail: string }): Skipped {
  const { id, reference, name, tags } = policy;
  return { policyId: id, referenceId: reference, name, tags, reason: result.reason, detail: result.detail };
}

type PendingChange<T extends Item> = {
  readonly type: ItemChange["type"];
  readonly fields: readonly string[];
  readonly item: T;
};

type Context = { readonly input: ReconcileInput; readonly skipped: readonly Skipped[] };

function itemChanges<T extends Item>(
  stored: readonly T[],
  desired: readonly T[],
  context: Context,
): { readonly changes: readonly PendingChange<T>[]; readonly counts: KindCounts } {
  const storedById = new Map(stored.map((item) => [item.policyId, item]));
  const changes: PendingChange<T>[] = [];
  for (const next of desired) {
    const before = storedById.get(next.policyId);
    storedById.delete(next.policyId);
    const change =
      before === undefined ? ({ type: "created", fields: [], item: next } as const) : refresh(before, next);
    if (change !== null) changes.push(change);
  }
  const reasons = new Map(context.skipped.map((policy) => [policy.policyId, policy.reason]));
  const retrieved = new Set(context.input.snapshot.policies.map((policy) => policy.id));
  for (const gone of storedById.values()) {
    if (!isVisible(gone)) continue;
    const other = retrieved.has(gone.policyId) ? "changed-kind" : "not-retrieved";
    changes.push(hiding(gone, reasons.get(gone.policyId) ?? other, context.input.now));
  }
  return { changes, counts: countsOf(changes, stored.length) };
}

function refresh<T extends Item>(before: T, next: T): PendingChange<T> | null {
  const stored = new Map<string, unknown>(Object.entries(before));
  const item: T = { ...next, ...portalSide(before) };
  const fields = Object.entries(item).flatMap(([key, value]) =>
    sameValue(stored.get(key), value) ? [] : [key],
  );
  if (isVisible(before)) return fields.length === 0 ? null : { type: "updated", fields, item };
  return {
    type: "restored",
    fields,
    item: { ...item, state: "visible", hiddenAt: null, hiddenReason: null },
  };
}

/** The fields that belong to Portico: a reading of the Provider leaves them alone. */
function portalSide(item: Item) {
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

function hiding<T extends Item>(item: T, reason: string, now: string): PendingChange<T> {
  return {
    type: "hidden",
    fields: [],
    item: { ...item, state: "hidden", hiddenAt: now, hiddenReason: reason },
  };
}

function countsOf(changes: readonly PendingChange<Item>[], stored: number): KindCounts {
  const counts = { created: 0, updated: 0, hidden: 0, restored: 0 };
  for (const change of changes) counts[change.type] += 1;
  return { ...counts, unchanged: stored - counts.updated - counts.hidden - counts.restored };
}

/**
 * A Provider that had something visible and now returns no policy at all, or that moved (another address or
 * organisation) and shows none of the policies known, is not believed without the operator's word.
 */
function heldCounts(input: ReconcileInput): { readonly products: number; readonly plans: number } | null {
  const { catalog, snapshot, origin } = input;
  const products = catalog.products.filter(isVisible);
  const plans = catalog.plans.filter(isVisible);
  if (products.length + plans.length === 0) return null;
  const counts = { products: products.length, plans: plans.length };
  if (snapshot.policies.length === 0) return counts;
  if (sameValue(catalog.origin, origin)) return null;
  const retrieved = new Set(snapshot.policies.map((policy) => policy.id));
  return [...products, ...plans].some((item) => retrieved.has(item.policyId)) ? null : counts;
}

function heldChanges(catalog: Catalog, held: NonNullable<SyncChanges["held"]>): SyncChanges {
  const none = { created: 0, updated: 0, hidden: 0, restored: 0 };
  return {
    provider: catalog.provider,
    held,
    items: [],
    apis: null,
    skipped: null,
    origin: null,
    products: { ...none, unchanged: catalog.products.length },
    plans: { ...none, unchanged: catalog.plans.length },
    skippedCount: catalog.skipped.length,
  };
}
