import { plainText } from "../core/plain-text.ts";
import { sliceColumns, splitGraphemes, textWidth } from "./cell.ts";
import type { Glyphs } from "./glyphs.ts";
import { caretOf } from "./input-line.ts";
import { span, wrapText, line, type Line, type Span } from "./line.ts";
import type { TextInput } from "./text-input.ts";

/** One line of text being written, in at most `width` columns: what does not fit leaves so that the cursor stays. */
export function inputWindow(input: TextInput, width: number, glyphs: Glyphs): readonly Span[] {
  const { text, cursor, selected } = input;
  const parts = splitGraphemes(text);
  const before = plainText(parts.slice(0, cursor).join(""));
  const after = plainText(parts.slice(cursor).join(""));
  const caret = caretOf(glyphs);
  const room = Math.max(1, width - textWidth(caret));
  const used = textWidth(before);
  const from = Math.max(0, used - room);
  const shown = from === 0 ? before : `${glyphs.ellipsis}${sliceColumns(before, from + 1, used)}`;
  const rest = sliceColumns(after, 0, room - textWidth(shown));
  const role = selected === true ? "selection" : null;
  return [span(shown, role), span(caret, "focus"), span(rest, role)];
}

/** Several lines of text being written, wrapped, at most `most` of them around the cursor. */
export function inputLines(
  { text, cursor }: TextInput,
  { width, most }: { readonly width: number; readonly most: number },
  glyphs: Glyphs,
): readonly Line[] {
  const parts = splitGraphemes(text);
  const before = parts.slice(0, cursor).join("");
  const lines: Line[] = [];
  const caret = caretOf(glyphs);
  let at = 0;
  const written = `${before}${CARET}${parts.slice(cursor).join("")}`;
  for (const part of written.split("\n")) {
    for (const wrapped of wrapText(part, width)) {
      const [start = "", end] = wrapped.split(CARET);
      if (end !== undefined) at = lines.length;
      const sides =
        end === undefined ? [plainText(start)] : [plainText(start), span(caret, "focus"), plainText(end)];
      lines.push(line(...sides));
    }
  }
  const top = Math.max(0, Math.min(at - most + 2, lines.length - most, at));
  return lines.slice(top, top + most);
}

/** Stands for the cursor while a text is wrapped: no text that is typed contains it. */
const CARET = "\uE000";
