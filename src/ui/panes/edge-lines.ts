import type { Layout, Rect } from "../../view/layout.ts";
import { line, span } from "../../view/line.ts";
import { unframed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";
import { inputLine } from "./overlay-pane.ts";

export function statusRows(drawing: Drawing, places: Layout): readonly string[] {
  return unframed(places.status, [line(" portico ", drawing.data.config.file ?? "")], drawing);
}
export function selectorRows(drawing: Drawing, rect: Rect): readonly string[] {
  return unframed(rect, [line(" 1 ", drawing.view.providers.cursor?.id ?? "ALL")], drawing);
}
export function hintRows(drawing: Drawing, rect: Rect): readonly string[] {
  const { prompt, toast } = drawing.view;
  if (prompt !== null) return unframed(rect, [inputLine("/", prompt.input, drawing)], drawing);
  if (toast !== null) return unframed(rect, [line(" ", span(toast.text, toast.role))], drawing);
  return unframed(rect, [line(" s sync  ? help")], drawing);
}
