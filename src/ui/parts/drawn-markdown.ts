import type { DrawMarkdown } from "../../view/description-lines.ts";
import type { Line } from "../../view/line.ts";
import { markdownLines } from "./markdown-lines.ts";

const REMEMBERED = 8;

const drawn = new Map<string, readonly Line[]>();

/** Markdown drawn once for a text, width and glyphs: frames and scrolling ask for the same again and again. */
export const drawMarkdown: DrawMarkdown = (text, width, glyphs) => {
  const key = `${width} ${glyphs.border.vertical} ${text}`;
  const known = drawn.get(key);
  if (known !== undefined) return known;
  if (drawn.size >= REMEMBERED) drawn.delete(drawn.keys().next().value ?? "");
  const made = markdownLines(text, width, glyphs);
  drawn.set(key, made);
  return made;
};
