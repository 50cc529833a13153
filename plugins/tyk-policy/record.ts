import { parseExact } from "../../src/plugin/index.ts";

/** A JSON object of unknown shape: every member is looked at before it is believed. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value when it is an object, otherwise an empty one: `null` and absence mean the same in old records. */
export function recordOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}

/** The value when it is a list, otherwise an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The non-empty texts of a list; empty for null or absence. */
export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((item): item is string => typeof item === "string" && item !== "");
}

/** The first of the values that is a non-empty text, or an empty one. */
export function textOf(...values: readonly unknown[]): string {
  return values.find((value): value is string => typeof value === "string" && value !== "") ?? "";
}

/** The number above zero, or null: −1 and 0 both say "none" or "unlimited" on this wire. */
export function positiveOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number > 0 ? number : null;
}

/** The object that was kept as text, its numbers exact; null for a text that is none. */
export function keptRecord(text: string): JsonRecord | null {
  try {
    const value = parseExact(text);
    return isRecord(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
