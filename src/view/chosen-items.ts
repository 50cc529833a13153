import type { Act } from "./act.ts";
import { markedRows, rowUnderCursor, tabListing } from "./listing.ts";
import type { Row } from "./rows.ts";

/** A row that is a Product or a Plan. */
export type ItemRow = Extract<Row, { kind: "product" | "plan" }>;

/** What tells an item from all others, of whichever kind and Provider. */
export function itemRowKey({ kind, id }: ItemRow): string {
  return `${kind} ${id}`;
}

/** The rows that an action is about: those that are marked, else the one under the cursor. */
export function chosenRows(act: Act): readonly Row[] {
  if (act.view.focus !== "list" && act.view.focus !== "detail") return [];
  const listing = tabListing(act);
  const { marks, range } = listing.state;
  const marked = marks.size === 0 && range === null ? [] : markedRows(listing);
  if (marked.length > 0) return marked;
  const row = rowInQuestion(act);
  return row === null ? [] : [row];
}

/** The row under the cursor of the list; null for one that has vanished, and where no list is at hand. */
export function rowInQuestion(act: Act): Row | null {
  if (act.view.focus !== "list" && act.view.focus !== "detail") return null;
  const listing = tabListing(act);
  if (listing.ghost >= 0 && listing.ghost === listing.index) return null;
  return rowUnderCursor(listing);
}

/** The Products and Plans that an action is about: those that are marked, else the one under the cursor. */
export function chosenItems(act: Act): readonly ItemRow[] {
  return chosenRows(act).filter(isItemRow);
}

/** The Product or Plan under the cursor; null for anything else, and for one that has vanished. */
export function itemUnderCursor(act: Act): ItemRow | null {
  const row = rowInQuestion(act);
  return row !== null && isItemRow(row) ? row : null;
}

function isItemRow(row: Row): row is ItemRow {
  return row.kind === "product" || row.kind === "plan";
}
