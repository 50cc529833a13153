import { hintsLine } from "../../view/hints.ts";
import { inputLine } from "../../view/input-line.ts";
import type { Layout, Rect } from "../../view/layout.ts";
import { line, span, wrapText, type Line } from "../../view/line.ts";
import { tooSmallLine } from "../../view/screens.ts";
import { selectorLine, statusLine } from "../../view/status-line.ts";
import { unframed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";

/** The first line; on a screen too small for panes, the only one. */
export function statusRows(drawing: Drawing, { kind, status }: Layout): readonly string[] {
  const content = kind === "tiny" ? tooSmallLine(drawing.view.size) : statusLine(drawing, status.width);
  return unframed(status, [content], drawing);
}

/** The Provider that is listed, where there is no room for the pane. */
export function selectorRows(drawing: Drawing, rect: Rect): readonly string[] {
  return unframed(rect, [selectorLine(drawing, rect.width)], drawing);
}

const MOST_SAID_LINES = 4;

/**
 * The last line: what is being typed, else what was just said, else what keys do here. What was said and does not fit
 * takes lines above it, too, for as long as it is shown: `rect` is where all of it goes.
 */
export function hintRows(
  drawing: Drawing,
  rect: Rect,
): { readonly rect: Rect; readonly rows: readonly string[] } {
  const lines = lastLines(drawing, rect);
  const height = lines.length;
  const place = { ...rect, y: rect.y + rect.height - height, height };
  return { rect: place, rows: unframed(place, lines, drawing) };
}

function lastLines(drawing: Drawing, { y, width }: Rect): readonly Line[] {
  const { prompt, toast } = drawing.view;
  if (prompt !== null) return [inputLine("/", prompt.input, drawing.glyphs)];
  if (toast === null) return [hintsLine(drawing, width)];
  const { text, role } = toast;
  const said = wrapText(text, width - 1);
  const most = Math.min(MOST_SAID_LINES, y);
  if (said.length <= 1 || most < 1) return [line(" ", span(text, role))];
  const shown = [...said.slice(0, most - 1), said.slice(most - 1).join(" ")];
  return shown.filter((words) => words !== "").map((words) => line(" ", span(words, role)));
}
