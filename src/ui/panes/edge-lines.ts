import { hintsLine } from "../../view/hints.ts";
import { inputLine } from "../../view/input-line.ts";
import type { Layout, Rect } from "../../view/layout.ts";
import { line, span, type Line } from "../../view/line.ts";
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

/** The last line: what is being typed, else what was just said, else what keys do here. */
export function hintRows(drawing: Drawing, rect: Rect): readonly string[] {
  return unframed(rect, [lastLine(drawing, rect.width)], drawing);
}

function lastLine(drawing: Drawing, width: number): Line {
  const { prompt, toast } = drawing.view;
  if (prompt !== null) return inputLine("/", prompt.input, drawing.glyphs);
  if (toast !== null) return line(" ", span(toast.text, toast.role));
  return hintsLine(drawing, width);
}
