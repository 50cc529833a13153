import type { Adoption } from "../core/change.ts";
import { explain, type Explanation } from "../core/explain.ts";
import { nothingShown } from "../core/nothing-shown.ts";
import { agoText } from "./age.ts";
import type { ConsoleState } from "./console-data.ts";
import type { Glyphs } from "./glyphs.ts";
import { line, span, wrapText, type Line, type Role } from "./line.ts";

export type ExplainTarget = { readonly provider: string; readonly query: string | null };

/** `now` in milliseconds since the epoch; `width` in columns. */
export type ExplainDrawing = { readonly glyphs: Glyphs; readonly width: number; readonly now: number };

/** An explanation as it is read; the title names the policy first. */
export type ExplainText = { readonly title: string; readonly lines: readonly Line[] };

const OUTCOMES: Readonly<Record<Explanation["outcome"], string>> = {
  product: "a Product",
  plan: "a Plan",
  skipped: "skipped",
  missing: "not returned by the Provider",
};

/** Why a policy is on show or not, question by question; for a Provider, all that is skipped or hidden. */
export function explainText(data: ConsoleState, target: ExplainTarget, drawing: ExplainDrawing): ExplainText {
  const { provider, query } = target;
  const everything = `Skipped or hidden at ${provider}`;
  const view = data.providers.find(({ definition }) => definition.name === provider);
  if (view === undefined) {
    const gone = line(span(`${provider} is no longer in the config.`, "warn"));
    return { title: query === null ? everything : `Why: ${provider}`, lines: [gone] };
  }
  const { definition, status } = view;
  const catalog = data.catalogs.get(provider) ?? null;
  const tellTime = (instant: string): string => agoText(instant, drawing.now) ?? "some time ago";
  const found = explain({ definition, status, catalog, query, tellTime });
  const [first] = found;
  const title =
    query === null || first === undefined
      ? everything
      : `Why: ${first.name} ${drawing.glyphs.dot} ${provider}`;
  const general = query === null ? nothingShown(catalog, definition) : null;
  const lines: Line[] = [
    ...(general === null ? [] : wrapText(general, drawing.width).map((text) => line(span(text, "title")))),
    ...found.flatMap((entry, index) => [
      ...(index === 0 && general === null ? [] : [line()]),
      ...entryLines(entry, { ...drawing, general }),
    ]),
  ];
  if (query !== null && first?.advisesAdoption === true)
    lines.push(line(), line(span(`Enter adds the tag, after showing what that does.`, "focus")));
  const none = line("Nothing is skipped or hidden: every policy is a Product or a Plan.");
  return { title, lines: found.length === 0 ? [none] : lines };
}

/** What Enter does in an explanation; null where there is nothing to be done from here. */
export function explainedAdoption(data: ConsoleState, { provider, query }: ExplainTarget): Adoption | null {
  const view = data.providers.find(({ definition }) => definition.name === provider);
  if (view === undefined || query === null) return null;
  const { definition, status } = view;
  const catalog = data.catalogs.get(provider) ?? null;
  const [first] = explain({ definition, status, catalog, query, tellTime: () => "" });
  return first?.advisesAdoption === true ? first.adoption : null;
}

/** `general` is told already. */
type EntryDrawing = ExplainDrawing & { readonly general: string | null };

function entryLines(entry: Explanation, { glyphs, width, general }: EntryDrawing): readonly Line[] {
  const steps = entry.steps.flatMap(({ question, answer, ok }) => {
    const [glyph, role] = look(ok, glyphs);
    const [first = "", ...rest] = wrapText(`${question} ${answer}`, width - 2);
    return [line(span(glyph, role), ` ${first}`), ...rest.map((text) => line(`  ${text}`))];
  });
  const told = entry.advice === general ? [] : wrapText(entry.advice, width);
  const advice = told.map((text) => line(span(text, "title")));
  return [line(span(entry.name, "title"), ` is ${OUTCOMES[entry.outcome]}.`), ...steps, ...advice];
}

function look(ok: boolean | null, glyphs: Glyphs): readonly [string, Role] {
  if (ok === null) return [glyphs.unknown, "dim"];
  return ok ? [glyphs.ok, "ok"] : [glyphs.error, "error"];
}
