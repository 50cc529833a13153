import type { Form } from "../../view/form.ts";
import type { FormText, FrameLook } from "../../view/form-frame.ts";
import { credentialFormText, credentialFormTitle } from "../../view/credential-form-lines.ts";
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
  const { glyphs, view } = drawing;
  const most = overlayRect(view.size, "form");
  const { title, text } = formContent(form, drawing, {
    glyphs,
    width: most.width - 2,
    room: most.height - 2,
  });
  // A form of many fields keeps its size while they change.
  const isSmall = form.kind === "credential" && form.op !== "issue" && form.op !== "move";
  const rect = isSmall ? centredRect(view.size, { columns: most.width, rows: text.lines.length + 2 }) : most;
  return formFrame(title, text, { drawing, rect });
}

type Content = { readonly title: string; readonly text: FormText };

function formContent(form: AnyForm, drawing: Drawing, look: FrameLook): Content {
  const { data, now } = drawing;
  switch (form.kind) {
    case "provider":
      return { title: providerFormTitle(form), text: providerFormText(form, look) };
    case "credential":
      return {
        title: credentialFormTitle(form),
        text: credentialFormText(form, { ...look, data, now }),
      };
    case "product":
    case "plan":
      return { title: formTitle(form), text: itemFormText(form, drawing, look) };
  }
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
