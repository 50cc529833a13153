import { line, lineWidth, span, type Line } from "./line.ts";

/** A name and its value. */
export function fact(name: string, value: string): Line {
  return line(span(name, "dim"), " ", value);
}

/** Facts side by side, as many as fit on each line. */
export function packed(facts: readonly Line[], width: number): readonly Line[] {
  const packedLines: Line[] = [];
  let used = 0;
  for (const entry of facts) {
    const own = lineWidth(entry);
    const last = packedLines.at(-1);
    if (last !== undefined && used + 3 + own <= width) {
      packedLines[packedLines.length - 1] = line(...last.spans, "   ", ...entry.spans);
      used += 3 + own;
    } else {
      packedLines.push(entry);
      used = own;
    }
  }
  return packedLines;
}
