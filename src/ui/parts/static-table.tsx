import { Table, type CellProps } from "ink-table";
import { Text } from "ink";
import { createContext, useContext, type PropsWithChildren, type ReactNode } from "react";
import { clip, fit, textWidth } from "../../view/cell.ts";
import type { DetailTable } from "../../view/detail.ts";
import { styled } from "../theme.ts";
import type { Look } from "./framed.ts";

export type StaticTableProps = { readonly table: DetailTable; readonly width: number; readonly look: Look };

const LookContext = createContext<Look | null>(null);

/** A blank on either side of a cell, as the table pads them. */
const PADDING = 2;
const LEAST = 4;

/** A small table that fits into `width` columns: the widest columns give way, their cells end in an ellipsis. */
export function StaticTable({ table, width, look }: StaticTableProps) {
  const widths = fitted(table, width);
  const titles = table.columns.map((column, index) =>
    clip(column.title, widths[index] ?? 0, look.glyphs.ellipsis),
  );
  const data = table.rows.map((row) =>
    Object.fromEntries(
      table.columns.map((column, index) => {
        const text = clip(row[column.id] ?? "", widths[index] ?? 0, look.glyphs.ellipsis);
        return [titles[index] ?? "", asLongAsWide(text)];
      }),
    ),
  );
  return (
    <LookContext value={look}>
      <Table data={data} columns={titles} cell={BodyCell} header={HeadCell} skeleton={Skeleton} />
    </LookContext>
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
function padded(children: ReactNode): string {
  const text = textOf(children);
  return fit(text.trimEnd(), text.length);
}

function BodyCell({ children }: CellProps) {
  return <Text>{padded(children)}</Text>;
}

function HeadCell({ children }: PropsWithChildren) {
  const look = useContext(LookContext);
  return <Text>{styled(padded(children), look?.theme.title ?? null)}</Text>;
}

function Skeleton({ children }: PropsWithChildren) {
  const look = useContext(LookContext);
  const text = textOf(children);
  const rule =
    look?.glyphs.border.horizontal === "-"
      ? text
          .replace(/[┌┐└┘├┤┬┴┼]/gu, "+")
          .replaceAll("─", "-")
          .replaceAll("│", "|")
      : text;
  return <Text>{styled(rule, look?.theme.dim ?? null)}</Text>;
}

function textOf(children: ReactNode): string {
  return typeof children === "string" ? children : "";
}
