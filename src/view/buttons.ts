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
