import type { Glyphs } from "./glyphs.ts";
import { line, lineText, span, type Line, type Span } from "./line.ts";
import type { TextState } from "./view-state.ts";

/** Whether a text has what is searched for; case matters when it has a capital letter. Nothing is nowhere. */
export function isFound(text: string, search: string): boolean {
  return search !== "" && prepared(text, search).includes(search);
}

/** `/pay  2/7`: what is searched for in a text, the place of the match and how many there are; `""` without a search. */
export function searchNote({ search, match }: TextState, matches: readonly number[]): string {
  if (search === "") return "";
  const count = matches.length;
  if (count === 0) return `/${search}  no match`;
  if (match === null) return `/${search}  ${count === 1 ? "1 match" : `${count} matches`}`;
  return `/${search}  ${Math.max(1, matches.filter((at) => at <= match).length)}/${count}`;
}

/**
 * Lines of a text from its top on, each behind a blank column: what is searched for stands out, and the line of the
 * match that was gone to has the cursor before it, which can be told without colour too.
 */
export function searchedLines(
  lines: readonly Line[],
  { top, search, match }: TextState,
  glyphs: Glyphs,
): readonly Line[] {
  return lines.map((content, index) => {
    const found = search === "" ? content : withMatches(content, search);
    const isCurrent = search !== "" && match === top + index;
    return line(isCurrent ? span(glyphs.cursor, "focus") : " ", ...found.spans);
  });
}

function withMatches(content: Line, search: string): Line {
  const text = lineText(content);
  const prepare = prepared(text, search);
  // Letters that change their length in lower case would move everything behind them.
  if (prepare.length !== text.length || !prepare.includes(search)) return content;
  const spans: Span[] = [];
  let start = 0;
  for (const part of content.spans) {
    spans.push(...splitAtMatches(part, prepare, { start, search }));
    start += part.text.length;
  }
  return line(...spans);
}

type Place = { readonly start: number; readonly search: string };

/** A span in pieces, those inside a match of the whole line selected; `start` is its place in that line. */
function splitAtMatches(part: Span, prepare: string, { start, search }: Place): readonly Span[] {
  const end = start + part.text.length;
  const pieces: Span[] = [];
  let at = start;
  for (let from = prepare.indexOf(search); from >= 0; from = prepare.indexOf(search, from + search.length)) {
    const inside = [Math.max(from, at), Math.min(from + search.length, end)] as const;
    if (inside[0] >= inside[1]) continue;
    pieces.push({ ...part, text: part.text.slice(at - start, inside[0] - start) });
    pieces.push(span(part.text.slice(inside[0] - start, inside[1] - start), "selection"));
    at = inside[1];
  }
  return [...pieces, { ...part, text: part.text.slice(at - start) }];
}

function prepared(text: string, search: string): string {
  return search === search.toLowerCase() ? text.toLowerCase() : text;
}
