import { Lexer } from "yaml";
import type { Range } from "./yaml-nodes.ts";

/** Tokens that stand for nothing in the text. */
const MARKS: ReadonlySet<string> = new Set(["\u0002", "\u0018", "\u001F"]);

/** What comments of a YAML text say, without their `#`: old secrets are kept there, too. The text need not be sound. */
export function commentSpans(text: string): readonly Range[] {
  const spans: Range[] = [];
  let at = 0;
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    // A plain scalar follows its mark, whatever it begins with.
    if (!isScalar && token.startsWith("#") && token.trim() !== "#") spans.push([at + 1, at + token.length]);
    isScalar = token === "\u001F";
    if (!MARKS.has(token)) at += token.length;
  }
  return spans;
}
