import { takeColumns, textWidth } from "./cell.ts";
import { line, span, type Line, type Span } from "./line.ts";

/** Spans in lines of at most `width` columns, broken at spaces where there are any, and at every line break. */
export function wrapSpans(spans: readonly Span[], width: number): readonly Line[] {
  const lines: Span[][] = [[]];
  let used = 0;
  for (const piece of spans.flatMap((one) => piecesOf(one, width))) {
    const own = textWidth(piece.text);
    if (piece.text === "\n" || (used > 0 && used + own > width)) {
      lines.push([]);
      used = 0;
    }
    // No line begins with the space that it was broken at.
    if (piece.text === "\n" || (used === 0 && piece.text.trim() === "")) continue;
    lines.at(-1)?.push(piece);
    used += own;
  }
  return lines.map((parts) => line(...parts));
}

/** The words of a span, the spaces between them and line breaks; a word that is longer than a line is cut. */
function piecesOf({ text, role }: Span, width: number): readonly Span[] {
  const words = text.split(/(\n| +)/u).filter((word) => word !== "");
  return words.flatMap((word) => (word === "\n" ? [word] : cut(word, width))).map((word) => span(word, role));
}

function cut(word: string, width: number): readonly string[] {
  const parts: string[] = [];
  for (let rest = word; rest !== "";) {
    const part = takeColumns(rest, Math.max(1, width)) || rest;
    parts.push(part);
    rest = rest.slice(part.length);
  }
  return parts;
}
