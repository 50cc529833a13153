import type { BrowseOverlay } from "./browse.ts";
import type { Rect, Size } from "./layout.ts";

/** Lines for the list, and for the text of the row that is opened, or that the cursor is on. */
export type BrowseRooms = { readonly list: number; readonly text: number };

/** A list over the panes has the whole screen but for its first and last line. */
export function browseRect({ columns, rows }: Size): Rect {
  return { x: 0, y: 1, width: columns, height: Math.max(3, rows - 2) };
}

/**
 * How the lines inside the frame are shared: a comparison has heads, and below its list a rule and the text of the row
 * under the cursor, where there is room for that.
 */
export function browseRooms(
  size: Size,
  { kind, browse }: Pick<BrowseOverlay, "kind" | "browse">,
): BrowseRooms {
  const inside = browseRect(size).height - 2;
  if (browse.opened) return { list: 0, text: inside };
  if (kind === "history") return { list: inside, text: 0 };
  const text = inside < LEAST_SHARED ? 0 : Math.floor(inside * 0.4);
  return { list: Math.max(1, inside - 1 - (text === 0 ? 0 : text + 1)), text };
}

const LEAST_SHARED = 14;
