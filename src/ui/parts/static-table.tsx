import { Text, renderToString } from "ink";
import { Table, type CellProps } from "ink-table";
import type { PropsWithChildren, ReactNode } from "react";
import { clip, fit, textWidth } from "../../view/cell.ts";
import type { DetailTable } from "../../view/detail.ts";
import type { Glyphs } from "../../view/glyphs.ts";
import { line, span, type Line } from "../../view/line.ts";

/** A blank on either side of a cell, as the table pads them. */
const PADDING = 2;
const LEAST = 4;

/**
 * Draws a small table as lines of at most `width` columns: the widest columns give way, their cells end in an ellipsis.
 * Not to be called while Ink renders: it cannot draw one thing inside another.
 */
export function staticTable(table: DetailTable, width: number, glyphs: Glyphs): readonly Line[] {
  const widths = fitted(table, width);
  const titles = table.columns.map((column, index) =>
    clip(column.title, widths[index] ?? 0, glyphs.ellipsis),
  );
  const data = table.rows.map((row) =>
    Object.fromEntries(
      table.columns.map((column, index) => {
        const text = clip(row[column.id] ?? "", widths[index] ?? 0, glyphs.ellipsis);
        return [titles[index] ?? "", asLongAsWide(text)];
      }),
    ),
  );
  const element = (
    <Table data={data} columns={titles} cell={PlainCell} header={PlainCell} skeleton={PlainCell} />
  );
  const rows = renderToString(element, { columns: Math.max(width, 20) }).split("\n");
  return rows.map((text, index) => roled(glyphs.border.horizontal === "-" ? ascii(text) : text, index));
}

/** Rules are dim, the second row holds the titles, the bars between cells are dim. */
function roled(text: string, index: number): Line {
  if (index % 2 === 0) return line(span(text, "dim"));
  const parts = text.split(/([│|])/u);
  return line(
    ...parts.map((part) => span(part, /^[│|]$/u.test(part) ? "dim" : index === 1 ? "title" : null)),
  );
}

/** Column widths for their content, the widest made narrower until the table fits. */
function fitted(table: DetailTable, width: number): readonly number[] {
  const widths = table.columns.map(({ id, title }) =>
    Math.max(textWidth(title), ...table.rows.map((row) => textWidth(row[id] ?? ""))),
  );
  const rules = table.columns.length + 1;
  const total = (): number => widths.reduce((sum, column) => sum + column + PADDING, rules);
  while (total() > width) {
    const widest = Math.max(...widths);
    if (widest <= LEAST) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** The table counts UTF-16 units: a text that is wider than long is made as long as it is wide. */
function asLongAsWide(text: string): string {
  return text + " ".repeat(Math.max(0, textWidth(text) - text.length));
}

/** What the table padded by length, padded by display width. */
function PlainCell({ children }: CellProps | PropsWithChildren) {
  const text = textOf(children);
  return <Text>{/^[┌┐└┘├┤┬┴┼─│]+$/u.test(text) ? text : fit(text.trimEnd(), text.length)}</Text>;
}

function ascii(text: string): string {
  return text
    .replace(/[┌┐└┘├┤┬┴┼]/gu, "+")
    .replaceAll("─", "-")
    .replaceAll("│", "|");
}

function textOf(children: ReactNode): string {
  return typeof children === "string" ? children : "";
}
