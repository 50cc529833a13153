import { listRoom, providersRoom, withList, withProviders, type Act } from "./act.ts";
import { focused } from "./act-pane.ts";
import { UNICODE_GLYPHS } from "./glyphs.ts";
import type { Pane, Rect } from "./layout.ts";
import { providerListing, rowAt, tabListing } from "./listing.ts";
import { providerLines } from "./provider-rows.ts";
import { cursorAt, offsetOf } from "./settle.ts";
import { layoutOf, type ViewState } from "./view-state.ts";
import { windowOf } from "./window.ts";

/** A cell of the screen, counted from 0. */
export type Spot = { readonly column: number; readonly row: number };

const PANES: readonly Pane[] = ["providers", "list", "detail", "activity"];

/** The pane that was clicked gets the focus, a row in it the cursor. Whatever lies over the panes takes no clicks. */
export function clicked(act: Act, spot: Spot): ViewState {
  const { view } = act;
  if (view.overlay !== null || view.prompt !== null) return view;
  const layout = layoutOf(view);
  const pane = PANES.find((one) => isInside(layout[one], spot));
  const rect = pane === undefined ? null : layout[pane];
  if (pane === undefined || rect === null) return view;
  const next = { ...act, view: pane === view.focus ? view : focused(view, pane) };
  if (pane === "list") return onList(next, spot.row - rect.y - 2);
  return pane === "providers" ? onProviders(next, spot.row - rect.y - 1) : next.view;
}

function isInside(rect: Rect | null, { column, row }: Spot): boolean {
  if (rect === null) return false;
  return column >= rect.x && column < rect.x + rect.width && row >= rect.y && row < rect.y + rect.height;
}

function onList({ view, data, now }: Act, line: number): ViewState {
  const listing = tabListing({ view, data, now });
  const height = listRoom({ view, data });
  const { top, end } = windowOf({
    count: listing.count,
    cursor: listing.index,
    offset: offsetOf(listing),
    height,
  });
  if (line < 0 || top + line >= end) return view;
  return withList(view, { cursor: cursorAt(listing, top + line, height) });
}

/** Providers that synchronize or are down have two lines. */
function onProviders({ view, data, now }: Act, line: number): ViewState {
  const listing = providerListing({ view, data });
  const height = providersRoom(view);
  const { count, index } = listing;
  const { top } = windowOf({ count, cursor: index, offset: offsetOf(listing), height });
  let lines = 0;
  for (let at = top; at < count; at += 1) {
    const row = rowAt(listing, at);
    if (row === undefined) return view;
    lines += providerLines(row, data, { now, glyphs: UNICODE_GLYPHS, width: 40 }).length;
    if (line >= 0 && line < lines) return withProviders(view, { cursor: cursorAt(listing, at, height) });
  }
  return view;
}
