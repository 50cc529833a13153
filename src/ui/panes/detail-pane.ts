import { shownDetailOf, type DetailBlock } from "../../view/detail.ts";
import type { Rect } from "../../view/layout.ts";
import { line, span, type Line } from "../../view/line.ts";
import { textMatches } from "../../view/text-pane.ts";
import { searchedLines, searchNote } from "../../view/text-search.ts";
import { framed } from "../parts/framed.ts";
import { tableLines } from "../parts/drawn-tables.ts";
import type { Drawing } from "./drawing.ts";

/** A border and a blank column on either side. */
const MARGIN = 2;

/** Everything about the object under the cursor; it scrolls as a whole. */
export function detailPane(drawing: Drawing, rect: Rect): readonly string[] {
  const { view } = drawing;
  const width = detailWidth(rect);
  const detail = shownDetailOf(drawing, width);
  const focused = view.focus === "detail";
  const text = view.texts.detail;
  const title = line(span(detail.title, focused ? "focus" : "title"));
  const corner = line(searchNote(text, textMatches(drawing, "detail")));
  const lines = detail.blocks.flatMap((block) => blockLines(block, drawing, width));
  const shown = lines.slice(text.top, text.top + Math.max(0, rect.height - 2));
  const body = searchedLines(shown, text, drawing.glyphs);
  return framed({ rect, title, corner, body, focused }, drawing);
}

/** Columns for the content. */
export function detailWidth(rect: Rect): number {
  return Math.max(1, rect.width - 2 * MARGIN);
}

function blockLines(block: DetailBlock, drawing: Drawing, width: number): readonly Line[] {
  return block.kind === "lines" ? block.lines : tableLines(block, width, drawing.glyphs);
}
