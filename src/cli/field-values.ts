import type { Item } from "../core/catalog.ts";
import type { ItemSet } from "../core/change.ts";
import { AppError } from "../core/errors.ts";
import { isRecord } from "../core/json-record.ts";
import { readLifetime, readLimit, type Read } from "../core/limit-words.ts";
import { excerpt, plainText } from "../core/plain-text.ts";
import { readJsonValue, readPairs, readTextPairs } from "../view/form-pairs.ts";
import type { FieldName } from "../view/field-names.ts";
import type { FieldWords } from "./change-intent.ts";

/**
 * What `--set` asks for, with every value read from its file already. A single label or metadata key is set on top of
 * those that `item` has. Throws USAGE naming every value that cannot be read.
 */
export function fieldValues(words: readonly FieldWords[], item: Item): ItemSet {
  const set: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const { field, key, value } of words) {
    const seen: Read<unknown> =
      key === null
        ? READERS[field](value)
        : withEntry(recordIn(set[field] ?? item[keyed(field)]), typedEntry(field, key, value));
    if (seen.ok) set[field] = seen.value;
    else problems.push(`--set ${field}: ${plainText(seen.problem)}.`);
  }
  if (problems.length === 0) return set;
  throw new AppError("USAGE", problems.join("\n"), { hint: 'See "portico edit --help".' });
}

const READERS: Readonly<Record<FieldName, (text: string) => Read<unknown>>> = {
  name: is,
  displayName: (text) => is(text === "" ? null : text),
  description: (text) => is(text === "" ? null : text),
  labels: readTextPairs,
  published: readBoolean,
  tags: (text) => is(listOf(text)),
  metadata: readPairs,
  apis: (text) => is(listOf(text)),
  rate: readLimit,
  quota: readLimit,
  keyLifetime: readLifetime,
};

function is<T>(value: T): Read<T> {
  return { ok: true, value };
}

/** The only fields that are set key by key. */
function keyed(field: FieldName): "labels" | "metadata" {
  return field === "labels" ? "labels" : "metadata";
}

type Entry = { readonly key: string; readonly read: Read<unknown> };

/** `metadata.KEY:=JSON` sets what is no text, as with `create --metadata`. */
function typedEntry(field: FieldName, key: string, value: string): Entry {
  return field === "metadata" && key.endsWith(":")
    ? { key: key.slice(0, -1), read: readJsonValue(value) }
    : { key, read: is(value) };
}

function withEntry(before: Readonly<Record<string, unknown>>, { key, read }: Entry): Read<unknown> {
  if (!read.ok) return read;
  const { [key]: _gone, ...rest } = before;
  return is(read.value === "" ? rest : { ...rest, [key]: read.value });
}

function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function listOf(text: string): readonly string[] {
  const words = text.split(",").map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ""))];
}

function readBoolean(text: string): Read<boolean> {
  const word = text.trim().toLowerCase();
  if (word === "true" || word === "yes") return is(true);
  if (word === "false" || word === "no") return is(false);
  return refused(text, "true or false");
}

function refused(text: string, wanted: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem: `"${excerpt(text)}" is not ${wanted}` };
}
