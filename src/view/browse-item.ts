import { findItem, type KindedItem } from "../core/find-item.ts";
import type { Act } from "./act.ts";
import { browseListing, type BrowseRow } from "./browse.ts";
import { rowUnderCursor } from "./listing.ts";

/** The row under the cursor of a comparison; null for one that has vanished, and where there is none. */
export function differenceUnderCursor({ view, data }: Pick<Act, "view" | "data">): BrowseRow | null {
  const { overlay } = view;
  if (overlay?.kind !== "diff") return null;
  const listing = browseListing(overlay, data, view);
  return listing.ghost >= 0 && listing.ghost === listing.index ? null : rowUnderCursor(listing);
}

/** The Product or Plan of side a that a row is about; null where side a has none. */
export function itemOfDifference(act: Pick<Act, "view" | "data">): KindedItem | null {
  const { overlay } = act.view;
  const found = differenceUnderCursor(act);
  if (overlay?.kind !== "diff" || found?.kind !== "difference") return null;
  const { kind, ids } = found.row;
  const catalog = act.data.catalogs.get(overlay.a);
  if (kind === "api" || ids.a === null || catalog === undefined) return null;
  return findItem(catalog, kind, ids.a);
}
