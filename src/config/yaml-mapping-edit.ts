import { isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import { isMapping } from "./key-path.ts";
import {
  beforeOnLine,
  lineBreak,
  lineEnd,
  lineStart,
  withoutFlowItem,
  withoutLines,
  type FlowItem,
  type Splice,
} from "./splice.ts";
import { listSplices } from "./yaml-list-edit.ts";
import {
  colonEnd,
  columnOf,
  contentEnd,
  isJson,
  isNothing,
  keepsLineEnds,
  keyOf,
  keyStart,
  ownPair,
  pairEnd,
} from "./yaml-place.ts";
import { styleOf, yamlValue, type YamlValue } from "./yaml-value.ts";

/** A mapping in a text, and the order in which its keys are usually written. */
export type MappingPlace = {
  readonly text: string;
  readonly map: YAMLMap;
  readonly order: readonly string[];
};

/**
 * What makes a key of a mapping hold a value: the value alone is replaced where the key is there, else a line is added
 * behind the key that usually comes before. Null when that cannot be told of how it is written.
 */
export function setKey(place: MappingPlace, key: string, value: YamlValue): readonly Splice[] | null {
  const pair = ownPair(place.map, key);
  return pair === null ? added(place, key, value) : replaced(place, pair, value);
}

/**
 * What takes a key out of a mapping, with its line and the comment on it. Where other keys or comments stand on that
 * line, or a merge key would bring another value back, the key stays with nothing behind it.
 */
export function removeKey({ text, map }: MappingPlace, key: string): readonly Splice[] | null {
  const pair = ownPair(map, key);
  const start = pair === null ? null : keyStart(pair);
  const end = pair === null ? null : pairEnd(pair, text);
  if (pair === null || start === null || end === null) return null;
  if (map.flow === true) return [flowRemoval({ text, map }, pair, { start, end })];
  if (beforeOnLine(text, start).trim() === "") return [withoutLines(text, start, end)];
  const next = map.items[map.items.indexOf(pair) + 1];
  const nextStart = next === undefined ? null : keyStart(next);
  if (nextStart !== null && text.slice(end, nextStart).trim() === "") {
    return [{ from: start, to: nextStart, text: "" }];
  }
  return emptied({ pair, end });
}

/** The key with nothing behind it, so that no merge key has a say. */
export function emptyKey({ text, map, order }: MappingPlace, key: string): readonly Splice[] | null {
  const pair = ownPair(map, key);
  if (pair === null) return added({ text, map, order }, key, null);
  const end = pairEnd(pair, text);
  return end === null ? null : emptied({ pair, end });
}

function emptied({ pair, end }: { readonly pair: Pair; readonly end: number }): readonly Splice[] | null {
  const colon = colonEnd(pair);
  return colon === null ? null : [{ from: colon, to: end, text: " null" }];
}

function flowRemoval(
  { text, map }: Pick<MappingPlace, "text" | "map">,
  pair: Pair,
  own: Pick<FlowItem, "start" | "end">,
): Splice {
  const at = map.items.indexOf(pair);
  const next = map.items[at + 1];
  const before = map.items[at - 1];
  return withoutFlowItem(text, {
    ...own,
    next: next === undefined ? null : keyStart(next),
    before: before === undefined ? null : (nodeEnd(before.value) ?? nodeEnd(before.key)),
  });
}

function nodeEnd(node: unknown): number | null {
  return isNode(node) ? (node.range?.[1] ?? null) : null;
}

function added(place: MappingPlace, key: string, value: YamlValue): readonly Splice[] | null {
  const { text, map } = place;
  const before = predecessor(place, key);
  const [first] = map.items;
  if (before === null || first === undefined) return null;
  const end = pairEnd(before, text);
  const start = keyStart(first);
  if (end === null || start === null) return null;
  if (map.flow === true) {
    const lead = flowLead(text, keyStart(before) ?? start);
    return [{ from: end, to: end, text: `${lead}${flowPair(map, key, value)}` }];
  }
  const at = lineEnd(text, end);
  const indent = " ".repeat(columnOf(text, start));
  return [{ from: at, to: at, text: `${lineBreak(text, at)}${indent}${key}: ${yamlValue(value)}` }];
}

function flowPair(map: YAMLMap, key: string, value: YamlValue): string {
  if (isJson(map)) return `${JSON.stringify(key)}: ${yamlValue(value, { style: "json" })}`;
  return `${key}: ${yamlValue(value, { inFlow: true })}`;
}

/** The comma before what is added between brackets, and a new line where the others have one. */
export function flowLead(text: string, neighbour: number): string {
  const before = beforeOnLine(text, neighbour);
  const isOnOwnLine = before.trim() === "" && lineStart(text, neighbour) > 0;
  return isOnOwnLine ? `,${lineBreak(text, neighbour)}${before}` : ", ";
}

/** The pair behind which a key is added: the last of those that usually come before it, else the last of all. */
function predecessor({ text, map, order }: MappingPlace, key: string): Pair | null {
  const usable = map.items.filter((pair) => !keepsLineEnds(pair.value, text) && pairEnd(pair, text) !== null);
  const rank = order.indexOf(key);
  const earlier = usable.filter((pair) => {
    const own = order.indexOf(keyOf(pair));
    return own !== -1 && own < rank;
  });
  return earlier.at(-1) ?? usable.at(-1) ?? null;
}

function replaced(place: MappingPlace, pair: Pair, value: YamlValue): readonly Splice[] | null {
  const { text, map } = place;
  const inFlow = map.flow === true;
  const old = pair.value;
  const colon = colonEnd(pair);
  if (!isNode(old) || isNothing(old)) {
    return colon === null ? null : [{ from: colon, to: colon, text: ` ${yamlValue(value, { inFlow })}` }];
  }
  if (isSeq(old) && Array.isArray(value)) {
    const splices = listSplices(text, old, value);
    if (splices !== null) return splices;
  }
  if (isMap(old) && isMapping(value) && hasSameKeys(old, value)) return nested(place, old, value);
  const written = yamlValue(value, { inFlow, style: isJson(map) ? "json" : styleOf(old) });
  return overwritten(old, { text, colon, written });
}

/** A value on the line of its key is replaced where it stands; one that begins further down comes up to its key. */
function overwritten(
  old: Node,
  {
    text,
    colon,
    written,
  }: { readonly text: string; readonly colon: number | null; readonly written: string },
): readonly Splice[] | null {
  const from = old.range?.[0];
  if (from === undefined || colon === null) return null;
  const to = contentEnd(old, text);
  const isBelow = text.slice(colon, from).includes("\n");
  if (!isBelow || isAlias(old) || isScalar(old)) return [{ from, to, text: written }];
  return [{ from: colon, to, text: ` ${written}` }];
}

function hasSameKeys(map: YAMLMap, value: Readonly<Record<string, YamlValue>>): boolean {
  const keys = map.items.map(keyOf);
  return keys.length > 0 && [...keys].toSorted().join("\n") === Object.keys(value).toSorted().join("\n");
}

function nested(
  { text }: MappingPlace,
  map: YAMLMap,
  value: Readonly<Record<string, YamlValue>>,
): readonly Splice[] | null {
  const splices: Splice[] = [];
  for (const pair of map.items) {
    const inner = value[keyOf(pair)];
    if (isScalar(pair.value) && pair.value.value === inner) continue;
    const own = inner === undefined ? null : replaced({ text, map, order: [] }, pair, inner);
    if (own === null) return null;
    splices.push(...own);
  }
  return splices;
}
