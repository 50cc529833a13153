import { shownDetailOf } from "../../view/detail.ts";
import type { Rect } from "../../view/layout.ts";
import { rememberTable } from "../parts/drawn-tables.ts";
import { staticTable } from "../parts/static-table.tsx";
import { detailWidth } from "./detail-pane.ts";
import type { Drawing } from "./drawing.ts";

/** Draws the tables of the detail ahead of the frame that shows them. */
export function prepareDetail(drawing: Drawing, rect: Rect | null): void {
  if (rect === null) return;
  const width = detailWidth(rect);
  for (const block of shownDetailOf(drawing, width).blocks) {
    if (block.kind === "table") rememberTable(staticTable, block, width, drawing.glyphs);
  }
}
