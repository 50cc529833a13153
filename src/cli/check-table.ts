import { checkSummary, type CheckStep, type ProviderCheck } from "../core/check.ts";
import { plainText } from "../core/plain-text.ts";
import { textWidth } from "../view/cell.ts";
import { wrapText } from "../view/line.ts";
import { noProvidersText, type Session } from "./session.ts";

const LOOKS: Readonly<Record<CheckStep["outcome"], { readonly glyph: string; readonly sgr: string }>> = {
  ok: { glyph: "✔", sgr: "32" },
  warn: { glyph: "⚠", sgr: "33" },
  fail: { glyph: "✖", sgr: "31" },
  unknown: { glyph: "◌", sgr: "2" },
};

/** Text is not squeezed into less than so many columns. */
const LEAST = 24;

/** Prints checks for people: each Provider with its steps, under those that are not fine what to do. */
export async function printCheckTable(
  checks: readonly ProviderCheck[],
  { io, write }: Session,
): Promise<void> {
  const { columns, colour } = io;
  for (const check of checks) {
    const head = plainText(`${check.provider}: ${checkSummary(check.steps)}`);
    const width = Math.max(...check.steps.map(({ id }) => textWidth(id)));
    const lines = check.steps.flatMap((step) => stepLines(step, { width, columns, colour }));
    await write(`${[colour ? `\u001B[1m${head}\u001B[0m` : head, ...lines, ""].join("\n")}\n`);
  }
  if (checks.length === 0) io.stderr(nothingText(io.console.state()));
}

function nothingText(state: Parameters<typeof noProvidersText>[0]): string {
  if (state.providers.length === 0) return noProvidersText(state);
  return `No Provider in ${state.config.file ?? "the configuration"} is enabled; name one to check it.\n`;
}

type Style = { readonly width: number; readonly columns: number | null; readonly colour: boolean };

function stepLines(step: CheckStep, { width, columns, colour }: Style): readonly string[] {
  const { id, outcome, seen, advice, practice } = step;
  const { glyph, sgr } = LOOKS[outcome];
  const mark = colour ? `\u001B[${sgr}m${glyph}\u001B[0m` : glyph;
  const indent = " ".repeat(width + 6);
  const room = columns === null || columns === 0 ? Number.POSITIVE_INFINITY : columns - indent.length;
  const text = practice === undefined || id.endsWith(`:${practice}`) ? seen : `${seen} [${practice}]`;
  const [first = "", ...rest] = wrapText(plainText(text), Math.max(LEAST, room));
  const advised = advice === null ? [] : wrapText(plainText(advice), Math.max(LEAST, room - 2));
  return [
    `  ${mark} ${id}${" ".repeat(width - textWidth(id))}  ${first}`,
    ...rest.map((line) => indent + line),
    ...advised.map((line, index) => `${indent}${index === 0 ? "→ " : "  "}${line}`),
  ].map((line) => line.trimEnd());
}
