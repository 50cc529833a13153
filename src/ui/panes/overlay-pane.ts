import { explainLines } from "../../view/explain-lines.ts";
import { fit, textWidth } from "../../view/cell.ts";
import { copyChoices } from "../../view/copy.ts";
import { helpRows } from "../../view/help.ts";
import type { Rect } from "../../view/layout.ts";
import { line, span, type Line } from "../../view/line.ts";
import { overlayRect } from "../../view/overlay-rect.ts";
import { paletteEntries } from "../../view/palette.ts";
import { heldLines } from "../../view/screens.ts";
import type { TextInput } from "../../view/text-input.ts";
import type { Overlay } from "../../view/view-state.ts";
import { windowOf } from "../../view/window.ts";
import { framed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";

export type DrawnOverlay = { readonly rect: Rect; readonly rows: readonly string[] };

/** What lies over the panes, or null. Every row is padded to its full width, so that nothing shines through. */
export function overlayPane(drawing: Drawing): DrawnOverlay | null {
  const { overlay, size } = drawing.view;
  if (overlay === null) return null;
  const rect = overlayRect(size, overlay.kind);
  const { title, body } = contentOf(overlay, drawing, rect);
  return { rect, rows: framed({ rect, title: line(span(title, "focus")), body, focused: true }, drawing) };
}

type Content = { readonly title: string; readonly body: readonly Line[] };

function contentOf(overlay: Overlay, drawing: Drawing, rect: Rect): Content {
  switch (overlay.kind) {
    case "help":
      return { title: "Help", body: helpBody(overlay, drawing, rect) };
    case "palette":
      return { title: "Go to, or do", body: paletteBody(overlay, drawing, rect) };
    case "copy":
      return { title: "Copy", body: copyBody(overlay.index, drawing, rect) };
    case "explain":
      return { title: `Why: ${overlay.provider}`, body: explainBody(overlay, drawing, rect) };
    case "held":
      return {
        title: `${overlay.provider} returned no policies`,
        body: heldLines(overlay, drawing, rect.width - 2),
      };
  }
}

function helpBody(
  overlay: Extract<Overlay, { kind: "help" }>,
  drawing: Drawing,
  rect: Rect,
): readonly Line[] {
  const rows = helpRows(drawing);
  const cursor = Math.max(
    0,
    rows.findIndex((row) => row.id === overlay.cursor),
  );
  const room = rect.height - 3;
  const { top, end } = windowOf({ count: rows.length, cursor, offset: Math.floor(room / 2), height: room });
  const keysWidth = Math.min(18, Math.max(8, ...rows.map((row) => textWidth(row.keys))));
  const lines = rows.slice(top, end).map((row, index) => {
    const gutter = top + index === cursor ? `${drawing.glyphs.cursor} ` : "  ";
    const text = `${gutter}${fit(row.keys, keysWidth)} ${row.label}`;
    if (top + index === cursor)
      return line(span(fit(withReason(text, row.disabled), rect.width - 2), "selection"));
    if (row.disabled === null) return line(text);
    return line(span(withReason(text, row.disabled), "dim"));
  });
  return [inputLine("/", overlay.input, drawing), ...lines];
}

function withReason(text: string, disabled: string | null): string {
  return disabled === null ? text : `${text}  (${disabled})`;
}

function paletteBody(
  overlay: Extract<Overlay, { kind: "palette" }>,
  drawing: Drawing,
  rect: Rect,
): readonly Line[] {
  const entries = paletteEntries(drawing);
  const cursor = Math.min(overlay.index, entries.length - 1);
  const room = rect.height - 3;
  const { top, end } = windowOf({
    count: entries.length,
    cursor,
    offset: Math.floor(room / 2),
    height: room,
  });
  const lines = entries.slice(top, end).map((entry, index) => {
    const isCursor = top + index === cursor;
    const width = rect.width - 2;
    const note = entry.disabled ?? entry.note;
    const title = fit(
      `${isCursor ? drawing.glyphs.cursor : " "} ${entry.title}`,
      Math.max(4, width - textWidth(note) - 2),
    );
    if (isCursor) return line(span(fit(`${title} ${note} `, width), "selection"));
    return line(span(title, entry.disabled === null ? null : "dim"), " ", span(note, "dim"));
  });
  if (entries.length === 0)
    return [inputLine(":", overlay.input, drawing), line(span("  nothing of that name", "dim"))];
  return [inputLine(":", overlay.input, drawing), ...lines];
}

function copyBody(index: number, drawing: Drawing, rect: Rect): readonly Line[] {
  return copyChoices(drawing).map(({ what, text }, at) => {
    const [first = ""] = text.split("\n");
    const content = `${at === index ? drawing.glyphs.cursor : " "} ${fit(what, 18)} ${first}`;
    return at === index ? line(span(fit(content, rect.width - 2), "selection")) : line(content);
  });
}

function explainBody(
  overlay: Extract<Overlay, { kind: "explain" }>,
  drawing: Drawing,
  rect: Rect,
): readonly Line[] {
  const width = rect.width - 4;
  const lines = explainLines(drawing.data, overlay, { glyphs: drawing.glyphs, width });
  const { top } = drawing.view.texts.explain;
  return lines.slice(top, top + rect.height - 2).map((content) => line(" ", ...content.spans));
}

/** A text that is typed, with its cursor. */
export function inputLine(sign: string, { text, cursor }: TextInput, { glyphs }: Drawing): Line {
  const parts = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const before = parts.slice(0, cursor).join("");
  const caret = glyphs.border.vertical === "|" ? "_" : "▏";
  return line(span(` ${sign} `, "focus"), before, span(caret, "focus"), parts.slice(cursor).join(""));
}
