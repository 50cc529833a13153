import { createRequire } from "node:module";
import type stringWidth from "string-width";
import { isNarrow } from "../../view/narrow-text.ts";

type StringWidth = typeof stringWidth;

const ESCAPE = "\u001B";
const STYLES = new RegExp(String.raw`${ESCAPE}\[[\d;]*m`, "gu");
const load = createRequire(import.meta.url);
let measure: StringWidth | null = null;

/**
 * `string-width`, which the bundle puts in its place: the same answers, but what needs no table of emoji is answered
 * without one. Compiling that table takes 30 ms, a tenth of the time to the first frame, and most screens do without.
 */
const lazyStringWidth: StringWidth = (text, options) => {
  if (typeof text !== "string") return 0;
  if (options === undefined) {
    const plain = text.includes(ESCAPE) ? text.replace(STYLES, "") : text;
    if (isNarrow(plain)) return plain.length;
  }
  measure ??= loaded();
  return measure(text, options);
};

function loaded(): StringWidth {
  const library: { readonly default: StringWidth } = load("string-width");
  return library.default;
}

export default lazyStringWidth;
