import { checkText } from "../../view/check-lines.ts";
import { certificateLines } from "../../view/certificates.ts";
import { explainText } from "../../view/explain-lines.ts";
import { fit, textWidth } from "../../view/cell.ts";
import { isBrowse, type BrowseOverlay } from "../../view/browse.ts";
import { copyChoices } from "../../view/copy.ts";
import { helpRows, helpWindow, type HelpEntry } from "../../view/help.ts";
import type { Rect } from "../../view/layout.ts";
import { inputLine } from "../../view/input-line.ts";
import { line, span, type Line } from "../../view/line.ts";
import { centredRect, overlayRect } from "../../view/overlay-rect.ts";
import { paletteEntries } from "../../view/palette.ts";
import { heldLines } from "../../view/screens.ts";
import { textMatches } from "../../view/text-pane.ts";
import { searchedLines, searchNote } from "../../view/text-search.ts";
import type { Overlay, TextOverlay } from "../../view/view-state.ts";
import { windowOf } from "../../view/window.ts";
import { framed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";
import { browsePane } from "./browse-pane.ts";
import { formPane } from "./form-pane.ts";
import { secretPane } from "./secret-pane.ts";
import { writePane } from "./write-pane.ts";

/** What lies over the panes: as painted rows, and as the lines that they were made of. */
export type DrawnOverlay = {
  readonly rect: Rect;
  readonly rows: readonly string[];
  readonly title: string;
  readonly body: readonly Line[];
};

/** What lies over the panes, or null. Every row is padded to its full width, so that nothing shines through. */
export function overlayPane(drawing: Drawing): DrawnOverlay | null {
  const { overlay, size } = drawing.view;
  if (overlay === null) return null;
  if (overlay.kind === "write") return writePane(overlay.write, drawing);
  if (overlay.kind === "form") return formPane(overlay.form, drawing);
  if (overlay.kind === "secret") return secretPane(overlay.dialog, drawing);
  if (isBrowse(overlay)) return browsePane(overlay, drawing);
  const most = overlayRect(size, overlay.kind);
  const { title, body, corner = "", isSnug = false } = contentOf(overlay, drawing, most);
  const rect = isSnug ? centredRect(size, { columns: most.width, rows: body.length + 2 }) : most;
  const frame = { rect, title: line(span(title, "focus")), corner: line(corner), body, focused: true };
  return { rect, rows: framed(frame, drawing), title, body };
}

type MenuOverlay = Exclude<Overlay, { kind: "form" | "write" | "secret" } | BrowseOverlay>;
/** `isSnug`: the frame is as high as what is in it; else it stays as it is while that is narrowed. */
type Content = {
  readonly title: string;
  readonly body: readonly Line[];
  readonly corner?: string;
  readonly isSnug?: boolean;
};

function contentOf(overlay: MenuOverlay, drawing: Drawing, rect: Rect): Content {
  switch (overlay.kind) {
    case "help":
      return { title: "Help", body: helpBody(overlay, drawing, rect) };
    case "palette":
      return { title: "Go to, or do", body: paletteBody(overlay, drawing, rect) };
    case "copy":
      return { title: "Copy", body: copyBody(overlay.index, drawing, rect), isSnug: true };
    case "explain": {
      const { glyphs, now, data } = drawing;
      return textContent("explain", explainText(data, overlay, { glyphs, now, width: rect.width - 4 }), {
        drawing,
        rect,
      });
    }
    case "check": {
      const { glyphs, data } = drawing;
      const text = checkText(data, overlay.provider, { glyphs, width: rect.width - 4 });
      return { ...textContent("check", text, { drawing, rect }), isSnug: false };
    }
    case "certificates": {
      const { certificates } = overlay;
      const look = { ...drawing, width: rect.width - 2, room: rect.height - 2 };
      return {
        title: `Certificates at ${certificates.provider}`,
        body: certificateLines(certificates, look),
        isSnug: true,
      };
    }
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
  const { glyphs } = drawing;
  // The last line is kept for what follows.
  const { entries, below } = helpWindow(rows, overlay.cursor, Math.max(1, rect.height - 4));
  const keysWidth = Math.min(18, Math.max(8, ...rows.map((row) => textWidth(row.keys))));
  const lines = entries.map((entry) => helpLine(entry, { drawing, keysWidth, width: rect.width - 2 }));
  const none = rows.length === 0 ? [line(span("  no key does that", "dim"))] : [];
  const more = below === 0 ? [] : [line(span(`  ${below} more ${glyphs.descending}`, "dim"))];
  return [inputLine("/", overlay.input, drawing.glyphs), ...none, ...lines, ...more];
}

type HelpLook = { readonly drawing: Drawing; readonly keysWidth: number; readonly width: number };

function helpLine(entry: HelpEntry, { drawing, keysWidth, width }: HelpLook): Line {
  if (entry.kind === "heading") return line(span(` ${entry.group}`, "title"));
  const { row, isCursor } = entry;
  const { cursor, ellipsis } = drawing.glyphs;
  const text = `${isCursor ? cursor : " "} ${fit(row.keys, keysWidth, { ellipsis })} ${row.label}`;
  const whole = withReason(text, row.disabled);
  if (isCursor) return line(span(fit(whole, width, { ellipsis }), "selection"));
  return line(span(whole, row.disabled === null ? null : "dim"));
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
    return [inputLine(":", overlay.input, drawing.glyphs), line(span("  nothing of that name", "dim"))];
  return [inputLine(":", overlay.input, drawing.glyphs), ...lines];
}

function copyBody(index: number, drawing: Drawing, rect: Rect): readonly Line[] {
  const { cursor, ellipsis } = drawing.glyphs;
  return copyChoices(drawing).map(({ what, preview }, at) => {
    const content = `${at === index ? cursor : " "} ${fit(what, 18, { ellipsis })} ${preview}`;
    const shown = fit(content, rect.width - 2, { ellipsis });
    return line(span(shown, at === index ? "selection" : null));
  });
}

type TextPlace = { readonly drawing: Drawing; readonly rect: Rect };

function textContent(
  pane: TextOverlay,
  { title, lines }: { readonly title: string; readonly lines: readonly Line[] },
  { drawing, rect }: TextPlace,
): Content {
  const text = drawing.view.texts[pane];
  const end = text.top + rect.height - 2;
  const shown = lines.slice(text.top, end);
  const below = lines.length > end ? `${lines.length - end} more ${drawing.glyphs.descending}` : "";
  const corner = searchNote(text, textMatches(drawing, pane)) || below;
  return { title, corner, body: searchedLines(shown, text, drawing.glyphs), isSnug: true };
}
