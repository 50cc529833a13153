import type { Api } from "./api.ts";
import type { Catalog, Item, ItemKind, Origin, Skipped } from "./catalog.ts";
import type { Plan } from "./plan.ts";
import type { Product } from "./product.ts";

/** One Product or Plan that a sync creates, updates, hides or restores; `item` is how it is afterwards. */
export type ItemChange =
  | (ChangeBase & { readonly kind: "product"; readonly item: Product })
  | (ChangeBase & { readonly kind: "plan"; readonly item: Plan });

type ChangeBase = {
  readonly type: "created" | "updated" | "hidden" | "restored";
  /** Provider-side fields whose value differs; empty on creation. */
  readonly fields: readonly string[];
  /** What a renamed one was called. */
  readonly formerName?: string;
};

export type KindCounts = {
  readonly created: number;
  readonly updated: number;
  readonly hidden: number;
  readonly restored: number;
  readonly unchanged: number;
};

/**
 * What a sync is about to do, as a value: showing, dry-running and applying use the same one. `held` says that the
 * reading would have hidden everything, so that nothing is changed until the operator accepts it. `apis`, `skipped`
 * and `origin` are null when they stay as they are.
 */
export type SyncChanges = {
  readonly provider: string;
  readonly held: { readonly products: number; readonly plans: number } | null;
  readonly items: readonly ItemChange[];
  readonly apis: readonly Api[] | null;
  readonly skipped: readonly Skipped[] | null;
  readonly origin: Origin | null;
  readonly products: KindCounts;
  readonly plans: KindCounts;
  readonly skippedCount: number;
};

/** True when applying them would leave the catalog as it is. */
export function isUnchanged(changes: SyncChanges): boolean {
  const { items, apis, skipped, origin } = changes;
  return items.length === 0 && apis === null && skipped === null && origin === null;
}

/** The catalog with the changes applied; the very same object when there are none. */
export function applyChanges(catalog: Catalog, changes: SyncChanges): Catalog {
  if (isUnchanged(changes)) return catalog;
  return {
    provider: catalog.provider,
    origin: changes.origin ?? catalog.origin,
    products: merged(catalog.products, itemsOf(changes, "product")),
    plans: merged(catalog.plans, itemsOf(changes, "plan")),
    apis: changes.apis ?? catalog.apis,
    skipped: changes.skipped ?? catalog.skipped,
    recentWrites: catalog.recentWrites,
  };
}

function itemsOf(changes: SyncChanges, kind: "product"): readonly Product[];
function itemsOf(changes: SyncChanges, kind: "plan"): readonly Plan[];
function itemsOf(changes: SyncChanges, kind: ItemKind): readonly Item[] {
  return changes.items.filter((change) => change.kind === kind).map((change) => change.item);
}

function merged<T extends Item>(stored: readonly T[], changed: readonly T[]): readonly T[] {
  if (changed.length === 0) return stored;
  const byId = new Map(changed.map((item) => [item.policyId, item]));
  const kept = stored.map((item) => {
    const next = byId.get(item.policyId);
    byId.delete(item.policyId);
    return next ?? item;
  });
  return [...kept, ...byId.values()];
}
