import { plainLines } from "../core/plain-text.ts";
import type { Glyphs } from "./glyphs.ts";
import { line, wrapText, type Line } from "./line.ts";

/** A Markdown text as lines of at most `width` columns; the same lines for the same text, width and glyphs. */
export type DrawMarkdown = (text: string, width: number, glyphs: Glyphs) => readonly Line[];

/** How a description is drawn: by `markdown`, or, until that is loaded, as it is written. */
export type DescriptionLook = {
  readonly markdown: DrawMarkdown | null;
  readonly glyphs: Glyphs;
  /** Columns to write in. */
  readonly width: number;
};

/** A description as it is read. */
export function descriptionLines(
  text: string,
  { markdown, glyphs, width }: DescriptionLook,
): readonly Line[] {
  if (markdown !== null) return markdown(text, width, glyphs);
  return plainLines(text.trimEnd()).flatMap((part) => wrapText(part, width).map((one) => line(one)));
}
