import type { Align } from "./cell.ts";
import type { UsageByRow } from "./credential-watch.ts";
import type { Glyphs } from "./glyphs.ts";
import type { Role } from "./line.ts";

/**
 * What one cell says; `brief` where there is no room for all of it, `spoken` in words where the text is a picture. The
 * role is for what the text already tells.
 */
export type Cell = {
  readonly text: string;
  readonly brief?: string;
  readonly spoken?: string;
  readonly role?: Role;
};

/** What cells depend on beside their row. `now` in milliseconds since the epoch; only its minute shows. */
export type CellContext<Owner> = {
  readonly now: number;
  /** How far local time is ahead of UTC. */
  readonly offsetMinutes: number;
  readonly glyphs: Glyphs;
  /** The owner of a row by its name: the Provider it comes from. */
  readonly owner: (name: string) => Owner | undefined;
  /** What credentials were used for, by row id, as far as it is known. */
  readonly usage?: UsageByRow;
};

/**
 * A column of a list. Widths in terminal columns: at least `min`, at best `want`, never more than its cells take; one
 * that grows takes what is left. The highest `priority` is dropped first; priority 0 never.
 */
export type Column<Row, Owner> = {
  readonly id: string;
  readonly title: string;
  readonly min: number;
  /** What it should have before columns that matter less get anything. */
  readonly roomy?: number;
  /** It does with its least before a column is dropped that is more than nice to have. */
  readonly yields?: true;
  readonly want: number;
  readonly grows?: true;
  readonly priority: number;
  readonly align?: Align;
  readonly cell: (row: Row, context: CellContext<Owner>) => Cell;
  /** What rows are sorted by; strings in code unit order, numbers ascending. */
  readonly sortKey: (row: Row, context: CellContext<Owner>) => string | number;
  /** The cell is where to look for how its row stands; it tells of a row that has vanished, too. */
  readonly tellsState?: true;
  /** It is known of what is on the screen only, so that nothing can be sorted by it. */
  readonly isUnsorted?: true;
  /** The cell changes with time or with the state of the Provider, not only with the catalog. */
  readonly volatile?: true;
};

type Sized = {
  readonly id: string;
  readonly min: number;
  readonly roomy?: number;
  readonly want: number;
  readonly priority: number;
  readonly grows?: true;
  readonly align?: Align;
  readonly yields?: true;
};

/** How wide the cells of a column are; null for one that is as wide as it wants. */
export type Measure<C> = (column: C) => number | null;

export type Placed<C> = { readonly column: C; readonly width: number };

export type Choice<C> = {
  readonly columns: readonly Placed<C>[];
  /** How many columns have no room. */
  readonly dropped: number;
};

/** Blank columns between two columns. */
export const GAP = 1;

/** Columns of this priority number and above are nice to have: none of them narrows a column that is not. */
const SPARE = 5;

/**
 * The columns that fit into `width`, in their order, with their widths: those of the highest priority number are
 * dropped until all have room enough (in the end, one that yields does with its least); then each gets what it wants,
 * numbers before texts because a number that is cut is another one; then those that grow take the rest.
 */
export function chooseColumns<C extends Sized>(
  columns: readonly C[],
  width: number,
  measure: Measure<C> = () => null,
): Choice<C> {
  const kept = [...columns];
  while (kept.length > 1) {
    const last = kept.reduce((worst, column) => (column.priority >= worst.priority ? column : worst));
    const needs = last.priority >= SPARE ? roomOf : tightOf;
    if (last.priority === 0 || total(kept.map((column) => needs(column, measure))) <= width) break;
    kept.splice(kept.indexOf(last), 1);
  }
  return { columns: widen(kept, width, measure), dropped: columns.length - kept.length };
}

function widen<C extends Sized>(
  columns: readonly C[],
  width: number,
  measure: Measure<C>,
): readonly Placed<C>[] {
  const leasts = columns.map((column) => leastOf(column, measure));
  const ways = [roomOf, tightOf].map((needs) => columns.map((column) => needs(column, measure)));
  const starts = ways.find((one) => total(one) <= width) ?? leasts;
  const widths = new Map(columns.map((column, at) => [column.id, starts[at] ?? column.min]));
  let left = width - total(starts);
  for (const column of columns.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const least = widths.get(column.id) ?? column.min;
    const want = Math.min(column.want, measure(column) ?? column.want);
    const more = Math.max(0, Math.min(left, want - least));
    widths.set(column.id, least + more);
    left -= more;
  }
  const growing = columns.filter((column) => column.grows === true);
  for (const [index, column] of growing.entries()) {
    const share = Math.max(0, Math.floor(left / (growing.length - index)));
    widths.set(column.id, (widths.get(column.id) ?? 0) + share);
    left -= share;
  }
  return columns.map((column) => ({ column, width: widths.get(column.id) ?? column.min }));
}

/** What a column takes at least: no more than its cells do. One that grows keeps its least in any case. */
function leastOf<C extends Sized>(column: C, measure: Measure<C>): number {
  return column.grows === true ? column.min : Math.min(column.min, measure(column) ?? column.min);
}

function roomOf<C extends Sized>(column: C, measure: Measure<C>): number {
  const roomy = Math.min(column.roomy ?? column.min, measure(column) ?? Infinity);
  return Math.max(leastOf(column, measure), roomy);
}

function tightOf<C extends Sized>(column: C, measure: Measure<C>): number {
  return column.yields === true ? leastOf(column, measure) : roomOf(column, measure);
}

function rankOf({ align, priority }: Sized): number {
  return align === "right" ? -1 : priority;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1);
}
