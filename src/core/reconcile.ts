import type { Api } from "./api.ts";
import { isVisible, type Catalog, type Item, type Origin, type Skipped } from "./catalog.ts";
import { classify, type TagSelection } from "./classify.ts";
import type { Plan } from "./plan.ts";
import { isPortalField, planOf, portalSide, productOf, skippedOf } from "./policy-item.ts";
import type { Product } from "./product.ts";
import { writtenSince } from "./recent-writes.ts";
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
  /** ISO instant when the reading began: it has no say in policies that Portico has written since. */
  readonly readAt: string;
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
  const written = writtenSince(input.catalog, input.readAt);
  const held = input.force === true ? null : heldCounts(input, written);
  if (held !== null) return heldChanges(input.catalog, held);
  const { catalog, origin } = input;
  const desired = yield* classifyAll(input, written);
  const about = { now: input.now, hiding: hidingReasons(input, desired.skipped), written };
  const products = yield* itemChanges(catalog.products, desired.products, about);
  const plans = yield* itemChanges(catalog.plans, desired.plans, about);
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

function* classifyAll(
  input: ReconcileInput,
  written: ReadonlySet<string>,
): Generator<void, Desired, undefined> {
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
    if (written.has(policy.id)) continue;
    const result = classify(policy, input.selection);
    if (result.outcome === "product") products.push(productOf(policy, apisById, input.now));
    else if (result.outcome === "plan") plans.push(planOf(policy, input.now));
    else skipped.push(skippedOf(policy, result));
  }
  skipped.push(...input.catalog.skipped.filter((policy) => written.has(policy.policyId)));
  return { products, plans, skipped: skipped.toSorted(byPolicyId), apis };
}

function byPolicyId(a: Skipped, b: Skipped): number {
  return a.policyId < b.policyId ? -1 : 1;
}

/** Sorted by id, so that a Provider that lists in random order changes nothing; a repeated id counts once. */
function uniqueById<T extends { readonly id: string }>(list: readonly T[]): readonly T[] {
  const byId = new Map<string, T>();
  for (const entry of list) if (!byId.has(entry.id)) byId.set(entry.id, entry);
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

type PendingChange<T extends Item> = {
  readonly type: ItemChange["type"];
  readonly fields: readonly string[];
  readonly formerName?: string;
  readonly item: T;
};

/** When and why an item whose policy yields it no longer is hidden; `written` ones stay as they are. */
type Hiding = {
  readonly now: string;
  readonly hiding: (policyId: string) => string;
  readonly written: ReadonlySet<string>;
};

function* itemChanges<T extends Item>(
  stored: readonly T[],
  desired: readonly T[],
  { now, hiding, written }: Hiding,
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
    if (isVisible(gone) && !written.has(gone.policyId))
      changes.push(hidden(gone, hiding(gone.policyId), now));
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
    (key) => !isPortalField(key) && !sameValue(valueOf(before, key), valueOf(next, key)),
  );
  const visible = isVisible(before);
  if (visible && fields.length === 0) return null;
  const item: T = { ...next, ...portalSide(before) };
  const renamed = before.name === next.name ? {} : { formerName: before.name };
  if (visible) return { type: "updated", fields, ...renamed, item };
  return {
    type: "restored",
    fields,
    ...renamed,
    item: { ...item, state: "visible", hiddenAt: null, hiddenReason: null },
  };
}

function valueOf(item: Readonly<Record<string, unknown>>, key: string): unknown {
  return item[key];
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
function heldCounts(input: ReconcileInput, written: ReadonlySet<string>): SyncChanges["held"] {
  const { catalog, snapshot, origin } = input;
  const counts = (item: Item): boolean => isVisible(item) && !written.has(item.policyId);
  const products = catalog.products.filter(counts);
  const plans = catalog.plans.filter(counts);
  if (products.length + plans.length === 0) return null;
  const held = { products: products.length, plans: plans.length };
  if (snapshot.policies.length === 0) return held;
  if (sameValue(catalog.origin, origin)) return null;
  const retrieved = new Set(snapshot.policies.map((policy) => policy.id));
  return [...products, ...plans].some((item) => retrieved.has(item.policyId)) ? null : held;
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
