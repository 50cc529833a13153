import type { Layout } from "../../view/layout.ts";
import { markdownLines } from "../parts/markdown-lines.ts";
import { rememberMarkdown } from "../parts/drawn-markdown.ts";
import type { Drawing } from "./drawing.ts";
import { previewWidth } from "./form-pane.ts";
import { prepareDetail } from "./prepare-detail.ts";

/** Draws ahead of a frame what it shows but cannot draw itself: the tables of the detail, a description's preview. */
export function prepareFrame(drawing: Drawing, { detail }: Layout): void {
  const { overlay, size } = drawing.view;
  if (overlay?.kind !== "form") return prepareDetail(drawing, detail);
  const { description } = overlay.form.content.texts;
  if (overlay.form.field !== "description" || description.text === "") return;
  rememberMarkdown(markdownLines, description.text, previewWidth(size), drawing.glyphs);
}
