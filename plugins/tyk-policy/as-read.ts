import { rounded, sameValue } from "../../src/plugin/index.ts";
import { isRecord, listOf, recordOf } from "./record.ts";

/** How a text of the Provider looks to operators: neutralised, and without the secret. */
export type Shown = (text: string) => string;

/** JSON data with its texts, member names included, as operators see them; numbers kept as text stay so. */
export function shownData(value: unknown, shown: Shown): unknown {
  if (typeof value === "string") return shown(value);
  if (Array.isArray(value)) return value.map((item) => shownData(item, shown));
  if (!isRecord(value) || JSON.isRawJSON(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [shown(key), shownData(item, shown)]));
}

/**
 * The value that an operator has set, with everything in it that looks like what was read replaced by just that: line
 * breaks, invisible characters and the last digits of numbers are kept, which those who edit never get to see.
 */
export function asRead(value: unknown, old: unknown, shown: Shown): unknown {
  if (looksLike(value, old, shown)) return old;
  if (Array.isArray(value)) return value.map((item, index) => itemAsRead(item, { index, old, shown }));
  if (!isRecord(value) || JSON.isRawJSON(value)) return value;
  const members = recordOf(old);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = nameAsRead(key, members, shown);
      return [name, asRead(item, memberOf(members, name), shown)];
    }),
  );
}

/** Not what every object inherits: a new member may be called `constructor` or `__proto__`. */
function memberOf(members: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function looksLike(value: unknown, old: unknown, shown: Shown): boolean {
  return old !== undefined && sameValue(value, shownData(rounded(old), shown));
}

type Item = { readonly index: number; readonly old: unknown; readonly shown: Shown };

/** One that looks like another of the list has only changed its place. */
function itemAsRead(value: unknown, { index, old, shown }: Item): unknown {
  const items = listOf(old);
  const own = items[index];
  if (looksLike(value, own, shown)) return own;
  const moved = items.find((item) => looksLike(value, item, shown));
  return moved === undefined ? asRead(value, own, shown) : moved;
}

function nameAsRead(key: string, members: Readonly<Record<string, unknown>>, shown: Shown): string {
  if (Object.hasOwn(members, key)) return key;
  return Object.keys(members).find((name) => shown(name) === key) ?? key;
}
