import type { DiffRow, FieldDifference } from "../core/diff.ts";
import { plainLines } from "../core/plain-text.ts";
import { fit } from "./cell.ts";
import { sideText, valueText } from "./compared.ts";
import type { Glyphs } from "./glyphs.ts";
import { line, span, wrapText, type Line, type Span } from "./line.ts";

export type DiffDrawing = {
  readonly glyphs: Glyphs;
  readonly width: number;
  /** What the two sides are called. */
  readonly a: string;
  readonly b: string;
};

const KIND_WIDTH = 8;
const FIELD_WIDTH = 13;

/** The columns of the list: kind, name, and what either side has. */
function widths(width: number): { readonly name: number; readonly side: number } {
  const room = width - KIND_WIDTH - 2;
  const name = Math.max(12, Math.floor(room * 0.3));
  return { name, side: Math.max(1, Math.floor((room - name) / 2)) };
}

/** The heads of the list. */
export function diffHead({ width, glyphs: { ellipsis }, a, b }: DiffDrawing): Line {
  const { name, side } = widths(width);
  const cells = [
    fit("KIND", KIND_WIDTH),
    fit("NAME", name),
    fit(a, side, { ellipsis }),
    fit(b, side, { ellipsis }),
  ];
  return line(span(cells.join(" "), "title"));
}

/** One row of the list, the sides beside each other. */
export function diffSpans(row: DiffRow, { width, glyphs: { ellipsis, none } }: DiffDrawing): readonly Span[] {
  const { name, side } = widths(width);
  const cell = (which: "a" | "b"): Span => {
    const isMissing = row.side !== "both" && row.side !== which;
    return span(fit(sideText(row, which, none), side, { ellipsis }), isMissing ? "warn" : null);
  };
  const head = `${fit(row.kind, KIND_WIDTH)} ${fit(row.name, name, { ellipsis })} `;
  return [span(head), cell("a"), span(" "), cell("b")];
}

/** A row that is listed no more because the difference is gone, while the cursor is still on it. */
export function goneSpans(row: DiffRow, { width, glyphs: { ellipsis } }: DiffDrawing): readonly Span[] {
  const { name } = widths(width);
  return [span(`${fit(row.kind, KIND_WIDTH)} ${fit(row.name, name, { ellipsis })} ${NO_MORE}`)];
}

const NO_MORE = "no difference any more";

export function goneDetail({ kind, name }: DiffRow): readonly Line[] {
  return [line(span(`${kind} ${name}`, "title")), line("There is no difference any more.")];
}

/**
 * A row in full: field by field, the values of either side beside each other on as many lines as they take. Of what one
 * side alone has, `fields` are told.
 */
export function diffDetail(
  row: DiffRow,
  fields: readonly ToldField[],
  drawing: DiffDrawing,
): readonly Line[] {
  const title = line(span(`${row.kind} ${row.name}`, "title"));
  if (row.side !== "both") return [title, ...onlyLines(row.side, fields, drawing)];
  return [title, headLine(drawing), ...row.differences.flatMap((one) => fieldLines(one, drawing))];
}

/** A field of what one side alone has. */
export type ToldField = { readonly field: string; readonly value: unknown };

function onlyLines(
  side: "a" | "b",
  fields: readonly ToldField[],
  { width, a, b, glyphs }: DiffDrawing,
): readonly Line[] {
  const [here, there] = side === "a" ? [a, b] : [b, a];
  const told = fields.flatMap(({ field, value }) => {
    const texts = wrapText(valueText({ field }, value, glyphs.none), width - FIELD_WIDTH - 1);
    return texts.map((text, at) => line(span(fit(at === 0 ? field : "", FIELD_WIDTH), "title"), ` ${text}`));
  });
  return [...wrapText(`Only ${here} has it; ${there} has not.`, width).map((text) => line(text)), ...told];
}

function valueWidth(width: number): number {
  return Math.max(8, Math.floor((width - FIELD_WIDTH - 2) / 2));
}

function headLine({ width, a, b, glyphs: { ellipsis } }: DiffDrawing): Line {
  const room = valueWidth(width);
  const cells = [fit("", FIELD_WIDTH), fit(a, room, { ellipsis }), fit(b, room, { ellipsis })];
  return line(span(cells.join(" "), "dim"));
}

function fieldLines(difference: FieldDifference, { width, glyphs }: DiffDrawing): readonly Line[] {
  const room = valueWidth(width);
  const texts = (value: unknown): readonly string[] => {
    if (typeof value === "string" && value.includes("\n")) return plainLines(value);
    return entriesOf(value).map((entry) => valueText(difference, entry, glyphs.none));
  };
  const [left = [], right = []] = [difference.a, difference.b].map((value) =>
    texts(value).flatMap((text) => wrapText(text, room)),
  );
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => {
    const field = span(fit(at === 0 ? difference.field : "", FIELD_WIDTH), "title");
    return line(field, ` ${fit(left[at] ?? "", room)} ${right[at] ?? ""}`);
  });
}

/** A list has an entry to a line; anything else is one. */
function entriesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 ? value.map((entry) => [entry]) : [value];
}
