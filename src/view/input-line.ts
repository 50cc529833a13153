import { splitGraphemes } from "./cell.ts";
import { isAscii, type Glyphs } from "./glyphs.ts";
import { line, span, type Line } from "./line.ts";
import type { TextInput } from "./text-input.ts";

/** A text that is typed, with its cursor. */
export function inputLine(sign: string, { text, cursor }: TextInput, glyphs: Glyphs): Line {
  const parts = splitGraphemes(text);
  return line(
    span(` ${sign} `, "focus"),
    parts.slice(0, cursor).join(""),
    span(caretOf(glyphs), "focus"),
    parts.slice(cursor).join(""),
  );
}

/** The sign of the place where text is typed. */
export function caretOf(glyphs: Glyphs): string {
  return isAscii(glyphs) ? "_" : "▏";
}
