import type { Form } from "../../view/form.ts";
import type { FormText, FrameLook } from "../../view/form-frame.ts";
import { providerFormText, providerFormTitle } from "../../view/provider-form-lines.ts";
import type { AnyForm } from "../../view/write-dialog.ts";
import { formText, formTitle } from "../../view/form-lines.ts";
import { line, span } from "../../view/line.ts";
import { overlayRect } from "../../view/overlay-rect.ts";
import { framed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";
import type { DrawnOverlay } from "./overlay-pane.ts";

/** Columns beside a description that is previewed. */
const PREVIEW_MARGIN = 24;

/** A form over the panes, scrolled to the field that has the focus. */
export function formPane(form: AnyForm, drawing: Drawing): DrawnOverlay {
  const rect = overlayRect(drawing.view.size, "form");
  const look = { glyphs: drawing.glyphs, width: rect.width - 2, room: rect.height - 2 };
  const isProvider = form.kind === "provider";
  const title = isProvider ? providerFormTitle(form) : formTitle(form);
  const { lines, below } = isProvider ? providerFormText(form, look) : itemFormText(form, drawing, look);
  const corner = below > 0 ? line(`${below} more ${drawing.glyphs.descending}`) : line();
  const frame = { rect, title: line(span(title, "focus")), corner, focused: true, body: lines };
  return { rect, rows: framed(frame, drawing), title, body: lines };
}

function itemFormText(form: Form, { data, view }: Drawing, look: FrameLook): FormText {
  const { text } = form.content.texts.description;
  const isRead = form.field === "description" && text !== "";
  const preview = isRead
    ? (view.markdown?.(text, Math.max(10, look.width + 2 - PREVIEW_MARGIN), look.glyphs) ?? [])
    : [];
  return formText(form, { ...look, data, preview });
}
