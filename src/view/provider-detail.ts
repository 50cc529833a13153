import { counted } from "../core/counted.ts";
import { agoText } from "./age.ts";
import type { ProviderView } from "./console-data.ts";
import type { Detail, DetailInput } from "./detail.ts";
import { fact, packed } from "./facts.ts";
import { brokenPractices } from "./provider-practices.ts";
import { line, span, wrapText, type Line } from "./line.ts";
import { progressText, providerLook, type ProviderRow } from "./provider-rows.ts";

/** How a Provider stands: status, what is wrong and what to do, where it is configured, what it holds. ALL lists each. */
export function providerDetail(row: ProviderRow, input: DetailInput): Detail {
  if (row.view === null) {
    return { title: "All Providers", blocks: [{ kind: "lines", lines: overview(input) }] };
  }
  const lines = [
    ...statusLines(row.view, input),
    ...errorLines(row.view, input),
    ...factLines(row.view, input),
    ...practiceLines(row.view, input),
  ];
  return { title: row.name, blocks: [{ kind: "lines", lines }] };
}

function overview(input: DetailInput): readonly Line[] {
  if (input.data.providers.length === 0) return [line(span("No Providers.", "dim"))];
  return input.data.providers.flatMap((view) => {
    const [first] = statusLines(view, input);
    return first === undefined ? [] : [line(`${view.definition.name}  `, ...first.spans)];
  });
}

function statusLines(view: ProviderView, { now, glyphs, width }: DetailInput): readonly Line[] {
  const look = providerLook(view, glyphs);
  const ago = agoText(view.status.lastSuccessAt, now);
  const synced = ago === null ? "never synchronized" : `last synchronized ${ago}`;
  const took =
    view.status.durationMs === null ? "" : ` ${glyphs.dot} took ${secondsText(view.status.durationMs)}`;
  const first = line(span(`${look.glyph} ${look.word}`, look.role), ` ${glyphs.dot} ${synced}${took}`);
  return view.progress === null ? [first] : [first, line(progressText(view.progress, glyphs, width))];
}

function errorLines(view: ProviderView, { glyphs, width }: DetailInput): readonly Line[] {
  const lines: Line[] = [];
  const error = view.loadError ?? view.status.error;
  if (error !== null) {
    for (const text of wrapText(`${glyphs.error} ${error.message}`, width)) {
      lines.push(line(span(text, "error")));
    }
    if (error.hint !== null) lines.push(...wrapText(error.hint, width).map((text) => line(text)));
  }
  const { held } = view.status;
  if (held !== null) {
    const text = `${glyphs.held} It returned no policies: ${counted(held.products, "Product")} and ${counted(held.plans, "Plan")} would be hidden. Nothing has been changed; press s to decide.`;
    lines.push(...wrapText(text, width).map((part) => line(span(part, "warn"))));
  }
  return lines;
}

function factLines(
  { definition, status, place, loadError }: ProviderView,
  { width }: DetailInput,
): readonly Line[] {
  const { counts } = status;
  const held = [
    counted(counts.products, "Product"),
    counted(counts.plans, "Plan"),
    counted(counts.apis, "API"),
  ];
  const tags = definition.policyTags.join(definition.policyTagMatch === "all" ? " and " : " or ");
  const error = loadError ?? status.error;
  const facts = [
    ...(error === null ? [] : [fact("error", error.code)]),
    fact("adapter", definition.adapter),
    fact("url", definition.url ?? "none"),
    fact("organisation", definition.organisationId ?? "any"),
    fact("environment", definition.environment ?? "none"),
    fact("tags", tags === "" ? "every policy" : tags),
    fact("baseline URL", definition.baselineUrl ?? "none"),
    fact("config", `${place.file}:${place.line}`),
    ...(definition.insecureSkipVerify ? [fact("TLS", "certificates are not verified")] : []),
  ];
  const description = definition.description === null ? [] : wrapText(definition.description, width);
  return [
    line([...held, `${counts.skipped} skipped`].join(", ")),
    ...description.map((text) => line(text)),
    ...packed(facts, width),
  ];
}

/** What could be better, each with the id by which the config ignores it. */
function practiceLines(view: ProviderView, { data, now, glyphs, width }: DetailInput): readonly Line[] {
  const lines = brokenPractices(view, data, now).flatMap(({ seen, advice, practice, checkedAt }) => [
    ...wrapText(`${glyphs.warn} ${seen}${checkedText(checkedAt, now)} [${practice ?? ""}]`, width).map(
      (text) => line(span(text, "warn")),
    ),
    ...wrapText(advice ?? "", width - 2).map((text) => line(span(`  ${text}`, "dim"))),
  ]);
  return lines.length === 0 ? [] : [line(), ...lines];
}

function checkedText(checkedAt: string | null, now: number): string {
  const ago = agoText(checkedAt, now);
  return ago === null ? "" : ` (checked ${ago})`;
}

function secondsText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
