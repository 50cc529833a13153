import type { DetailTable } from "../../view/detail.ts";
import type { Glyphs } from "../../view/glyphs.ts";
import type { Line } from "../../view/line.ts";

const REMEMBERED = 64;

const drawn = new Map<string, readonly Line[]>();
let count = 0;

/** How many tables have been drawn so far; changes when there is a new one to show. */
export function tablesDrawn(): number {
  return count;
}

/** The lines of a table once it is drawn for this width; none before. */
export function tableLines(table: DetailTable, width: number, glyphs: Glyphs): readonly Line[] {
  return drawn.get(keyOf(table, width, glyphs)) ?? [];
}

type Draw = (table: DetailTable, width: number, glyphs: Glyphs) => readonly Line[];

/** Draws a table unless it is drawn, and remembers its lines: frames are made of remembered ones. */
export function rememberTable(draw: Draw, ...[table, width, glyphs]: Parameters<Draw>): void {
  const key = keyOf(table, width, glyphs);
  if (drawn.has(key)) return;
  if (drawn.size >= REMEMBERED) drawn.delete(drawn.keys().next().value ?? "");
  drawn.set(key, draw(table, width, glyphs));
  count += 1;
}

function keyOf(table: DetailTable, width: number, glyphs: Glyphs): string {
  return JSON.stringify([table, width, glyphs.border.horizontal]);
}
