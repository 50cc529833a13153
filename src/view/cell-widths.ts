import { textWidth } from "./cell.ts";
import type { ListColumn, ListContext } from "./list-columns.ts";
import type { Row } from "./rows.ts";

const measured = new WeakMap<readonly Row[], Map<string, number>>();

/**
 * How many terminal columns the widest cell of a column takes, its title included; null for a column whose
 * cells change with time. All rows count, listed or not, so that a filter moves no column. Measured once for the same
 * rows.
 */
export function cellWidth(rows: readonly Row[], column: ListColumn, context: ListContext): number | null {
  if (column.volatile === true) return null;
  const widths = measured.get(rows) ?? new Map<string, number>();
  measured.set(rows, widths);
  const known = widths.get(column.id);
  if (known !== undefined) return known;
  // Two for the arrow of the column that is sorted by: sorting moves no column.
  let width = textWidth(column.title) + 2;
  for (const row of rows) {
    if (width >= column.want) break;
    width = Math.max(width, textWidth(column.cell(row, context).text));
  }
  widths.set(column.id, width);
  return width;
}
