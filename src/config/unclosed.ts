import { Parser, type CST } from "yaml";

/** A bracket or quote that is never closed: where it stands, and what would close it. */
export type Unclosed = { readonly offset: number; readonly opener: string; readonly closer: string };

type Finding = Unclosed & { isInnermost: boolean };
type Visit = { readonly token: CST.Token; readonly around: Finding | null };

/**
 * The brackets and quotes of a YAML text that are never closed, from the first to the last. The parser itself complains
 * where it gave up looking. Of nested ones only the innermost: a closer meant for the others may have gone to it.
 */
export function unclosed(text: string): readonly Unclosed[] {
  const found: Finding[] = [];
  // By hand, because brackets may be nested as deeply as the file is long.
  const waiting: Visit[] = Array.from(new Parser().parse(text), (token) => ({ token, around: null }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, around } = next;
    const open = openOf(token);
    if (open !== null) {
      found.push(open);
      if (around !== null) around.isInnermost = false;
    }
    for (const part of partsOf(token)) waiting.push({ token: part, around: open ?? around });
  }
  return found.filter((one) => one.isInnermost).toSorted((a, b) => a.offset - b.offset);
}

function openOf(token: CST.Token): Finding | null {
  if (token.type === "single-quoted-scalar" || token.type === "double-quoted-scalar") {
    const quote = token.source.charAt(0);
    const isClosed = token.source.length > 1 && token.source.endsWith(quote);
    return isClosed ? null : { offset: token.offset, opener: quote, closer: quote, isInnermost: true };
  }
  if (token.type !== "flow-collection") return null;
  const { offset, source } = token.start;
  const closer = source === "[" ? "]" : "}";
  const isClosed = token.end.some((one) => one.source === closer);
  return isClosed ? null : { offset, opener: source, closer, isInnermost: true };
}

function partsOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) =>
    [key, value].filter((part) => part !== undefined && part !== null),
  );
}
