import { roundedNumber } from "../core/exact-json.ts";
import { isRecord, type JsonRecord } from "../core/json-record.ts";
import type { Read } from "../core/limit-words.ts";
import { excerpt } from "../core/plain-text.ts";

/** What can stand in a pair as it is: no comma, no quote, no bracket at the start, nothing at the ends to trim. */
const PLAIN_VALUE = /^(?![\s"{[])[^,\p{Cc}]*(?<!\s)$/u;
const PLAIN_KEY = /^(?![\s"{[])[^,=\p{Cc}]+(?<!\s)$/u;
const EXAMPLE = "write key=value, key=value, or a JSON object";

/**
 * Keys and values as one line of text: `team=pay, tier=gold`; what cannot be said so (values that are no texts, commas)
 * is a JSON object.
 */
export function pairsWords(record: JsonRecord): string {
  const entries = Object.entries(record);
  const isPlain = entries.every(
    ([key, value]) => PLAIN_KEY.test(key) && typeof value === "string" && PLAIN_VALUE.test(value),
  );
  return isPlain
    ? entries.map(([key, value]) => `${key}=${String(value)}`).join(", ")
    : JSON.stringify(record);
}

/** The keys and values of a text as `pairsWords` writes them. */
export function readPairs(text: string): Read<JsonRecord> {
  const trimmed = text.trim();
  if (trimmed === "") return { ok: true, value: {} };
  if (trimmed.startsWith("{")) return readJson(trimmed);
  const pairs: (readonly [string, string])[] = [];
  for (const part of trimmed.split(",")) {
    const at = part.indexOf("=");
    const key = part.slice(0, Math.max(0, at)).trim();
    if (key === "") return { ok: false, problem: `"${part.trim()}" is no key=value: ${EXAMPLE}` };
    if (pairs.some(([known]) => known === key)) return { ok: false, problem: `"${key}" is there twice` };
    pairs.push([key, part.slice(at + 1).trim()]);
  }
  return { ok: true, value: Object.fromEntries(pairs) };
}

/** As `readPairs`, where every value has to be a text. */
export function readTextPairs(text: string): Read<Readonly<Record<string, string>>> {
  const read = readPairs(text);
  if (!read.ok) return read;
  const entries = Object.entries(read.value);
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const other = entries.find(([, value]) => typeof value !== "string");
  if (other !== undefined) return { ok: false, problem: `the value of "${other[0]}" is not a text` };
  return { ok: true, value: Object.fromEntries(texts) };
}

/** What to say of a number that would not stay the one that was typed. */
export function roundedProblem(written: string): string {
  return `${excerpt(written)} is a number that would be rounded; write it as a text, in quotes`;
}

/** A JSON value as it is typed; one with a number that cannot be kept is refused. */
export function readJsonValue(text: string): Read<unknown> {
  try {
    const value: unknown = JSON.parse(text);
    const lost = roundedNumber(text);
    return lost === null ? { ok: true, value } : { ok: false, problem: roundedProblem(lost) };
  } catch {
    return { ok: false, problem: `"${excerpt(text)}" is not JSON` };
  }
}

function readJson(text: string): Read<JsonRecord> {
  const read = readJsonValue(text);
  if (!read.ok) return { ok: false, problem: `${read.problem}: ${EXAMPLE}` };
  const { value } = read;
  return isRecord(value) ? { ok: true, value } : { ok: false, problem: `not an object: ${EXAMPLE}` };
}
