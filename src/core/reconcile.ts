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
  const steps = reconcileSteps(input);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in small steps (a few hundred policies each), for whoever has to let others run in between. */
export function* reconcileSteps(input: ReconcileInput): Generator<void, SyncChanges, undefined> {
  const held = input.force === true ? null : heldCounts(input);
  if (held !== null) return heldChanges(input.catalog, held);
  const { catalog, origin } = input;
  const desired = yield* classifyAll(input);
  const hiding = hidingReasons(input, desired.skipped);
  const products = yield* itemChanges(catalog.products, desired.products, { now: input.now, hiding });
  const plans = yield* itemChanges(catalog.plans, desired.plans, { now: input.now, hiding });
  const items: readonly ItemChange[] = [
    ...products.changes.map((change) => ({ ...change, kind: "product" as const })),
    ...plans.changes.map((change) => ({ ...change, kind: "plan" as const })),
  ];
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

/** Items between two yields. */
const STEP = 250;

/** What the reading asks for, each item as if it were new. */
type Desired = {
  readonly products: readonly Product[];
  readonly plans: readonly Plan[];
  readonly skipped: readonly Skipped[];
  readonly apis: readonly Api[];
};

function* classifyAll(input: ReconcileInput): Generator<void, Desired, undefined> {
  const apis = uniqueById(input.snapshot.apis);
  yield;
  const policies = uniqueById(input.snapshot.policies);
  yield;
  const apisById = new Map(apis.map((api) => [api.id, api]));
  const products: Product[] = [];
  const plans: Plan[] = [];
  const skipped: Skipped[] = [];
  for (const [index, policy] of policies.entries()) {
    if (index % STEP === 0) yield;
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

/** When and why an item whose policy yields it no longer is hidden. */
type Hiding = { readonly now: string; readonly hiding: (policyId: string) => string };

function* itemChanges<T extends Item>(
  stored: readonly T[],
  desired: readonly T[],
  { now, hiding }: Hiding,
): Generator<
  void,
  { readonly changes: readonly PendingChange<T>[]; readonly counts: KindCounts },
  undefined
> {
  const storedById = new Map(stored.map((item) => [item.policyId, item]));
  const changes: PendingChange<T>[] = [];
  for (const [index, next] of desired.entries()) {
    if (index % STEP === 0) yield;
    const before = storedById.get(next.policyId);
    storedById.delete(next.policyId);
    const change = before === undefined ? created(next) : refresh(before, next);
    if (change !== null) changes.push(change);
  }
  for (const gone of storedById.values()) {
    if (isVisible(gone)) changes.push(hidden(gone, hiding(gone.policyId), now));
  }
  return { changes, counts: countsOf(changes, stored.length) };
}

function hidingReasons(input: ReconcileInput, skipped: readonly Skipped[]): (policyId: string) => string {
  const reasons = new Map(skipped.map((policy) => [policy.policyId, policy.reason]));
  const retrieved = new Set(input.snapshot.policies.map((policy) => policy.id));
  return (policyId) => reasons.get(policyId) ?? (retrieved.has(policyId) ? "changed-kind" : "not-retrieved");
}

function created<T extends Item>(item: T): PendingChange<T> {
  return { type: "created", fields: [], item };
}

function refresh<T extends Item>(before: T, next: T): PendingChange<T> | null {
  const fields = Object.keys(next).filter(
    (key) => !PORTAL_FIELDS.has(key) && !sameValue(valueOf(before, key), valueOf(next, key)),
  );
  const visible = isVisible(before);
  if (visible && fields.length === 0) return null;
  const item: T = { ...next, ...portalSide(before) };
  if (visible) return { type: "updated", fields, item };
  return {
    type: "restored",
    fields,
    item: { ...item, state: "visible", hiddenAt: null, hiddenReason: null },
  };
}

function valueOf(item: Readonly<Record<string, unknown>>, key: string): unknown {
  return item[key];
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

function hidden<T extends Item>(item: T, reason: string, now: string): PendingChange<T> {
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
