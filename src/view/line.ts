import { fit, takeColumns, textWidth } from "./cell.ts";

/** What a piece of text means; the theme turns it into colour, and repeats what glyph and word already say. */
export type Role = "focus" | "selection" | "dim" | "title" | "ok" | "warn" | "error" | "new";

export type Span = { readonly text: string; readonly role?: Role };

/** One line of the screen. */
export type Line = { readonly spans: readonly Span[] };

export function span(text: string, role?: Role | null): Span {
  return role === undefined || role === null ? { text } : { text, role };
}

/** A line of spans and bare texts; empty ones are left out. */
export function line(...parts: readonly (Span | string)[]): Line {
  const spans = parts.map((part) => (typeof part === "string" ? span(part) : part));
  return { spans: spans.filter((part) => part.text !== "") };
}

export function lineText(drawn: Line): string {
  return drawn.spans.map((part) => part.text).join("");
}

export function lineWidth(drawn: Line): number {
  return drawn.spans.reduce((width, part) => width + textWidth(part.text), 0);
}

/** The line in exactly `width` columns: padded with spaces, or cut with an ellipsis. */
export function fitLine(drawn: Line, width: number, ellipsis = "…"): Line {
  const missing = width - lineWidth(drawn);
  if (missing === 0) return drawn;
  if (missing > 0) return line(...drawn.spans, " ".repeat(missing));
  const spans: Span[] = [];
  let left = Math.max(0, width - textWidth(ellipsis));
  for (const part of drawn.spans) {
    const text = takeColumns(part.text, left);
    left -= textWidth(text);
    spans.push({ ...part, text });
    if (text !== part.text) {
      spans.push({ ...part, text: fit(ellipsis, left + Math.min(width, textWidth(ellipsis))) });
      break;
    }
  }
  return line(...spans);
}

/** The text in lines of at most `width` columns, broken at spaces where there are any. */
export function wrapText(text: string, width: number): readonly string[] {
  if (width <= 0) return [];
  const lines: string[] = [];
  let current = "";
  for (const word of text.split(" ")) {
    const joined = current === "" ? word : `${current} ${word}`;
    if (textWidth(joined) <= width) {
      current = joined;
      continue;
    }
    if (current !== "") lines.push(current);
    current = word;
    while (textWidth(current) > width) {
      const start = takeColumns(current, width) || current;
      lines.push(start);
      current = current.slice(start.length);
    }
  }
  return [...lines, current];
}
