import type { DiffRow } from "../core/diff.ts";
import { findItem } from "../core/find-item.ts";
import type { Product } from "../core/product.ts";
import type { Act } from "./act.ts";
import { browseListing, type BrowseOverlay, type DiffOverlay } from "./browse.ts";
import { browseRect } from "./browse-rect.ts";
import { diffDetail, goneDetail, type ToldField } from "./diff-lines.ts";
import { UNICODE_GLYPHS, type Glyphs } from "./glyphs.ts";
import { eventDetail } from "./history-lines.ts";
import type { Line } from "./line.ts";
import { rowUnderCursor } from "./listing.ts";

/** The text of the row under the cursor, as it is read in full. */
export function browseText(
  overlay: BrowseOverlay,
  { view, data }: Pick<Act, "view" | "data">,
  glyphs: Glyphs = UNICODE_GLYPHS,
): readonly Line[] {
  const width = browseRect(view.size).width - 4;
  const listing = browseListing(overlay, data, view);
  const row = rowUnderCursor(listing);
  if (row?.kind === "event")
    return eventDetail(row.event, { glyphs, width, offsetMinutes: view.offsetMinutes });
  if (row?.kind !== "difference" || overlay.kind !== "diff") return [];
  if (listing.ghost >= 0 && listing.ghost === listing.index) return goneDetail(row.row);
  const drawing = { glyphs, width, a: overlay.a, b: overlay.b ?? "" };
  return diffDetail(row.row, fieldsOf(row.row, overlay, data), drawing);
}

/** What is worth knowing of something that one side alone has. */
function fieldsOf(
  { kind, side, ids }: DiffRow,
  { a, b }: DiffOverlay,
  data: Act["data"],
): readonly ToldField[] {
  const id = ids.a ?? ids.b;
  const catalog = data.catalogs.get(side === "b" ? (b ?? "") : a);
  if (side === "both" || id === null || catalog === undefined) return [];
  if (kind === "api") {
    const api = catalog.apis.find((one) => one.id === id);
    return api === undefined ? [] : toldOf(api, ["authMethods", "listenPath", "versions", "state"]);
  }
  const found = findItem(catalog, kind, id);
  if (found === null) return [];
  const { item } = found;
  const own = "apis" in item ? toldApis(item) : toldOf(item, ["rate", "quota", "keyLifetime"]);
  return [...own, ...toldOf(item, ["tags", "displayName", "description"])];
}

function toldApis({ apis }: Product): readonly ToldField[] {
  return [{ field: "apis", value: apis.map(({ name }) => name) }];
}

function toldOf<T extends object>(thing: T, fields: readonly (keyof T & string)[]): readonly ToldField[] {
  return fields.map((field) => ({ field, value: thing[field] }));
}
