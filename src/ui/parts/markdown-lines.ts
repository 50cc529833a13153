import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { plainText } from "../../core/plain-text.ts";
import type { Glyphs } from "../../view/glyphs.ts";
import { line, span, type Line, type Role, type Span } from "../../view/line.ts";
import { wrapSpans } from "../../view/wrap-spans.ts";

type Look = { readonly width: number; readonly glyphs: Glyphs };

/**
 * A Markdown text as plain lines of at most `width` columns: headings and bold text stand out, lists keep their signs,
 * code its line breaks. HTML is shown as it is written; nothing in the text reaches the terminal as a command.
 */
export function markdownLines(text: string, width: number, glyphs: Glyphs): readonly Line[] {
  return withoutEnd(blockLines(lexer(text), { width, glyphs }));
}

/** Blocks end with a blank line; the last one does without. */
function withoutEnd(lines: readonly Line[]): readonly Line[] {
  return lines.at(-1)?.spans.length === 0 ? lines.slice(0, -1) : lines;
}

function blockLines(tokens: readonly Token[], look: Look): readonly Line[] {
  return tokens.flatMap((token) => {
    if (!isKnown(token) || SILENT.has(token.type)) return [];
    return proseLines(token, look) ?? structureLines(token, look) ?? rawLines(token.raw, look.width);
  });
}

/** Headings and paragraphs; null for anything else. */
function proseLines(token: MarkedToken, { width }: Look): readonly Line[] | null {
  if (token.type === "heading") return [...wrapSpans(inline(token.tokens, "title"), width), line()];
  if (token.type === "paragraph") return [...wrapSpans(inline(token.tokens), width), line()];
  return token.type === "text" ? wrapSpans(inline(token.tokens ?? [token]), width) : null;
}

/** Code, quotes, rules, lists and tables; null for anything else. */
function structureLines(token: MarkedToken, look: Look): readonly Line[] | null {
  const { width, glyphs } = look;
  if (token.type === "code") {
    return [...token.text.split("\n").map((text) => line("  ", span(plainText(text), "dim"))), line()];
  }
  if (token.type === "blockquote") {
    const inside = withoutEnd(blockLines(token.tokens, { ...look, width: width - 2 }));
    return [...inside.map((one) => line(span(`${glyphs.border.vertical} `, "dim"), ...one.spans)), line()];
  }
  if (token.type === "hr") {
    return [line(span(glyphs.border.horizontal.repeat(Math.min(width, 20)), "dim")), line()];
  }
  if (token.type === "list") {
    return [...token.items.flatMap((item, at) => itemLines(item, signOf(token, at, glyphs), look)), line()];
  }
  return token.type === "table" ? [...tableLines(token, width), line()] : null;
}

function rawLines(raw: string, width: number): readonly Line[] {
  return raw
    .trimEnd()
    .split("\n")
    .flatMap((text) => wrapSpans([span(plainText(text))], width));
}

function signOf({ ordered, start }: Tokens.List, at: number, glyphs: Glyphs): string {
  return ordered ? `${Number(start) + at}. ` : `${glyphs.dot} `;
}

function itemLines({ tokens, task, checked }: Tokens.ListItem, sign: string, look: Look): readonly Line[] {
  const box = task ? (checked === true ? "[x] " : "[ ] ") : "";
  const inside = blockLines(tokens, { ...look, width: look.width - sign.length });
  const lines = inside.filter((one) => one.spans.length > 0);
  return lines.map((one, index) => line(index === 0 ? sign + box : " ".repeat(sign.length), ...one.spans));
}

function tableLines({ header, rows }: Tokens.Table, width: number): readonly Line[] {
  const row = (cells: readonly Tokens.TableCell[], role?: Role): readonly Line[] =>
    wrapSpans(
      cells.flatMap((cell, at) => [...(at === 0 ? [] : [span(" | ", "dim")]), ...inline(cell.tokens, role)]),
      width,
    );
  return [...row(header, "title"), ...rows.flatMap((cells) => row(cells))];
}

function inline(tokens: readonly Token[], role?: Role): readonly Span[] {
  return tokens.flatMap((token) => {
    if (!isKnown(token)) return [span(plainText(token.raw), role)];
    return nestedSpans(token, role) ?? [leafSpan(token, role)];
  });
}

/** What has text of its own inside; null for anything else. */
function nestedSpans(token: MarkedToken, role?: Role): readonly Span[] | null {
  if (token.type === "strong") return inline(token.tokens, "title");
  if (token.type === "em" || token.type === "del") return inline(token.tokens, role);
  if (token.type === "text") return token.tokens === undefined ? null : inline(token.tokens, role);
  if (token.type !== "link") return null;
  const text = inline(token.tokens, role);
  return token.text === token.href ? text : [...text, span(` (${plainText(token.href)})`, "dim")];
}

function leafSpan(token: MarkedToken, role?: Role): Span {
  if (token.type === "br") return span("\n");
  if (token.type === "codespan") return span(plainText(token.text), "dim");
  if (token.type === "image") return span(`[${plainText(token.text)}]`, "dim");
  const text = token.type === "text" || token.type === "escape" ? token.text : token.raw;
  return span(plainText(text.replaceAll("\n", " ")), role);
}

/** Tokens of extensions are not among them; none is installed. */
function isKnown(token: Token): token is MarkedToken {
  return KNOWN.has(token.type);
}

/** Tokens that nothing is shown of: an item says itself whether its task is done. */
const SILENT: ReadonlySet<string> = new Set(["space", "def", "checkbox"]);

const KNOWN: ReadonlySet<string> = new Set<MarkedToken["type"]>([
  "blockquote",
  "br",
  "checkbox",
  "code",
  "codespan",
  "def",
  "del",
  "em",
  "escape",
  "heading",
  "hr",
  "html",
  "image",
  "link",
  "list",
  "list_item",
  "paragraph",
  "space",
  "strong",
  "table",
  "text",
]);
