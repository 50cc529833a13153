import type { Form } from "../../view/form.ts";
import type { FormText, FrameLook } from "../../view/form-frame.ts";
import { credentialFormText, credentialFormTitle } from "../../view/credential-form-lines.ts";
import type { CredentialForm } from "../../view/credential-form.ts";
import { providerFormText, providerFormTitle } from "../../view/provider-form-lines.ts";
import type { AnyForm } from "../../view/write-dialog.ts";
import { formText, formTitle } from "../../view/form-lines.ts";
import type { Rect } from "../../view/layout.ts";
import { line, span } from "../../view/line.ts";
import { centredRect, overlayRect } from "../../view/overlay-rect.ts";
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
  const text = isProvider ? providerFormText(form, look) : itemFormText(form, drawing, look);
  return formFrame(title, text, { drawing, rect });
}

/** A form about credentials over the panes, likewise. */
export function credentialFormPane(form: CredentialForm, drawing: Drawing): DrawnOverlay {
  const { glyphs, data, view, now } = drawing;
  const most = overlayRect(view.size, "credential");
  const look = { data, glyphs, now, width: most.width - 2, room: most.height - 2 };
  const text = credentialFormText(form, look);
  // A form of many fields keeps its size while they change.
  const isSmall = form.op !== "issue" && form.op !== "move";
  const rect = isSmall ? centredRect(view.size, { columns: most.width, rows: text.lines.length + 2 }) : most;
  return formFrame(credentialFormTitle(form), text, { drawing, rect });
}

function formFrame(
  title: string,
  { lines, below }: FormText,
  { drawing, rect }: { readonly drawing: Drawing; readonly rect: Rect },
): DrawnOverlay {
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
