import { counted } from "../../core/counted.ts";
import {
  browseListing,
  hasMore,
  type BrowseListing,
  type BrowseOverlay,
  type BrowseRow,
  type DiffOverlay,
} from "../../view/browse.ts";
import { browseRect, browseRooms } from "../../view/browse-rect.ts";
import { browseText } from "../../view/browse-text.ts";
import { differencesOf, sideOf } from "../../view/compared.ts";
import { diffHead, diffSpans, goneSpans } from "../../view/diff-lines.ts";
import { historySpans } from "../../view/history-lines.ts";
import { fitLine, line, lineText, span, wrapText, type Line, type Span } from "../../view/line.ts";
import { markedTest, rowAt } from "../../view/listing.ts";
import { windowOf } from "../../view/window.ts";
import { framed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";
import type { DrawnOverlay } from "./overlay-pane.ts";

/** The cursor and a blank before a row, and a blank after it. */
const GUTTER = 3;

/** A list over the panes: what happened, or what two Providers do not have alike. Only what is on the screen is drawn. */
export function browsePane(overlay: BrowseOverlay, drawing: Drawing): DrawnOverlay {
  const rect = browseRect(drawing.view.size);
  const listing = browseListing(overlay, drawing.data, drawing.view);
  const title = titleOf(overlay, drawing);
  const body = overlay.browse.opened ? openedBody(overlay, drawing) : listBody(overlay, listing, drawing);
  const corner = line(cornerText(overlay, listing, drawing));
  const frame = { rect, title: line(span(title, "focus")), corner, body, focused: true };
  return { rect, rows: framed(frame, drawing), title, body };
}

function titleOf(overlay: BrowseOverlay, { glyphs }: Drawing): string {
  if (overlay.kind === "history") return "Activity";
  return overlay.b === null ? `Compare ${overlay.a} with` : `${overlay.a} ${glyphs.dot} ${overlay.b}`;
}

function cornerText(overlay: BrowseOverlay, listing: BrowseListing, { data, glyphs }: Drawing): string {
  const { marks } = overlay.browse.list;
  const text = countText(overlay, listing, { data });
  return marks.size > 0 ? `${marks.size} marked ${glyphs.dot} ${text}` : text;
}

function countText(overlay: BrowseOverlay, listing: BrowseListing, { data }: Pick<Drawing, "data">): string {
  const { filter } = overlay.browse.list;
  const { length } = listing.rows;
  if (filter !== "") return `/${filter}  ${length} of ${listing.all}${moreSign(overlay)}`;
  if (overlay.kind === "history") return `${counted(listing.all, "event")}${moreSign(overlay)}`;
  if (overlay.b === null) return "";
  const same = differencesOf(data, overlay.a, overlay.b)?.same ?? 0;
  return `${counted(length, "difference")}, ${same} the same`;
}

function moreSign(overlay: BrowseOverlay): string {
  return overlay.kind === "history" && hasMore(overlay) ? "+" : "";
}

function openedBody(overlay: BrowseOverlay, drawing: Drawing): readonly Line[] {
  const { top } = overlay.browse;
  const { text } = browseRooms(drawing.view.size, overlay);
  return browseText(overlay, drawing, drawing.glyphs)
    .slice(top, top + text)
    .map(indented);
}

function indented(content: Line): Line {
  return line(" ", ...content.spans);
}

function listBody(overlay: BrowseOverlay, listing: BrowseListing, drawing: Drawing): readonly Line[] {
  const rooms = browseRooms(drawing.view.size, overlay);
  const width = browseRect(drawing.view.size).width - 2;
  const { count, index } = listing;
  const offset = listing.state.cursor?.offset ?? 0;
  const { top, end } = windowOf({ count, cursor: index, offset, height: rooms.list });
  const marked = markedTest(listing);
  const lines = Array.from({ length: end - top }, (_, at) => {
    const row = rowAt(listing, top + at);
    if (row === undefined) return line();
    const isMarked = marked(row.id, top + at);
    const look = { isCursor: top + at === index, isGhost: top + at === listing.ghost, isMarked, width };
    return rowLine(row, look, { overlay, drawing });
  });
  const shown = count === 0 ? emptyLines(overlay, drawing, width) : lines;
  if (overlay.kind === "history" || overlay.b === null) return shown;
  const blanks = Array.from({ length: Math.max(0, rooms.list - shown.length) }, () => line());
  const head = indentedBy(GUTTER - 1, diffHead(diffDrawing(overlay, drawing, width - GUTTER)));
  if (rooms.text === 0) return [head, ...shown];
  const rule = line(span(drawing.glyphs.border.horizontal.repeat(width), "dim"));
  const text = browseText(overlay, drawing, drawing.glyphs).slice(0, rooms.text).map(indented);
  return [head, ...shown.slice(0, rooms.list), ...blanks, rule, ...text];
}

function indentedBy(columns: number, content: Line): Line {
  return line(" ".repeat(columns), ...content.spans);
}

function diffDrawing({ a, b }: DiffOverlay, { glyphs }: Drawing, width: number) {
  return { glyphs, width, a, b: b ?? "" };
}

type RowLook = {
  readonly isCursor: boolean;
  readonly isGhost: boolean;
  readonly isMarked: boolean;
  readonly width: number;
};
type Place = { readonly overlay: BrowseOverlay; readonly drawing: Drawing };

function rowLine(
  row: BrowseRow,
  { isCursor, isGhost, isMarked, width }: RowLook,
  { overlay, drawing }: Place,
): Line {
  const { glyphs, view } = drawing;
  const isGone = isGhost && row.kind === "difference" && overlay.kind === "diff";
  const spans = isGone
    ? goneSpans(row.row, diffDrawing(overlay, drawing, width - GUTTER))
    : rowSpans(row, width - GUTTER, { overlay, drawing });
  const sign = isGone ? glyphs.ok : isCursor ? glyphs.cursor : " ";
  const whole = line(`${sign}${isMarked ? glyphs.marked : " "}`, ...spans);
  if (!isCursor) return whole;
  return line(span(fitted(whole, width, glyphs.ellipsis), view.prompt === null ? "selection" : "title"));
}

function fitted(content: Line, width: number, ellipsis: string): string {
  return lineText(fitLine(content, width, ellipsis));
}

function rowSpans(row: BrowseRow, width: number, { overlay, drawing }: Place): readonly Span[] {
  const { glyphs, view } = drawing;
  if (row.kind === "provider") return [span(row.name)];
  if (row.kind === "event")
    return historySpans(row.event, { glyphs, width, offsetMinutes: view.offsetMinutes });
  return overlay.kind === "diff" ? diffSpans(row.row, diffDrawing(overlay, drawing, width)) : [];
}

function emptyLines(overlay: BrowseOverlay, { data }: Drawing, width: number): readonly Line[] {
  return wrapText(emptyText(overlay, data), width - 2).map((text) => line(span(` ${text}`, "dim")));
}

function emptyText(overlay: BrowseOverlay, data: Drawing["data"]): string {
  if (overlay.browse.list.filter !== "") return "Nothing matches; Esc clears the filter.";
  if (overlay.kind === "history")
    return overlay.answered === 0 ? "Reading the history." : "Nothing has happened yet.";
  const { a, b } = overlay;
  if (b === null) return "There is no other Provider to compare it with.";
  const unread = [a, b].find((name) => sideOf(data, name) === null);
  if (unread !== undefined) return `Nothing is stored of ${unread}: synchronize it first.`;
  return `${a} and ${b} have everything alike.`;
}
