import type { Align } from "./cell.ts";
import type { Glyphs } from "./glyphs.ts";
import type { Role } from "./line.ts";

/** What one cell says; the role is for what the text already tells. */
export type Cell = { readonly text: string; readonly role?: Role };

/** What cells depend on beside their row. `now` in milliseconds since the epoch; only its minute shows. */
export type CellContext<Owner> = {
  readonly now: number;
  readonly glyphs: Glyphs;
  /** The owner of a row by its name: the Provider it comes from. */
  readonly owner: (name: string) => Owner | undefined;
};

/**
 * A column of a list. Widths in terminal columns: at least `min`, at best `want`; one that grows takes what is left.
 * The highest `priority` is dropped first; priority 0 never.
 */
export type Column<Row, Owner> = {
  readonly id: string;
  readonly title: string;
  readonly min: number;
  /** What it should have before columns that matter less get anything. */
  readonly roomy?: number;
  readonly want: number;
  readonly grows?: true;
  readonly priority: number;
  readonly align?: Align;
  readonly cell: (row: Row, context: CellContext<Owner>) => Cell;
  /** What rows are sorted by; strings in code unit order, numbers ascending. */
  readonly sortKey: (row: Row, context: CellContext<Owner>) => string | number;
  /** The cell is where to look for how its row stands; it tells of a row that has vanished, too. */
  readonly tellsState?: true;
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
};

export type Placed<C> = { readonly column: C; readonly width: number };

export type Choice<C> = {
  readonly columns: readonly Placed<C>[];
  /** How many columns have no room. */
  readonly dropped: number;
};

/** Blank columns between two columns. */
export const GAP = 1;

/**
 * The columns that fit into `width`, in their order, with their widths: all at their least first (with
 * room enough, where they have that), those of the highest priority number dropped until they fit; then each up to what
 * it wants, then those that grow take the rest.
 */
export function chooseColumns<C extends Sized>(columns: readonly C[], width: number): Choice<C> {
  const kept = [...columns];
  while (kept.length > 1 && total(kept.map((column) => column.roomy ?? column.min)) > width) {
    const last = kept.reduce((worst, column) => (column.priority >= worst.priority ? column : worst));
    if (last.priority === 0) break;
    kept.splice(kept.indexOf(last), 1);
  }
  return { columns: widen(kept, width), dropped: columns.length - kept.length };
}

function widen<C extends Sized>(columns: readonly C[], width: number): readonly Placed<C>[] {
  const widths = new Map(columns.map((column) => [column.id, column.min]));
  let left = width - total([...widths.values()]);
  for (const column of columns.toSorted((a, b) => a.priority - b.priority)) {
    const more = Math.max(0, Math.min(left, column.want - column.min));
    widths.set(column.id, column.min + more);
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

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1);
}
