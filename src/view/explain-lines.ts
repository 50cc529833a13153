import { explain, type Explanation } from "../core/explain.ts";
import type { ConsoleState } from "./console-data.ts";
import type { Glyphs } from "./glyphs.ts";
import { line, span, wrapText, type Line, type Role } from "./line.ts";

export type ExplainTarget = { readonly provider: string; readonly query: string | null };

export type ExplainDrawing = { readonly glyphs: Glyphs; readonly width: number };

const OUTCOMES: Readonly<Record<Explanation["outcome"], string>> = {
  product: "a Product",
  plan: "a Plan",
  skipped: "skipped",
  missing: "not returned by the Provider",
};

/** Why a policy is on show or not, question by question; for a Provider, all that is skipped or hidden. */
export function explainLines(
  data: ConsoleState,
  target: ExplainTarget,
  drawing: ExplainDrawing,
): readonly Line[] {
  const view = data.providers.find(({ definition }) => definition.name === target.provider);
  if (view === undefined) return [line(span(`${target.provider} is no longer in the config.`, "warn"))];
  const { definition, status } = view;
  const catalog = data.catalogs.get(target.provider) ?? null;
  const found = explain({ definition, status, catalog, query: target.query });
  if (found.length === 0) return [line("Nothing is skipped or hidden: every policy is a Product or a Plan.")];
  return found.flatMap((entry, index) => [...(index === 0 ? [] : [line()]), ...entryLines(entry, drawing)]);
}

function entryLines(entry: Explanation, { glyphs, width }: ExplainDrawing): readonly Line[] {
  const steps = entry.steps.flatMap(({ question, answer, ok }) => {
    const [glyph, role] = look(ok, glyphs);
    const [first = "", ...rest] = wrapText(`${question} ${answer}`, width - 2);
    return [line(span(glyph, role), ` ${first}`), ...rest.map((text) => line(`  ${text}`))];
  });
  const advice = wrapText(entry.advice, width).map((text) => line(span(text, "title")));
  return [line(span(entry.name, "title"), ` is ${OUTCOMES[entry.outcome]}.`), ...steps, ...advice];
}

function look(ok: boolean | null, glyphs: Glyphs): readonly [string, Role] {
  if (ok === null) return [glyphs.unknown, "dim"];
  return ok ? [glyphs.ok, "ok"] : [glyphs.error, "error"];
}
