import { checkSummary, type CheckStep } from "../core/check.ts";
import type { ConsoleState } from "./console-data.ts";
import type { Glyphs } from "./glyphs.ts";
import { fit, textWidth } from "./cell.ts";
import { line, span, wrapText, type Line, type Role } from "./line.ts";

/** `width` in columns. */
export type CheckDrawing = { readonly glyphs: Glyphs; readonly width: number };

/** A check as it is read, the steps that are taken so far. */
export type CheckText = { readonly title: string; readonly lines: readonly Line[] };

/** Columns for the names of steps, where there is room. */
const MOST_FOR_IDS = 27;

/** The last check of a Provider, or the one under way. */
export function checkText(data: ConsoleState, provider: string, drawing: CheckDrawing): CheckText {
  const { glyphs, width } = drawing;
  const run = data.checks.get(provider);
  const steps = run?.steps ?? [];
  const state = run === undefined || run.running ? "checking" : checkSummary(steps, { isNaming: true });
  const title = `Check: ${provider} ${glyphs.dot} ${state}`;
  const longest = Math.max(0, ...steps.map(({ id }) => textWidth(id)));
  const idWidth = Math.min(longest, MOST_FOR_IDS, Math.max(6, Math.floor(width / 3)));
  const lines = steps.flatMap((step) => stepLines(step, drawing, idWidth));
  if (run?.running !== true) return { title, lines };
  return { title, lines: [...lines, line(span(`${glyphs.syncing} ${glyphs.ellipsis}`, "dim"))] };
}

function stepLines(step: CheckStep, { glyphs, width }: CheckDrawing, idWidth: number): readonly Line[] {
  const { id, outcome, seen, advice, practice } = step;
  const [glyph, role] = look(outcome, glyphs);
  const room = Math.max(8, width - idWidth - 4);
  const indent = " ".repeat(idWidth + 4);
  const text = practice === undefined || id.endsWith(`:${practice}`) ? seen : `${seen} [${practice}]`;
  const [first = "", ...rest] = wrapText(text, room);
  const dim = outcome === "unknown" ? "dim" : null;
  return [
    line(span(glyph, role), ` ${fit(id, idWidth, { ellipsis: glyphs.ellipsis })}  `, span(first, dim)),
    ...rest.map((part) => line(indent, span(part, dim))),
    ...(advice === null ? [] : wrapText(advice, room)).map((part) => line(indent, span(part, "title"))),
  ];
}

function look(outcome: CheckStep["outcome"], glyphs: Glyphs): readonly [string, Role] {
  switch (outcome) {
    case "ok":
      return [glyphs.ok, "ok"];
    case "warn":
      return [glyphs.warn, "warn"];
    case "fail":
      return [glyphs.error, "error"];
    case "unknown":
      return [glyphs.unknown, "dim"];
  }
}
