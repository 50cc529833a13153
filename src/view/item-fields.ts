import { isRecord } from "../core/json-record.ts";
import { readLifetime, readLimit, type Read } from "../core/limit-words.ts";
import { limitSchema, periodSchema } from "../core/period.ts";
import { excerpt } from "../core/plain-text.ts";
import type { FieldName } from "./field-names.ts";

/** A value as a document holds it; what cannot be understood says what can. */
export function readItemField(field: FieldName, value: unknown): Read<unknown> {
  return READERS[field](value);
}

const READERS: Readonly<Record<FieldName, (value: unknown) => Read<unknown>>> = {
  name: readText,
  displayName: (value) => (value === null ? is(null) : readText(value)),
  description: (value) => (value === null ? is(null) : readText(value)),
  labels: readLabels,
  published: (value) => (typeof value === "boolean" ? is(value) : refused(value, "true or false")),
  tags: (value) => readList(value, (tag) => (typeof tag === "string" ? tag : null)),
  metadata: (value) => (isRecord(value) ? is(value) : refused(value, "a mapping")),
  apis: (value) => readList(value, apiId),
  rate: (value) => readSpan(value, readLimit, limitSchema),
  quota: (value) => readSpan(value, readLimit, limitSchema),
  keyLifetime: (value) => readSpan(value, readLifetime, periodSchema),
};

function is<T>(value: T): Read<T> {
  return { ok: true, value };
}

function refused(value: unknown, wanted: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem: `${shown(value)} is not ${wanted}` };
}

function shown(value: unknown): string {
  return excerpt(JSON.stringify(value) ?? String(value));
}

function readText(value: unknown): Read<string> {
  return typeof value === "string" ? is(value) : refused(value, "a text; put it in quotes");
}

function readLabels(value: unknown): Read<unknown> {
  if (!isRecord(value)) return refused(value, "a mapping of texts");
  const other = Object.values(value).find((text) => typeof text !== "string");
  return other === undefined ? is(value) : refused(other, "a text; put it in quotes");
}

function readList(value: unknown, entry: (value: unknown) => string | null): Read<readonly string[]> {
  if (!Array.isArray(value)) return refused(value, "a list");
  const texts: string[] = [];
  for (const each of value) {
    const text = entry(each);
    if (text === null) return refused(each, "a text");
    texts.push(text);
  }
  return is(texts);
}

function apiId(value: unknown): string | null {
  const id: unknown = isRecord(value) ? value["id"] : value;
  return typeof id === "string" ? id : null;
}

/** A limit or period in words, as `get` prints it, or null for none. */
function readSpan(
  value: unknown,
  words: (text: string) => Read<unknown>,
  schema: typeof limitSchema | typeof periodSchema,
): Read<unknown> {
  if (value === null) return is(null);
  if (typeof value === "string") return words(value);
  const seen = schema.safeParse(value);
  const example = schema === limitSchema ? "a limit such as 500/1m" : "a period such as 90d";
  return seen.success ? is(seen.data) : refused(value, example);
}
