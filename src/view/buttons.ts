import { textWidth } from "./cell.ts";
import type { Glyphs } from "./glyphs.ts";
import { line, span, type Line } from "./line.ts";

export type Button = { readonly label: string; readonly focused: boolean };

/** Buttons side by side; the one with the focus is told by a sign as well as by its look. */
export function buttonsLine(buttons: readonly Button[], glyphs: Glyphs): Line {
  const parts = buttons.flatMap(({ label, focused }) => [
    focused ? span(`${glyphs.cursor} ${label} `, "selection") : span(`  ${label} `),
    "  ",
  ]);
  return line(" ", ...parts);
}

/** The same in as many lines as `width` columns call for. */
export function buttonsLines(
  buttons: readonly Button[],
  { glyphs, width }: { readonly glyphs: Glyphs; readonly width: number },
): readonly Line[] {
  const rows: Button[][] = [];
  let used = width;
  for (const button of buttons) {
    // The sign before a label, and what is between two.
    const own = textWidth(button.label) + 5;
    const isNew = used + own > width;
    if (isNew) rows.push([]);
    used = (isNew ? 1 : used) + own;
    rows.at(-1)?.push(button);
  }
  return rows.map((row) => buttonsLine(row, glyphs));
}
