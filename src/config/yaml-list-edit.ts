import { isNode, isScalar, type Node, type YAMLSeq } from "yaml";
import { endOfIndented, lineBreak, lineEnd, withoutFlowItem, withoutLines, type Splice } from "./splice.ts";
import { columnOf, contentEnd, dashOf } from "./yaml-place.ts";
import { styleOf, yamlValue, type YamlValue } from "./yaml-value.ts";

/**
 * What makes a list of texts another one, item by item, so that what stands beside the items stays: comments, quotes
 * and line ends. Null when that is not a matter of taking items out and adding some at the end.
 */
export function listSplices(
  text: string,
  list: YAMLSeq,
  wanted: readonly YamlValue[],
): readonly Splice[] | null {
  const items = list.items.map((item) => (isScalar(item) ? item.value : undefined));
  const kept = items.flatMap((item, index) => (isOneOf(item, wanted) ? [index] : []));
  const added = wanted.slice(kept.length);
  const last = kept.at(-1);
  if (last === undefined || kept.some((at, index) => items[at] !== wanted[index])) return null;
  const gone = items.flatMap((_, index) => (kept.includes(index) ? [] : [index]));
  if (list.flow === true) return flowSplices(text, list, { last, gone, added });
  const splices = [
    ...gone.map((index) => itemRemoval(text, list, index)),
    ...(added.length === 0 ? [] : [additions(text, { list, last }, added)]),
  ];
  return splices.every((splice) => splice !== null) ? merged(splices) : null;
}

type ListChange = {
  readonly last: number;
  readonly gone: readonly number[];
  readonly added: readonly YamlValue[];
};

/** Items before the last one that stays go with the comma behind them, those after it with the one before. */
function flowSplices(
  text: string,
  list: YAMLSeq,
  { last, gone, added }: ListChange,
): readonly Splice[] | null {
  const ends = [list.items[last], list.items.at(-1)].map((item) => (isNode(item) ? item.range?.[1] : null));
  const [from, to] = ends;
  if (from == null || to == null) return null;
  const style = styleOf(list.items[last]);
  const more = added.map((item) => `, ${yamlValue(item, { inFlow: true, style })}`).join("");
  const earlier = gone.filter((index) => index < last).map((index) => flowRemoval(text, list, index));
  return [...merged(earlier.filter((splice) => splice !== null)), { from, to, text: more }];
}

/** What takes an item out of a list: its lines, or, between brackets, itself and one comma. */
export function itemRemoval(text: string, list: YAMLSeq, index: number): Splice | null {
  const item = list.items[index];
  if (!isNode(item) || item.range == null) return null;
  const dash = dashOf(list, index);
  if (dash !== null) {
    const end = contentEnd(item, text);
    return withoutLines(text, dash, isScalar(item) ? end : endOfIndented(text, end, columnOf(text, dash)));
  }
  return flowRemoval(text, list, index);
}

function flowRemoval(text: string, list: YAMLSeq, index: number): Splice | null {
  const item = list.items[index];
  if (!isNode(item) || item.range == null) return null;
  const next = list.items[index + 1];
  const before = list.items[index - 1];
  return withoutFlowItem(text, {
    start: startOf(item),
    end: item.range[1],
    next: isNode(next) ? startOf(next) : null,
    before: isNode(before) ? (before.range?.[1] ?? null) : null,
  });
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function isOneOf(item: unknown, wanted: readonly YamlValue[]): boolean {
  return wanted.some((one) => one === item);
}

function additions(
  text: string,
  { list, last }: { readonly list: YAMLSeq; readonly last: number },
  added: readonly YamlValue[],
): Splice | null {
  const item = list.items[last];
  const dash = dashOf(list, last);
  if (!isNode(item) || dash === null) return null;
  const between = text.slice(dash + 1, startOf(item));
  if (/\S|\n/u.test(between)) return null;
  const at = lineEnd(text, contentEnd(item, text));
  const lead = `${lineBreak(text, at)}${" ".repeat(columnOf(text, dash))}-${between}`;
  const written = added.map((one) => `${lead}${yamlValue(one, { style: styleOf(item) })}`);
  return { from: at, to: at, text: written.join("") };
}

/** Splices that touch become one: the removal of neighbours between brackets. */
function merged(splices: readonly Splice[]): readonly Splice[] {
  const result: Splice[] = [];
  for (const splice of splices.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const before = result.at(-1);
    if (before === undefined || splice.from > before.to || splice.text !== "") result.push(splice);
    else result[result.length - 1] = { ...before, to: Math.max(before.to, splice.to) };
  }
  return result;
}
