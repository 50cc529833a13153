import { stringify } from "yaml";
import { batchesOf } from "./json-text.ts";

/** Plain for YAML 1.1 readers too: `no` and `on` stay text; repeated values are written out, never as aliases. */
const STYLE = { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" } as const;

/** One value as a YAML document. */
export function yamlText(value: object): string {
  return stringify(value, STYLE);
}

/** The same for data with numbers that JavaScript cannot hold: integers keep their digits, other numbers become text. */
export function exactYamlText(value: object): string {
  return stringify(value, (_, member: unknown) => exactMember(member), STYLE);
}

function exactMember(member: unknown): unknown {
  if (!JSON.isRawJSON(member)) return member;
  const digits = JSON.stringify(member);
  return INTEGER.test(digits) ? BigInt(digits) : digits;
}

const INTEGER = /^-?\d+$/u;

/** The pieces of a YAML list; each item starts with its `kind`. */
export function* yamlListPieces(kind: string, list: readonly object[]): Generator<string> {
  if (list.length === 0) yield "[]\n";
  for (const batch of batchesOf(list)) yield yamlText(batch.map((item) => ({ kind, ...item })));
}
