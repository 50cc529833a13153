import { excerpt, plainText } from "../core/plain-text.ts";
import { commentSpans } from "./comment-spans.ts";
import { isHarmlessKey, isPlainKey } from "./secret-spans.ts";
import type { Position, YamlDocument } from "./yaml-document.ts";
import type { Range } from "./yaml-nodes.ts";

const MASK = "***";
const LONGEST_LINE = 200;
/** Looking for secrets in a text takes time that grows with the square of its length. */
const LONGEST_SEARCHED = 2_000;

// The key and colon of a line with a secret on it, where the document may be too broken to be understood.
const SECRET_ON_LINE =
  /(?:secret|passw\w*|token|credential|api[-_]?key|private)[\w-]*["']?\s*[:=]\s*(?!(["']?)\$\{\w+\}\1(?:\s|[,}\]]|$)|\{\s*(?:env|file|command)\s*:|[|>*]|\s*$)(?<value>\S.*)$/diu;
// Greedy up to the last @: a password may hold slashes that end the authority for a parser.
const URL_CREDENTIALS = /:\/\/(?<value>[^\s"']*)@/diu;
const CREDENTIALS = /(?<value>[^\s"'/:@]+:(?!\/\/)[^\s"']*)@/diu;
const KEY = /(?<![\w.-])([\w.-]+)["']?\s*:(?=\s|$)/gu;
const BEHIND_URL = /:\/\/[^\s,"'}\]]*\s+(?<value>\S.*)$/diu;
const URL_QUERY = /:\/\/[^\s?]*\?(?<value>[^\s"']+)/diu;

/**
 * A text with everything masked that may be a secret: what follows `secret:` and the like, credentials and query of a
 * URL, and what stands behind a URL: it is another line that has run into it.
 */
export function maskText(text: string): string {
  return cover(text, patternSpans(text));
}

/**
 * A whole document for showing to others: every line as `sourceLine` shows it, but none is cut or left out, and without
 * what comments say.
 */
export function maskedDocument(document: YamlDocument): string {
  const comments = commentSpans(document.text);
  let start = 0;
  return document.text
    .split("\n")
    .map((line) => {
      const from = start;
      start += line.length + 1;
      return maskedLine(document, line, { start: from, comments });
    })
    .join("\n");
}

type LinePlace = { readonly start: number; readonly comments: readonly Range[] };

function maskedLine(document: YamlDocument, line: string, { start, comments }: LinePlace): string {
  if (line.length > LONGEST_SEARCHED) return `# ${line.length} characters, left out`;
  return cover(line, [
    ...lineSpans(document.secrets, [start, start + line.length]),
    ...lineSpans(comments, [start, start + line.length]),
    ...patternSpans(line),
    ...(document.isWhole ? [] : doubtfulSpans(line)),
  ]);
}

/**
 * The line of a position for showing: secrets replaced by `***`, control characters visible. Null where the column
 * would not point at the right character any more (behind something masked), is too far to the right to be shown, or
 * where the line is too long to be searched for secrets.
 */
export function sourceLine(
  document: YamlDocument,
  { line, column }: Position,
  offset: number,
): string | null {
  if (line < 1 || column > LONGEST_LINE - 20) return null;
  const start = offset - (column - 1);
  const end = document.text.indexOf("\n", start);
  const text = document.text.slice(start, end === -1 ? undefined : end).replace(/\r$/u, "");
  if (text.length > LONGEST_SEARCHED) return null;
  const spans = [
    ...lineSpans(document.secrets, [start, start + text.length]),
    ...patternSpans(text),
    ...(document.isWhole ? [] : doubtfulSpans(text)),
  ];
  const moved = spans.some(([from, to]) => to <= column - 1 && to - from !== MASK.length);
  return moved ? null : excerpt(cover(text, spans), LONGEST_LINE);
}

/**
 * A line of a document that is understood, for showing what becomes of it: as `sourceLine`, but comments behind URLs
 * stay. `start` is where it begins.
 */
export function shownLine(document: YamlDocument, start: number): string {
  const newline = document.text.indexOf("\n", start);
  const end = newline === -1 ? document.text.length : newline;
  const text = document.text.slice(start, end).replace(/\r$/u, "");
  if (text.length > LONGEST_SEARCHED) return `(a line of ${text.length} characters)`;
  const own = lineSpans(document.secrets, [start, start + text.length]);
  const spans = [
    ...secretSpan(text, own),
    ...[URL_CREDENTIALS, CREDENTIALS, URL_QUERY].flatMap((pattern) => patternSpan(pattern, text)),
  ];
  return excerpt(cover(text, [...own, ...spans]).replaceAll("\t", "  "), LONGEST_LINE);
}

/** Where the document says that a secret begins it says where it ends, too: what follows is looked at by itself. */
function secretSpan(text: string, own: readonly Range[]): readonly Range[] {
  let at = 0;
  for (;;) {
    const found = patternSpan(SECRET_ON_LINE, text.slice(at));
    const [from, to] = found[0] ?? [0, 0];
    const known = own.find(([start]) => start === at + from);
    if (to === 0 || known === undefined) return to === 0 ? [] : [[at + from, at + to]];
    at = known[1];
  }
}

/** A key as named in a message. What does not look like one may be a value behind a broken quote. */
export function shownName(key: string): string {
  return isPlainKey(key) ? plainText(key) : MASK;
}

/** As `seenValue`, for places where no text belongs: it may be keys and values run together, a secret among them. */
export function seenKind(value: unknown): string {
  return typeof value === "string" ? "a text" : seenValue(value);
}

/** A value as quoted in a message: texts in quotes, cut and masked; longer things are only named. */
export function seenValue(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") return seenText(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : `a ${typeof value}`;
}

function seenText(text: string): string {
  if (text.length > LONGEST_SEARCHED) return `a text of ${text.length} characters`;
  return text.includes("\n") ? "a text of several lines" : `"${excerpt(maskText(text))}"`;
}

function patternSpans(text: string): readonly Range[] {
  return [SECRET_ON_LINE, URL_CREDENTIALS, CREDENTIALS, URL_QUERY, BEHIND_URL].flatMap((pattern) =>
    patternSpan(pattern, text),
  );
}

function patternSpan(pattern: RegExp, text: string): readonly Range[] {
  const [from, to] = pattern.exec(text)?.indices?.groups?.["value"] ?? [0, 0];
  return to > from ? [[from, to]] : [];
}

/**
 * In a document that is not understood, any text may be a secret whose key is mangled: only what follows a known key
 * is shown, up to the next key that is none.
 */
function doubtfulSpans(line: string): readonly Range[] {
  if (/^\s*(?:#.*)?$/u.test(line)) return [];
  const keys = [...line.matchAll(KEY)].map((match) => ({
    key: match[1] ?? "",
    at: match.index,
    end: match.index + match[0].length,
  }));
  const [first] = keys;
  const indent = /^\s*(?:-\s+)?/u.exec(line)?.[0].length ?? 0;
  if (first === undefined || line.slice(indent, first.at).trim() !== "") return notBlank(line, indent);
  const doubtful = keys.find(({ key }) => !isHarmlessKey(key));
  return doubtful === undefined ? [] : notBlank(line, doubtful.end);
}

function notBlank(line: string, from: number): readonly Range[] {
  const rest = line.slice(from);
  const text = rest.trim();
  const at = from + (rest.length - rest.trimStart().length);
  return text === "" || /^(?:[\p{P}\p{S}\s]*|"?\$\{\w+\}"?)$/u.test(text) ? [] : [[at, at + text.length]];
}

/** The parts of spans (sorted) that lie on a line, counted from its start. */
function lineSpans(spans: readonly Range[], [start, end]: Range): readonly Range[] {
  const found: Range[] = [];
  for (let index = firstEndingAfter(spans, start); index < spans.length; index += 1) {
    const [from, to] = spans[index] ?? [end, end];
    if (from >= end) break;
    found.push([Math.max(from, start) - start, Math.min(to, end) - start]);
  }
  return found;
}

/** By halving: there may be thousands of spans, and thousands of lines to be shown. */
function firstEndingAfter(spans: readonly Range[], offset: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((spans[middle]?.[1] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function cover(text: string, spans: readonly Range[]): string {
  let covered = "";
  let at = 0;
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    if (to <= at) continue;
    if (from >= at) covered += text.slice(at, from) + MASK;
    at = to;
  }
  return covered + text.slice(at);
}
