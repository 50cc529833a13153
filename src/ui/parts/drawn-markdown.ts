import type { Glyphs } from "../../view/glyphs.ts";
import type { Line } from "../../view/line.ts";

const REMEMBERED = 8;

const drawn = new Map<string, readonly Line[]>();

type Draw = (text: string, width: number, glyphs: Glyphs) => readonly Line[];

/** The lines of a Markdown text once it is drawn for this width; none before. */
export function markdownShown(...[text, width, glyphs]: Parameters<Draw>): readonly Line[] {
  return drawn.get(keyOf(text, width, glyphs)) ?? [];
}

/** Draws a Markdown text unless it is drawn, and remembers its lines: frames are made of remembered ones. */
export function rememberMarkdown(draw: Draw, ...[text, width, glyphs]: Parameters<Draw>): void {
  const key = keyOf(text, width, glyphs);
  if (drawn.has(key)) return;
  if (drawn.size >= REMEMBERED) drawn.delete(drawn.keys().next().value ?? "");
  drawn.set(key, draw(text, width, glyphs));
}

function keyOf(text: string, width: number, { border }: Glyphs): string {
  return `${width} ${border.vertical} ${text}`;
}
