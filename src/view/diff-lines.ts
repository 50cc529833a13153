import type { DiffRow, FieldDifference } from "../core/diff.ts";
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

/** A row in full: field by field, the values of either side beside each other on as many lines as they take. */
export function diffDetail(row: DiffRow, drawing: DiffDrawing): readonly Line[] {
  const title = line(span(`${row.kind} ${row.name}`, "title"));
  if (row.side !== "both") {
    const [here, there] = row.side === "a" ? [drawing.a, drawing.b] : [drawing.b, drawing.a];
    return [
      title,
      ...wrapText(`Only ${here} has it; ${there} has not.`, drawing.width).map((text) => line(text)),
    ];
  }
  return [title, headLine(drawing), ...row.differences.flatMap((one) => fieldLines(one, drawing))];
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
  const [left = [], right = []] = [difference.a, difference.b].map((value) =>
    entriesOf(value).flatMap((entry) => wrapText(valueText(difference, entry, glyphs.none), room)),
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
