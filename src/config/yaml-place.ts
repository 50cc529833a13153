import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { KeyPath } from "./key-path.ts";
import { lineStart } from "./splice.ts";

/** The nodes of a text that is about to be edited, with the tokens that they were read from. */
export function editableDocument(text: string): Document.Parsed {
  return parseDocument(text, {
    keepSourceTokens: true,
    merge: true,
    stringKeys: true,
    prettyErrors: false,
    resolveKnownTags: false,
    uniqueKeys: false,
  });
}

/** The node that is written at a path itself; null where there is none, or only by way of an alias or a merge key. */
export function nodeAt(root: unknown, path: KeyPath): Node | null {
  let node = root;
  for (const part of path) {
    if (isSeq(node) && typeof part === "number") node = node.items[part];
    else if (isMap(node)) node = ownPair(node, String(part))?.value;
    else return null;
  }
  return isNode(node) ? node : null;
}

/** The pair of a key that stands in the mapping itself. */
export function ownPair(map: YAMLMap, key: string): Pair | null {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key) ?? null;
}

export function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : "";
}

/** Where the key of a pair begins, its anchor included. */
export function keyStart(pair: Pair): number | null {
  return isNode(pair.key) ? (pair.key.range?.[0] ?? null) : null;
}

/** Where what a node holds ends: before the blanks, comments and line ends behind it. */
export function contentEnd(node: Node, text: string): number {
  const [start = 0, end = 0] = node.range ?? [];
  if (isCollection(node) && node.flow !== true) return lastEnd(node, text) ?? start;
  if (isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED")) {
    return start + text.slice(start, end).trimEnd().length;
  }
  return end;
}

/** Where a pair ends: with its value, or, without one, behind its colon. */
export function pairEnd(pair: Pair, text: string): number | null {
  if (isNode(pair.value) && !isNothing(pair.value)) return contentEnd(pair.value, text);
  return colonEnd(pair);
}

/** Behind the colon of a pair; null when it has none. */
export function colonEnd(pair: Pair): number | null {
  const colon = separatorsOf(pair).find(({ type }) => type === "map-value-ind");
  return colon === undefined ? null : colon.offset + 1;
}

/** A value that is left out: `key:`. Null, written as `~` or `null`, is something. */
export function isNothing(node: Node): boolean {
  return (
    isScalar(node) &&
    node.value === null &&
    (node.range === null || node.range === undefined || node.range[0] === node.range[1])
  );
}

/** The column of an offset, counted from 0. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Where the dash of a list's item stands; null in flow style. */
export function dashOf(list: YAMLSeq, index: number): number | null {
  const token = list.srcToken;
  if (token?.type !== "block-seq") return null;
  const start = token.items[index]?.start ?? [];
  const dash = start.find(({ type }) => type === "seq-item-ind");
  return dash?.offset ?? null;
}

/** True for a block scalar whose trailing line ends count: nothing can be written right behind it. */
export function keepsLineEnds(node: unknown, text: string): boolean {
  if (isCollection(node)) return node.flow !== true && keepsLineEnds(lastValue(node), text);
  if (!isScalar(node) || node.range == null) return false;
  if (node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED") return false;
  return /^[|>]\d?\+/u.test(text.slice(node.range[0], node.range[0] + 3));
}

function lastValue(node: YAMLMap | YAMLSeq): unknown {
  return isMap(node) ? node.items.at(-1)?.value : node.items.at(-1);
}

function separatorsOf(pair: Pair): readonly { readonly type: string; readonly offset: number }[] {
  return pair.srcToken?.sep ?? [];
}

function lastEnd(node: YAMLMap | YAMLSeq, text: string): number | null {
  const last: unknown = node.items.at(-1);
  if (isMap(node)) {
    const pair = node.items.at(-1);
    return pair === undefined ? null : (pairEnd(pair, text) ?? keyEnd(pair));
  }
  return isNode(last) && !isNothing(last) ? contentEnd(last, text) : dashEnd(node);
}

function keyEnd(pair: Pair): number | null {
  return isNode(pair.key) ? (pair.key.range?.[1] ?? null) : null;
}

function dashEnd(list: YAMLMap | YAMLSeq): number | null {
  const dash = isSeq(list) ? dashOf(list, list.items.length - 1) : null;
  return dash === null ? null : dash + 1;
}

/** Whether the keys of a mapping between brackets are quoted as JSON wants them. */
export function isJson(node: unknown): boolean {
  const keys = isMap(node) && node.flow === true ? node.items.map(({ key }) => key) : [];
  return keys.length > 0 && keys.every((key) => isScalar(key) && key.type === "QUOTE_DOUBLE");
}
