import { excerpt } from "../core/plain-text.ts";
import type { Position, YamlDocument } from "./yaml-document.ts";
import type { Range } from "./yaml-nodes.ts";

const MASK = "***";
const LONGEST_LINE = 200;

// The key and colon of a line with a secret on it, where the document may be too broken to be understood.
const SECRET_ON_LINE =
  /(?:secret|passw\w*|token|credential|api[-_]?key|private)[\w-]*["']?\s*[:=]\s*(?!\$\{\w+\}|\{\s*(?:env|file|command)\s*:|[|>*]|\s*$)(?<value>\S.*)$/diu;
// Greedy up to the last @: a password may hold slashes that end the authority for a parser.
const URL_CREDENTIALS = /:\/\/(?<value>[^\s"']*)@/diu;
const CREDENTIALS = /(?<value>[^\s"'/:@]+:(?!\/\/)[^\s"']*)@/diu;
const URL_QUERY = /:\/\/[^\s?]*\?(?<value>[^\s"']+)/diu;

/** A text with everything masked that may be a secret: what follows `secret:` and the like, credentials and query of a URL. */
export function maskText(text: string): string {
  return cover(text, patternSpans(text));
}

/**
 * The line of a position for showing: secrets replaced by `***`, control characters visible. Null where the column
 * would not point at the right character any more (behind something masked), or is too far to the right to be shown.
 */
export function sourceLine(
  document: YamlDocument,
  { line, column }: Position,
  offset: number,
): string | null {
  const start = offset - (column - 1);
  const end = document.text.indexOf("\n", start);
  const text = document.text.slice(start, end === -1 ? undefined : end).replace(/\r$/u, "");
  if (line < 1 || column > LONGEST_LINE - 20) return null;
  const spans = [...lineSpans(document.secrets, [start, start + text.length]), ...patternSpans(text)];
  const moved = spans.some(([from, to]) => to <= column - 1 && to - from !== MASK.length);
  return moved ? null : excerpt(cover(text, spans), LONGEST_LINE);
}

/** A value as quoted in a message: texts in quotes, cut and masked; `a list` and `a mapping` are not spelled out. */
export function seenValue(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") return `"${excerpt(maskText(value))}"`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : `a ${typeof value}`;
}

function patternSpans(text: string): readonly Range[] {
  return [SECRET_ON_LINE, URL_CREDENTIALS, CREDENTIALS, URL_QUERY].flatMap((pattern) => {
    const [from, to] = pattern.exec(text)?.indices?.groups?.["value"] ?? [0, 0];
    return to > from ? [[from, to] as const] : [];
  });
}

/** The parts of spans that lie on a line, counted from its start. */
function lineSpans(spans: readonly Range[], [start, end]: Range): readonly Range[] {
  return spans
    .filter(([from, to]) => from < end && to > start)
    .map(([from, to]) => [Math.max(from, start) - start, Math.min(to, end) - start] as const)
    .filter(([from, to]) => to > from);
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
