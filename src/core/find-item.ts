import type { Catalog, Item, ItemKind } from "./catalog.ts";
import type { Plan } from "./plan.ts";
import type { Product } from "./product.ts";

/** An item of either kind, told apart. */
export type KindedItem =
  | { readonly kind: "product"; readonly item: Product }
  | { readonly kind: "plan"; readonly item: Plan };

/** The Products or the Plans of a catalog; none where there is no catalog yet. */
export function itemsOf(catalog: Catalog | undefined, kind: ItemKind): readonly Item[] {
  return (kind === "product" ? catalog?.products : catalog?.plans) ?? [];
}

/** The Product or Plan of this kind with this policy, hidden ones included; null when there is none. */
export function findItem(catalog: Catalog, kind: ItemKind, policyId: string): KindedItem | null {
  return kind === "product"
    ? kinded(
        kind,
        catalog.products.find((item) => item.policyId === policyId),
      )
    : kinded(
        kind,
        catalog.plans.find((item) => item.policyId === policyId),
      );
}

/** The catalog with this item in the place of the one with the same policy, or as a new one. */
export function withItem(catalog: Catalog, { kind, item }: KindedItem): Catalog {
  return kind === "product"
    ? { ...catalog, products: put(catalog.products, item) }
    : { ...catalog, plans: put(catalog.plans, item) };
}

/** The catalog without the item. */
export function withoutItem(catalog: Catalog, policyId: string): Catalog {
  const stays = (item: Item): boolean => item.policyId !== policyId;
  return {
    ...catalog,
    products: catalog.products.filter(stays),
    plans: catalog.plans.filter(stays),
    skipped: catalog.skipped.filter((policy) => policy.policyId !== policyId),
  };
}

function kinded(kind: "product", item: Product | undefined): KindedItem | null;
function kinded(kind: "plan", item: Plan | undefined): KindedItem | null;
function kinded(kind: ItemKind, item: Item | undefined): unknown {
  return item === undefined ? null : { kind, item };
}

function put<T extends Item>(items: readonly T[], item: T): readonly T[] {
  const isKnown = items.some(({ policyId }) => policyId === item.policyId);
  return isKnown ? items.map((one) => (one.policyId === item.policyId ? item : one)) : [...items, item];
}
