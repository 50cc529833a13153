import { isRecord, type JsonRecord } from "./json-record.ts";

/** True when two JSON values are equal: same keys in any order, arrays in the same order. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a)) return Array.isArray(b) && sameList(a, b);
  return isRecord(a) && isRecord(b) && sameRecord(a, b);
}

function sameRecord(a: JsonRecord, b: JsonRecord): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) if (!Object.hasOwn(b, key) || !sameValue(a[key], b[key])) return false;
  return true;
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (const [index, value] of a.entries()) if (!sameValue(value, b[index])) return false;
  return true;
}
