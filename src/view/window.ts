/** How many rows stay between the cursor and the edge of the window, where the list is long enough. */
export const SCROLL_OFF = 2;

/** Rows `top` up to, without, `end` are on the screen; the cursor is on line `offset` of the window. */
export type Window = { readonly top: number; readonly end: number; readonly offset: number };

export type WindowInput = {
  readonly count: number;
  /** Index of the cursor's row; -1 in a list without one. */
  readonly cursor: number;
  /** Line of the window on which the cursor should be: where it was, or where a move of it leads. */
  readonly offset: number;
  readonly height: number;
};

/**
 * The part of a list that is drawn. It hangs on the cursor: rows that come or go above it leave it, and what is around
 * it, on its line of the screen. No blank lines while there are rows to show.
 */
export function windowOf({ count, cursor, offset, height }: WindowInput): Window {
  const lines = Math.max(0, Math.floor(height));
  if (cursor < 0 || lines === 0) return { top: 0, end: Math.min(count, lines), offset: 0 };
  const margin = Math.min(SCROLL_OFF, Math.floor((lines - 1) / 2));
  const kept = clamp(offset, margin, lines - 1 - margin);
  const top = clamp(cursor - kept, 0, Math.max(0, count - lines));
  return { top, end: Math.min(count, top + lines), offset: cursor - top };
}

/** `value`, but at least `low` and at most `high`. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
