import { createHash } from "node:crypto";
import { excerpt } from "../../src/plugin/index.ts";
import { isRecord, type JsonRecord } from "./record.ts";

const MOST_DIFFERENCES = 6;
const VALUE_LENGTH = 80;

/** Members of the wire that Portico has a word for. */
const WORDS: Readonly<Record<string, string>> = {
  access_rights: "apis",
  meta_data: "metadata",
  key_expires_in: "keyLifetime",
  quota_max: "quota",
  quota_renewal_rate: "quota period",
  per: "rate period",
};

/** A digest of JSON data that does not depend on the order of members; numbers kept as text count with their digits. */
export function digestOf(value: unknown): string {
  return createHash("sha256").update(canonicalText(value)).digest("hex");
}

/** What differs between two records, for a message: `name: "A" → "B"; access_rights.x.limit: null → {…}`. */
export function differenceText(before: JsonRecord, now: JsonRecord): string {
  const found = differences(before, now, []);
  const shown = found.slice(0, MOST_DIFFERENCES).map(({ path, was, is }) => {
    return `${pathText(path)}: ${valueText(was)} → ${valueText(is)}`;
  });
  const rest = found.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
}

type Path = readonly string[];
type Difference = { readonly path: Path; readonly was: unknown; readonly is: unknown };

function differences(was: unknown, is: unknown, path: Path): readonly Difference[] {
  if (canonicalText(was) === canonicalText(is)) return [];
  if (!isPlain(was) || !isPlain(is)) return [{ path, was, is }];
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...keys].flatMap((key) => differences(was[key], is[key], [...path, key]));
}

function pathText([first = "", ...rest]: Path): string {
  return [WORDS[first] ?? first, ...rest].join(".");
}

function valueText(value: unknown): string {
  return value === undefined ? "nothing" : excerpt(JSON.stringify(value), VALUE_LENGTH);
}

function canonicalText(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? "";
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isPlain(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

/** A number kept as its text is an object for JavaScript, not here. */
function isPlain(value: unknown): value is JsonRecord {
  return isRecord(value) && !JSON.isRawJSON(value);
}
