import { batchesOf } from "./json-text.ts";

/** Quoted: separators, quotes, line breaks, outer blanks, and text with an apostrophe before it. */
const NEEDS_QUOTES = /[",\r\n]|^[\s']|\s$/u;

/** What a spreadsheet takes for a formula, quoted or not; the wide forms are the same to some. */
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u;

/**
 * The pieces of a CSV file (RFC 4180: comma, CR LF, doubled quotes) with a header line. Columns are dotted paths into
 * the records; null and absent values are empty, lists are JSON. Text that a spreadsheet would run as a formula has
 * an apostrophe before it, as one types it there; all else is written as it is.
 */
export function* csvPieces(columns: readonly string[], records: readonly object[]): Generator<string> {
  const paths = columns.map((column) => column.split("."));
  yield line(columns);
  for (const batch of batchesOf(records)) {
    yield batch.map((record) => line(paths.map((path) => csvValue(valueAt(record, path))))).join("");
  }
}

function line(values: readonly string[]): string {
  return `${values.map(quoted).join(",")}\r\n`;
}

function quoted(value: string): string {
  return NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function csvValue(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return JSON.stringify(value);
  return FORMULA.test(value) ? `'${value}` : value;
}

function valueAt(record: unknown, path: readonly string[]): unknown {
  let value: unknown = record;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
    value = Reflect.get(value, key);
  }
  return value;
}
