import type { Act } from "./act.ts";
import { browseListing, type BrowseOverlay } from "./browse.ts";
import { browseRect } from "./browse-rect.ts";
import { diffDetail } from "./diff-lines.ts";
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
  const row = rowUnderCursor(browseListing(overlay, data, view));
  if (row?.kind === "event")
    return eventDetail(row.event, { glyphs, width, offsetMinutes: view.offsetMinutes });
  if (row?.kind !== "difference" || overlay.kind !== "diff") return [];
  return diffDetail(row.row, { glyphs, width, a: overlay.a, b: overlay.b ?? "" });
}
