import { isMap, isNode, isScalar, isSeq, type Document, type Node, type Pair, type YAMLSeq } from "yaml";
import { endOfIndented, lineBreak, lineEnd, type Splice } from "./splice.ts";
import { flowLead } from "./yaml-mapping-edit.ts";
import { itemRemoval } from "./yaml-list-edit.ts";
import {
  colonEnd,
  columnOf,
  contentEnd,
  dashOf,
  isJson,
  isNothing,
  keepsLineEnds,
  keyStart,
  ownPair,
  pairEnd,
} from "./yaml-place.ts";
import { yamlValue, type YamlValue } from "./yaml-value.ts";

/** A Provider's keys in the order in which they are written. */
export type ProviderKeys = Readonly<Record<string, YamlValue>>;

/** The lines of a Provider in block style, without the dash. */
export function providerLines(keys: ProviderKeys): readonly string[] {
  return Object.entries(keys).map(([key, value]) => `${key}: ${yamlValue(value)}`);
}

/** What adds a Provider at the end of the list under `providers`. Null where that list is not written in the file. */
export function providerAddition(
  { contents }: Document.Parsed,
  text: string,
  keys: ProviderKeys,
): readonly Splice[] | null {
  if (contents === null || isNull(contents)) return atTheEnd(text, keys);
  if (!isMap(contents)) return null;
  const pair = ownPair(contents, "providers");
  if (pair === null) return contents.flow === true ? null : newList({ text, last: contents }, keys);
  const list = pair.value;
  if (isSeq(list) && list.items.length > 0) return behindLast(text, list, keys);
  return isEmptyList(list) && contents.flow !== true ? firstItem(text, pair, keys) : null;
}

function isEmptyList(list: unknown): boolean {
  return !isNode(list) || isSeq(list) || isNull(list);
}

function isNull(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}

/** What takes a Provider out of the list: nothing beside it. */
export function providerRemoval(
  { contents }: Document.Parsed,
  text: string,
  index: number,
): readonly Splice[] | null {
  const list = isMap(contents) ? ownPair(contents, "providers")?.value : null;
  const splice = isSeq(list) ? itemRemoval(text, list, index) : null;
  return splice === null ? null : [splice];
}

const INDENT = "  ";

function itemText(keys: ProviderKeys, { indent, gap, newline }: ItemLook): string {
  const inner = `${newline}${indent} ${gap}`;
  return `${indent}-${gap}${providerLines(keys).join(inner)}`;
}

/** `gap` is what stands between the dash and the first key. */
type ItemLook = { readonly indent: string; readonly gap: string; readonly newline: string };

/** Written as the last one is: its indentation, and a blank line before it where the others have one. */
function behindLast(text: string, list: YAMLSeq, keys: ProviderKeys): readonly Splice[] | null {
  const index = list.items.length - 1;
  const last = list.items[index];
  if (!isNode(last) || last.range == null) return null;
  const [start, , end] = last.range;
  const dash = dashOf(list, index);
  if (dash === null) return behindLastInFlow(text, last, keys);
  const column = columnOf(text, dash);
  const between = text.slice(dash + 1, start);
  const newline = lineBreak(text, start);
  const gap = /^ +$/u.test(between) ? between : " ";
  const item = itemText(keys, { indent: " ".repeat(column), gap, newline });
  if (keepsLineEnds(last, text)) return [{ from: end, to: end, text: `${item}${newline}` }];
  const at = lineEnd(text, endOfIndented(text, contentEnd(last, text), column));
  return [{ from: at, to: at, text: `${newline}${isSpaced(text, list) ? newline : ""}${item}` }];
}

function behindLastInFlow(text: string, last: Node, keys: ProviderKeys): readonly Splice[] {
  const end = contentEnd(last, text);
  const written = yamlValue(keys, isJson(last) ? { style: "json" } : { inFlow: true });
  return [{ from: end, to: end, text: `${flowLead(text, last.range?.[0] ?? end)}${written}` }];
}

/** Whether the items of a list stand apart by a blank line, the comments above the last one aside. */
function isSpaced(text: string, list: YAMLSeq): boolean {
  const last = dashOf(list, list.items.length - 1);
  if (last === null || list.items.length < 2) return false;
  const above = text.slice(0, last).split("\n").slice(0, -1).toReversed();
  return above.find((one) => !one.trim().startsWith("#"))?.trim() === "";
}

function firstItem(text: string, pair: Pair, keys: ProviderKeys): readonly Splice[] | null {
  const start = keyStart(pair);
  const colon = colonEnd(pair);
  if (start === null || colon === null) return null;
  const { value } = pair;
  const written = isNode(value) && !isNothing(value) ? value : null;
  const end = written === null ? colon : contentEnd(written, text);
  // What stands between the brackets of an empty list can only be a comment.
  if (text.slice(colon, end).includes("#")) return null;
  const at = lineEnd(text, end);
  const newline = lineBreak(text, at);
  const indent = " ".repeat(columnOf(text, start)) + INDENT;
  const item = { from: at, to: at, text: `${newline}${itemText(keys, { indent, gap: " ", newline })}` };
  return written !== null ? [{ from: colon, to: end, text: "" }, item] : [item];
}

function newList(
  { text, last }: { readonly text: string; readonly last: Node },
  keys: ProviderKeys,
): readonly Splice[] | null {
  if (!isMap(last)) return null;
  const pair = last.items.at(-1);
  const end = pair === undefined ? null : pairEnd(pair, text);
  if (end === null || keepsLineEnds(last, text)) return null;
  const at = lineEnd(text, end);
  const newline = lineBreak(text, at);
  const item = itemText(keys, { indent: INDENT, gap: " ", newline });
  return [{ from: at, to: at, text: `${newline}providers:${newline}${item}` }];
}

/** In a file of comments only: behind them, before the sign that ends the document. */
function atTheEnd(text: string, keys: ProviderKeys): readonly Splice[] {
  const newline = lineBreak(text, text.length);
  const end = /^\.\.\.(?=\s|$)/mu.exec(text)?.index ?? text.length;
  const isEnded = end === 0 || text[end - 1] === "\n";
  const item = itemText(keys, { indent: INDENT, gap: " ", newline });
  return [{ from: end, to: end, text: `${isEnded ? "" : newline}providers:${newline}${item}${newline}` }];
}
