import type { Form } from "../../view/form.ts";
import { formText, formTitle } from "../../view/form-lines.ts";
import { line, span } from "../../view/line.ts";
import { overlayRect } from "../../view/overlay-rect.ts";
import { framed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";
import type { DrawnOverlay } from "./overlay-pane.ts";

/** Columns beside a description that is previewed. */
const PREVIEW_MARGIN = 24;

/** A form over the panes, scrolled to the field that has the focus. */
export function formPane(form: Form, drawing: Drawing): DrawnOverlay {
  const { glyphs, data, view } = drawing;
  const rect = overlayRect(view.size, "form");
  const { text } = form.content.texts.description;
  const isRead = form.field === "description" && text !== "";
  const preview = isRead
    ? (view.markdown?.(text, Math.max(10, rect.width - PREVIEW_MARGIN), glyphs) ?? [])
    : [];
  const look = { data, glyphs, preview, width: rect.width - 2, room: rect.height - 2 };
  const { lines, below } = formText(form, look);
  const corner = below > 0 ? line(`${below} more ${glyphs.descending}`) : line();
  const title = formTitle(form);
  const frame = { rect, title: line(span(title, "focus")), corner, focused: true, body: lines };
  return { rect, rows: framed(frame, drawing), title, body: lines };
}
