import type { Catalog, ItemKind } from "../core/catalog.ts";
import type { KindedItem } from "../core/find-item.ts";
import type { Act } from "./act.ts";
import { browseListing, type BrowseRow } from "./browse.ts";
import { markedRows, rowUnderCursor } from "./listing.ts";

/** The row under the cursor of a comparison; null for one that has vanished, and where there is none. */
export function differenceUnderCursor({ view, data }: Pick<Act, "view" | "data">): BrowseRow | null {
  const { overlay } = view;
  if (overlay?.kind !== "diff") return null;
  const listing = browseListing(overlay, data, view);
  return listing.ghost >= 0 && listing.ghost === listing.index ? null : rowUnderCursor(listing);
}

/** The rows of a comparison that promoting is about: those that are marked, else the one under the cursor. */
export function chosenDifferences(act: Pick<Act, "view" | "data">): readonly BrowseRow[] {
  const { overlay } = act.view;
  if (overlay?.kind !== "diff") return [];
  const { marks, range } = overlay.browse.list;
  const marked =
    marks.size === 0 && range === null ? [] : markedRows(browseListing(overlay, act.data, act.view));
  if (marked.length > 0) return marked;
  const row = differenceUnderCursor(act);
  return row === null ? [] : [row];
}

/** A Product or Plan of side a, and the id of the row that is about it. */
export type ChosenItem = { readonly row: string; readonly found: KindedItem };

/** The Products and Plans of side a that the chosen rows are about; those that side a has not are left out. */
export function itemsOfDifferences(act: Pick<Act, "view" | "data">): readonly ChosenItem[] {
  const { overlay } = act.view;
  const catalog = overlay?.kind === "diff" ? act.data.catalogs.get(overlay.a) : undefined;
  if (catalog === undefined) return [];
  const items = itemsById(catalog);
  return chosenDifferences(act).flatMap((chosen) => {
    if (chosen.kind !== "difference") return [];
    const { kind, ids } = chosen.row;
    const found = kind === "api" || ids.a === null ? undefined : items[kind].get(ids.a);
    return found === undefined ? [] : [{ row: chosen.id, found }];
  });
}

type ItemsById = Readonly<Record<ItemKind, ReadonlyMap<string, KindedItem>>>;
const known = new WeakMap<Catalog, ItemsById>();

/** Looked up for every frame, and for thousands of rows. */
function itemsById(catalog: Catalog): ItemsById {
  const last = known.get(catalog);
  if (last !== undefined) return last;
  const { products, plans } = catalog;
  const made = {
    product: new Map(products.map((item) => [item.policyId, { kind: "product", item } as const])),
    plan: new Map(plans.map((item) => [item.policyId, { kind: "plan", item } as const])),
  };
  known.set(catalog, made);
  return made;
}
