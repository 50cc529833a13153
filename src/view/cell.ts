import stringWidth from "string-width";
import { isNarrow } from "./narrow-text.ts";

export type Align = "left" | "right";

export type FitOptions = { readonly align?: Align; readonly ellipsis?: string };

const CACHE_LIMIT = 4096;
const widths = new Map<string, number>();
const fitted = new Map<string, string>();
let graphemes: Intl.Segmenter | null = null;

/** How many terminal columns the text takes: 2 for CJK and emoji, 0 for combining marks. Text is one line. */
export function textWidth(text: string): number {
  if (isNarrow(text)) return text.length;
  return remembered(widths, text, () => stringWidth(text, { countAnsiEscapeCodes: true }));
}

/** The characters as people count them: emoji sequences and letters with their marks stay in one piece. */
export function splitGraphemes(text: string): readonly string[] {
  if (isNarrow(text)) return text.split("");
  return Array.from(segmenter().segment(text), (part) => part.segment);
}

/**
 * The text in exactly `width` columns: padded on the right (or the left, `align: "right"`), or cut at a grapheme with
 * an ellipsis. A wide character that does not fit is replaced by spaces. Width 0 or less is the empty text.
 */
export function fit(text: string, width: number, options: FitOptions = {}): string {
  if (width <= 0) return "";
  const align = options.align ?? "left";
  if (isNarrow(text) && text.length <= width) {
    return align === "left" ? text.padEnd(width) : text.padStart(width);
  }
  const ellipsis = options.ellipsis ?? "…";
  const key = `${width} ${align} ${ellipsis} ${text}`;
  return remembered(fitted, key, () => pad(clip(text, width, ellipsis), width, align));
}

/** The text in at most `width` columns, cut at a grapheme; a text that is cut ends with the ellipsis. */
export function clip(text: string, width: number, ellipsis = "…"): string {
  if (width <= 0) return "";
  if (textWidth(text) <= width) return text;
  const end = textWidth(ellipsis) <= width ? ellipsis : "";
  return takeColumns(text, width - textWidth(end)) + end;
}

/** The longest start of the text that fits into `width` columns, graphemes whole. */
export function takeColumns(text: string, width: number): string {
  if (isNarrow(text)) return text.slice(0, Math.max(0, width));
  let taken = "";
  let used = 0;
  for (const { segment } of segmenter().segment(text)) {
    used += textWidth(segment);
    if (used > width) break;
    taken += segment;
  }
  return taken;
}

/**
 * What stands in the columns from `from` up to, without, `to`: half of a wide character becomes a space.
 */
export function sliceColumns(text: string, from: number, to: number): string {
  if (isNarrow(text)) return text.slice(Math.max(0, from), Math.max(0, to));
  let cut = "";
  let at = 0;
  for (const { segment } of segmenter().segment(text)) {
    const end = at + textWidth(segment);
    if (at >= from && end <= to) cut += segment;
    else if (end > from && at < to) cut += " ".repeat(Math.min(end, to) - Math.max(at, from));
    if (end >= to) break;
    at = end;
  }
  return cut;
}

/** Made when first needed: its tables take 9 ms to load, and most commands never cut a text. */
function segmenter(): Intl.Segmenter {
  graphemes ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return graphemes;
}

function pad(text: string, width: number, align: Align): string {
  const missing = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "left" ? text + missing : missing + text;
}

/** Bounded: the entry longest unused goes first. */
function remembered<T>(cache: Map<string, T>, key: string, compute: () => T): T {
  const known = cache.get(key);
  if (known !== undefined) {
    cache.delete(key);
    cache.set(key, known);
    return known;
  }
  const value = compute();
  cache.set(key, value);
  if (cache.size > CACHE_LIMIT) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  return value;
}
