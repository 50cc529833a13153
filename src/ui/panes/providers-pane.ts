import type { Rect } from "../../view/layout.ts";
import { fitLine, line, lineText, span, type Line } from "../../view/line.ts";
import { markedTest, providerListing, rowAt, type Listing } from "../../view/listing.ts";
import { providerLines, type ProviderRow } from "../../view/provider-rows.ts";
import { windowOf } from "../../view/window.ts";
import { framed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";

const GUTTER = 3;

/** The Providers, a second line under those that synchronize or are down. */
export function providersPane(drawing: Drawing, rect: Rect): readonly string[] {
  const listing = providerListing(drawing);
  const focused = drawing.view.focus === "providers";
  const { filter, problems, marks } = listing.state;
  const corner = [
    ...(marks.size > 0 ? [`${marks.size} marked`] : []),
    ...(problems ? ["! problems"] : []),
    ...(filter === "" ? [] : [`/${filter}`]),
  ].join(" ");
  const title = line(span("1 Providers", focused ? "focus" : "title"));
  return framed(
    { rect, title, corner: line(corner), body: bodyOf(listing, drawing, rect), focused },
    drawing,
  );
}

function bodyOf(listing: Listing<ProviderRow>, drawing: Drawing, rect: Rect): readonly Line[] {
  const room = rect.height - 2;
  const { count, index } = listing;
  const offset = listing.state.cursor?.offset ?? 0;
  const { top } = windowOf({ count, cursor: index, offset, height: room });
  const lines: Line[] = [];
  let cursorEnd = 0;
  for (let at = top; at < count && (lines.length < room || at <= index); at += 1) {
    lines.push(...rowLines(listing, at, { drawing, width: rect.width - 2 }));
    if (at === index) cursorEnd = lines.length;
  }
  // Rows of two lines may push the cursor's row below the pane: then the first lines give way.
  return lines.slice(Math.max(0, cursorEnd - room)).slice(0, room);
}

type Place = { readonly drawing: Drawing; readonly width: number };

function rowLines(listing: Listing<ProviderRow>, at: number, { drawing, width }: Place): readonly Line[] {
  const row = rowAt(listing, at);
  if (row === undefined) return [];
  const { glyphs, now, view, data } = drawing;
  if (at === listing.ghost) return [line(span(` ${glyphs.cursor}   ${row.name} (left the config)`, "dim"))];
  const marked = markedTest(listing)(row.id, at);
  const isCursor = at === listing.index;
  const gutter = `${marked ? glyphs.marked : " "}${isCursor ? glyphs.cursor : " "} `;
  const drawn = providerLines(row, data, { now, glyphs, width: width - GUTTER - 1 });
  return drawn.map((content, index) => {
    const start = index === 0 ? gutter : " ".repeat(GUTTER);
    if (!isCursor || index > 0) return line(start, ...content.spans);
    const text = lineText(fitLine(line(start, ...content.spans), width, glyphs.ellipsis));
    return line(span(text, view.focus === "providers" ? "selection" : "title"));
  });
}
