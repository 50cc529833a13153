import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type Pair, type YAMLMap } from "yaml";
import type { KeyPath } from "./key-path.ts";

/** Offsets into the text: from (inclusive), to (exclusive). */
export type Range = readonly [from: number, to: number];

/** Where a value stands, and the key before it; null for items of a list and the root. */
export type NodePlace = { readonly key: Range | null; readonly value: Range };

/** Something wrong as YAML; `isHarmless` when the values are complete all the same. */
export type YamlProblem = {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
  readonly isHarmless?: boolean;
};
/** Expanding aliases may yield this many values in all; a bomb yields billions. */
const MOST_FROM_ALIASES = 50_000;
const DEEPEST = 40;

export type NodeReading = {
  readonly value: unknown;
  /** By the JSON text of the path. */
  readonly places: ReadonlyMap<string, NodePlace>;
  readonly problems: readonly YamlProblem[];
  /** What each alias stands for. */
  readonly aliases: ReadonlyMap<Alias, Node>;
};

type Reader = {
  readonly places: Map<string, NodePlace>;
  readonly problems: YamlProblem[];
  readonly aliases: Map<Alias, Node>;
  readonly anchors: Map<string, Node>;
  /** Nodes being read: meeting one of them again is a circle. */
  readonly open: Set<Node>;
  /** How many aliases lead to the node being read. */
  aliasDepth: number;
  expanded: number;
};

type Spot = { readonly path: KeyPath; readonly key: Range | null };

/** Turns nodes into plain values, aliases and merge keys expanded within bounds; the anchors are the document's. */
export function readNodes(root: Node | null): NodeReading {
  const reader: Reader = {
    places: new Map(),
    problems: [],
    aliases: new Map(),
    anchors: new Map(),
    open: new Set(),
    aliasDepth: 0,
    expanded: 0,
  };
  const value = root === null ? null : valueOf(root, { path: [], key: null }, reader);
  const { places, problems, aliases } = reader;
  return { value, places, problems, aliases };
}

function valueOf(node: Node, spot: Spot, reader: Reader): unknown {
  if (!isAlias(node)) return plainValue(node, spot, reader);
  const target = targetOf(node, reader);
  if (target === null) return null;
  reader.aliasDepth += 1;
  const value = plainValue(target, spot, reader);
  reader.aliasDepth -= 1;
  place(node, spot, reader);
  return value;
}

function plainValue(node: Node, spot: Spot, reader: Reader): unknown {
  if (reader.aliasDepth === 0) remember(node, reader);
  else reader.expanded += 1;
  if (isOutOfBounds(node, spot, reader)) return null;
  place(node, spot, reader);
  if (isScalar(node)) return scalarValue(node.value);
  reader.open.add(node);
  const value = isMap(node)
    ? mapping(node, spot, reader)
    : isSeq(node)
      ? list(node.items, spot, reader)
      : null;
  reader.open.delete(node);
  return value;
}

function isOutOfBounds(node: Node, { path }: Spot, reader: Reader): boolean {
  if (reader.open.has(node)) {
    complain(node, reader, {
      message: "this value contains itself through an alias",
      hint: "Remove the circle.",
    });
    return true;
  }
  if (path.length > DEEPEST) {
    const message = `nested more than ${DEEPEST} levels deep`;
    complain(node, reader, { message, hint: "Remove the surplus levels." });
    return true;
  }
  if (reader.expanded <= MOST_FROM_ALIASES) return false;
  if (reader.expanded === MOST_FROM_ALIASES + 1) {
    const message = `the aliases of this file stand for more than ${MOST_FROM_ALIASES} values`;
    complain(node, reader, { message, hint: "Write the values out, or remove aliases of aliases." });
  }
  reader.expanded = MOST_FROM_ALIASES + 2;
  return true;
}

function mapping(node: YAMLMap, { path }: Spot, reader: Reader): unknown {
  const entries = new Map<string, unknown>();
  // From the last to the first, because of several sources the first wins; the mapping's own keys win over all.
  for (const source of mergeSources(node, reader).toReversed()) {
    const merged = valueOf(source, { path, key: null }, reader);
    if (typeof merged !== "object" || merged === null || Array.isArray(merged)) {
      complain(source, reader, { message: "<< takes a mapping", hint: "Write <<: *name of a mapping." });
    } else for (const [key, value] of Object.entries(merged)) entries.set(key, value);
  }
  place(node, { path, key: null }, reader);
  const own = new Set<string>();
  for (const pair of node.items) {
    if (isMergeKey(pair)) continue;
    const key = keyText(pair.key, reader);
    if (own.has(key)) repeated(pair.key, reader);
    own.add(key);
    const keyRange = rangeOf(pair.key);
    const spot = { path: [...path, key], key: keyRange };
    if (isNode(pair.value)) entries.set(key, valueOf(pair.value, spot, reader));
    else {
      entries.set(key, null);
      if (keyRange !== null) reader.places.set(JSON.stringify(spot.path), { key: keyRange, value: keyRange });
    }
  }
  // Not by assignment: a key `__proto__` must become an ordinary one.
  return Object.fromEntries(entries);
}

/** Found here, because the parser compares each key with all before it: that takes minutes for a large mapping. */
function repeated(key: unknown, reader: Reader): void {
  if (reader.aliasDepth > 0 || !isNode(key)) return;
  complain(key, reader, {
    message: "this key is there twice",
    hint: "Keep one of the two.",
    isHarmless: true,
  });
}

function list(items: readonly unknown[], { path }: Spot, reader: Reader): readonly unknown[] {
  return items.map((item, index) =>
    isNode(item) ? valueOf(item, { path: [...path, index], key: null }, reader) : null,
  );
}

function mergeSources(node: YAMLMap, reader: Reader): readonly Node[] {
  return node.items.filter(isMergeKey).flatMap((pair) => {
    if (!isNode(pair.value)) return [];
    const value = isAlias(pair.value) ? targetOf(pair.value, reader) : pair.value;
    if (!isSeq(value)) return [pair.value];
    return value.items.filter(isNode);
  });
}

function targetOf(alias: Alias, reader: Reader): Node | null {
  const known = reader.aliases.get(alias);
  if (known !== undefined) return known;
  const target = reader.anchors.get(alias.source);
  if (target === undefined) {
    complain(alias, reader, {
      message: "this alias stands for nothing",
      hint: "Write &name before a value further up, or quote a text that begins with *.",
    });
    return null;
  }
  reader.aliases.set(alias, target);
  return target;
}

function remember(node: Node, reader: Reader): void {
  if (!isAlias(node) && node.anchor !== undefined) reader.anchors.set(node.anchor, node);
}

function keyText(key: unknown, reader: Reader): string {
  const node = isAlias(key) ? targetOf(key, reader) : key;
  if (!isScalar(node)) return "";
  if (reader.aliasDepth === 0) remember(node, reader);
  return String(node.value);
}

function isMergeKey(pair: Pair): boolean {
  const { key } = pair;
  if (!isScalar(key)) return false;
  return typeof key.value === "symbol" || (key.value === "<<" && key.type === "PLAIN");
}

function scalarValue(value: unknown): unknown {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "bigint" ? String(value) : null;
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);
}

function rangeOf(node: unknown): Range | null {
  if (!isNode(node) || !node.range) return null;
  return [node.range[0], node.range[1]];
}

function place(node: Node, { path, key }: Spot, reader: Reader): void {
  const value = rangeOf(node);
  if (value === null) return;
  const name = JSON.stringify(path);
  reader.places.set(name, { key: key ?? reader.places.get(name)?.key ?? null, value });
}

function complain(node: Node, reader: Reader, words: Omit<YamlProblem, "offset">): void {
  reader.problems.push({ offset: rangeOf(node)?.[0] ?? 0, ...words });
}
