import type { Form } from "../../view/form.ts";
import { formText, formTitle } from "../../view/form-lines.ts";
import { line, span } from "../../view/line.ts";
import { overlayRect } from "../../view/overlay-rect.ts";
import { markdownShown } from "../parts/drawn-markdown.ts";
import { framed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";
import type { DrawnOverlay } from "./overlay-pane.ts";

/** Columns for a description that is previewed in a form on this screen. */
export function previewWidth(size: Drawing["view"]["size"]): number {
  return Math.max(10, overlayRect(size, "form").width - 24);
}

/** A form over the panes, scrolled to the field that has the focus. */
export function formPane(form: Form, drawing: Drawing): DrawnOverlay {
  const { glyphs, data, view } = drawing;
  const rect = overlayRect(view.size, "form");
  const preview = markdownShown(form.content.texts.description.text, previewWidth(view.size), glyphs);
  const look = { data, glyphs, preview, width: rect.width - 2, room: rect.height - 2 };
  const { lines, below } = formText(form, look);
  const corner = below > 0 ? line(`${below} more ${glyphs.descending}`) : line();
  const title = formTitle(form);
  const frame = { rect, title: line(span(title, "focus")), corner, focused: true, body: lines };
  return { rect, rows: framed(frame, drawing), title, body: lines };
}
