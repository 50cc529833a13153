import { plainText } from "../core/plain-text.ts";
import { fit, textWidth } from "../view/cell.ts";

/** What a cell means; its words say the same, so that colour is never needed. */
export type Role = "ok" | "warn" | "error" | "dim" | "new";

/** A column over records of type R. */
export type Column<R> = {
  readonly title: string;
  readonly text: (record: R) => string;
  readonly role?: (record: R) => Role | null;
  readonly align?: "right";
  /** Terminal cells it keeps when the table must shrink; its full width when left out. */
  readonly min?: number;
  /** The highest drops out first when shrinking is not enough. */
  readonly priority: number;
  /** Left out when every cell is empty. */
  readonly optional?: boolean;
};

export type TableStyle = {
  /** Terminal cells per line; null is unlimited, and so is 0: a terminal that does not tell. */
  readonly columns: number | null;
  readonly colour: boolean;
};

type Cell = { readonly text: string; readonly role: Role | "title" | null };
type Laid = Pick<Column<never>, "align" | "priority"> & {
  readonly cells: readonly Cell[];
  readonly width: number;
  readonly least: number;
};

const GAP = "  ";
const SGR: Readonly<Record<Role | "title", string>> = {
  ok: "32",
  warn: "33",
  error: "31",
  dim: "2",
  new: "34",
  title: "1",
};

/**
 * The lines of a table, without newlines: a heading, then one per record. No line is wider than the terminal: columns
 * shrink to their minimum (a cut text ends with an ellipsis), then the least important drop out.
 */
export function* tableLines<R>(
  columns: readonly Column<R>[],
  records: readonly R[],
  style: TableStyle,
): Generator<string> {
  const natural = columns.flatMap((column) => laidColumn(column, records));
  const available = style.columns ?? 0;
  const laid = available > 0 ? fitted(natural, available) : natural;
  for (let row = 0; row <= records.length; row += 1) {
    yield laid
      .map((column, index) => cellText(column, { row, last: index === laid.length - 1, style }))
      .join(GAP)
      .trimEnd();
  }
}

function laidColumn<R>(column: Column<R>, records: readonly R[]): readonly Laid[] {
  const cells: Cell[] = [{ text: column.title, role: "title" }];
  for (const record of records) {
    cells.push({ text: plainText(column.text(record)), role: column.role?.(record) ?? null });
  }
  if (column.optional === true && cells.slice(1).every((cell) => cell.text === "")) return [];
  const width = cells.reduce((widest, cell) => Math.max(widest, textWidth(cell.text)), 0);
  const least = Math.min(width, column.min ?? width);
  const { priority } = column;
  return [{ cells, width, least, priority, ...(column.align === undefined ? {} : { align: column.align }) }];
}

function fitted(natural: readonly Laid[], available: number): readonly Laid[] {
  let laid = natural;
  while (laid.length > 1 && lineWidth(laid.map((column) => column.least)) > available) {
    laid = withoutLeast(laid);
  }
  const least = laid.map((column) => (laid.length === 1 ? 1 : column.least));
  const widths = laid.map((column, index) => Math.max(least[index] ?? 1, Math.min(column.width, available)));
  for (let excess = lineWidth(widths) - available; excess > 0; excess -= 1) shrinkWidest(widths, least);
  return laid.map((column, index) => ({ ...column, width: widths[index] ?? column.width }));
}

function withoutLeast(laid: readonly Laid[]): readonly Laid[] {
  const last = Math.max(...laid.map((column) => column.priority));
  return laid.toSpliced(
    laid.findLastIndex((column) => column.priority === last),
    1,
  );
}

/** One cell from the widest column that may shrink, so that short ones stay whole. */
function shrinkWidest(widths: number[], least: readonly number[]): void {
  let widest = -1;
  for (const [index, width] of widths.entries()) {
    if (width > (least[index] ?? 0) && width > (widths[widest] ?? 0)) widest = index;
  }
  const width = widths[widest];
  if (width !== undefined) widths[widest] = width - 1;
}

function lineWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
}

type CellPlace = { readonly row: number; readonly last: boolean; readonly style: TableStyle };

function cellText({ cells, width, align }: Laid, { row, last, style }: CellPlace): string {
  const { text, role } = cells[row] ?? { text: "", role: null };
  const padded =
    last && align === undefined && textWidth(text) <= width
      ? text
      : fit(text, width, { align: align ?? "left" });
  if (!style.colour || role === null || text === "") return padded;
  const shown = padded.trim();
  return padded.replace(shown, () => `\u001B[${SGR[role]}m${shown}\u001B[0m`);
}
