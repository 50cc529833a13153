import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from "yaml";

/**
 * The lines, from 1 and inclusive, of a Provider in the text of a config file: from the line with its dash or first
 * key to the last one of its values. Null when no Provider of that name is there. Works on broken text as far as it
 * can be understood.
 */
export function providerLines(
  text: string,
  name: string,
): { readonly start: number; readonly end: number } | null {
  const lineCounter = new LineCounter();
  const { contents } = parseDocument(text, {
    lineCounter,
    merge: true,
    prettyErrors: false,
    uniqueKeys: false,
  });
  if (!isMap(contents)) return null;
  const providers = contents.get("providers", true);
  const mappings = isSeq(providers) ? providers.items.filter((item) => isMap(item)) : [contents];
  const found = mappings.find((mapping) => nameOf(mapping) === name);
  if (!found?.range) return null;
  const [start, end] = found.range;
  // Behind a block stands the newline that ends it, and blank lines; they belong to nobody.
  const last = start + text.slice(start, end).trimEnd().length;
  return {
    start: lineCounter.linePos(start).line,
    end: lineCounter.linePos(Math.max(start, last - 1)).line,
  };
}

function nameOf(mapping: YAMLMap): string | null {
  const name = mapping.get("name", true);
  return isScalar(name) ? String(name.value) : null;
}
