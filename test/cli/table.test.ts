import fc from "fast-check";
import stringWidth from "string-width";
import { expect, it } from "vitest";
import { tableLines, type Column } from "../../src/cli/table.ts";

type Row = { readonly name: string; readonly note: string; readonly count: number };

const COLUMNS: readonly Column<Row>[] = [
  { title: "NAME", text: (row) => row.name, min: 6, priority: 0 },
  { title: "COUNT", text: (row) => String(row.count), align: "right", priority: 1 },
  { title: "NOTE", text: (row) => row.note, min: 8, priority: 2, optional: true },
];

const ROWS: readonly Row[] = [
  { name: "支付 API", note: "wide", count: 7 },
  { name: "👩‍👩‍👧 family", note: "a note that is far too long for it", count: 1234 },
];

function draw(columns: number | null, rows: readonly Row[] = ROWS): readonly string[] {
  return [...tableLines(COLUMNS, rows, { columns, colour: false })];
}

it("is as wide as its content without a terminal", () => {
  expect(draw(null)).toEqual([
    "NAME       COUNT  NOTE",
    "支付 API       7  wide",
    "👩‍👩‍👧 family   1234  a note that is far too long for it",
  ]);
});

it("is as wide as its content on a terminal that does not tell its width", () => {
  expect(draw(0)).toEqual(draw(null));
});

it("shrinks the widest column first", () => {
  expect(draw(40)).toEqual([
    "NAME       COUNT  NOTE",
    "支付 API       7  wide",
    "👩‍👩‍👧 family   1234  a note that is far to…",
  ]);
});

it("drops the least important column when shrinking is not enough", () => {
  expect(draw(20)).toEqual(["NAME       COUNT", "支付 API       7", "👩‍👩‍👧 family   1234"]);
  expect(draw(8)).toEqual(["NAME", "支付 API", "👩‍👩‍👧 fami…"]);
});

it("leaves out an optional column that is empty", () => {
  expect(draw(null, [{ name: "A", note: "", count: 1 }])).toEqual(["NAME  COUNT", "A         1"]);
});

it("shows control characters instead of obeying them", () => {
  expect(draw(null, [{ name: "a\u001B[31m\nb", note: "", count: 1 }])[1]).toBe("a␛[31m␊b      1");
});

it("never draws a line wider than the terminal, with or without colour", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("支付", "👩‍👩‍👧", "e\u0301"),
  );
  const rows = fc.array(fc.record({ name: text, note: text, count: fc.nat() }), { maxLength: 5 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 60 }), fc.boolean(), (list, columns, colour) => {
      const lines = [...tableLines(COLUMNS, list, { columns, colour })];
      expect(lines).toHaveLength(list.length + 1);
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
    }),
  );
});
