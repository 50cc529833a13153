import { plainText } from "../core/plain-text.ts";
import { buttonsLine } from "./buttons.ts";
import type { Glyphs } from "./glyphs.ts";
import { line, span, wrapText, type Line } from "./line.ts";

/** A form as it stands in its window; `below` lines follow. */
export type FormText = { readonly lines: readonly Line[]; readonly below: number };

type Frame = { readonly head: readonly Line[]; readonly foot: readonly Line[]; readonly room: number };

/** As many lines of the fields as there is room for, the field that has the focus among them. */
export function fieldsInWindow(
  blocks: readonly { readonly isFocused: boolean; readonly lines: readonly Line[] }[],
  { head, foot, room: all }: Frame,
): FormText {
  const room = Math.max(1, all - foot.length - head.length);
  const lines = blocks.flatMap((block) => block.lines);
  const at = blocks.findIndex(({ isFocused }) => isFocused);
  const start = blocks.slice(0, at).reduce((sum, block) => sum + block.lines.length, 0);
  const end = start + (blocks[at]?.lines.length ?? 1);
  const latest = Math.max(0, Math.min(start, lines.length - room));
  const top = end > room ? Math.min(latest, Math.max(0, end - room)) : 0;
  const shown = lines.slice(top, top + room);
  return { lines: [...head, ...shown, ...foot], below: lines.length - top - shown.length };
}

/** Whether what was entered is thrown away. */
export function questionLines(
  asking: { readonly choice: "keep" | "throw" } | null,
  glyphs: Glyphs,
): readonly Line[] {
  if (asking === null) return [];
  const buttons = [
    { label: "Keep editing", focused: asking.choice === "keep" },
    { label: "Throw away", focused: asking.choice === "throw" },
  ];
  return [line(), line(" ", span("What you entered would be lost.", "warn")), buttonsLine(buttons, glyphs)];
}

/** What is wrong with a field, under it. */
export function problemLines(
  problem: string | undefined,
  { glyphs, indent, width }: { readonly glyphs: Glyphs; readonly indent: number; readonly width: number },
): readonly Line[] {
  if (problem === undefined) return [];
  return wrapText(plainText(problem), width).map((part, index) =>
    line(" ".repeat(indent), span(index === 0 ? `${glyphs.error} ${part}` : `  ${part}`, "error")),
  );
}
