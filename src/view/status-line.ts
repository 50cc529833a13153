import type { Act } from "./act.ts";
import { ageText, untilText } from "./age.ts";
import { sliceColumns, textWidth } from "./cell.ts";
import type { ConsoleState, ProviderView } from "./console-data.ts";
import type { Glyphs } from "./glyphs.ts";
import { firstKey } from "./keys.ts";
import { fitLine, line, lineWidth, span, type Line, type Span } from "./line.ts";
import { providerListing, rowUnderCursor, scopeOf } from "./listing.ts";
import { progressText, providerLook, providerProblem } from "./provider-rows.ts";
import { ALL_SCOPE } from "./rows.ts";

export type EdgeInput = Act & { readonly glyphs: Glyphs };

const DOTS = 16;

/**
 * The first line: the config and whether it is valid, one dot per Provider, when the next synchronization is due. What
 * has no room goes, the path first made shorter, then the right end left out.
 */
export function statusLine(input: EdgeInput, width: number): Line {
  const { data, now, glyphs, view } = input;
  const parts = [providersPart(data, glyphs), nextPart(data, now), ...stalePart(data, now, glyphs)];
  const right = line(span(` ${firstKey(view.keymap, "help.open") ?? ":"} help `, "dim"));
  const state = configState(data, glyphs);
  const fixed = line(span(" portico  ", "title"), span(state.text, state.role), ...parts.flatMap(spaced));
  const room = width - lineWidth(fixed) - lineWidth(right) - 1;
  const path = shortPath(data.config.file ?? "no config", Math.max(14, room), glyphs.ellipsis);
  const left = line(
    span(" portico  ", "title"),
    path,
    " ",
    span(state.text, state.role),
    ...parts.flatMap(spaced),
  );
  const gap = width - lineWidth(left) - lineWidth(right);
  return fitLine(
    gap < 0 ? left : line(...left.spans, " ".repeat(gap), ...right.spans),
    width,
    glyphs.ellipsis,
  );
}

/** The Provider that is listed, in one line, where there is no room for the pane of all. */
export function selectorLine(input: EdgeInput, width: number): Line {
  const { view, data, glyphs, now } = input;
  const listing = providerListing({ view, data });
  const row = rowUnderCursor(listing);
  const key = firstKey(view.keymap, "pane.providers") ?? "";
  const head = [span(` ${key} `, "dim"), span(`${glyphs.cursor} `, "focus")];
  const place = span(`  ${listing.index + 1} of ${listing.count}`, "dim");
  const provider = row?.view ?? null;
  if (provider === null) {
    const name = scopeOf(view) === ALL_SCOPE ? "ALL" : scopeOf(view);
    return fitLine(line(...head, span(name, "title"), place), width, glyphs.ellipsis);
  }
  const look = providerLook(provider, glyphs);
  const note = noteOf(provider, input, Math.max(0, Math.floor(width / 2)));
  const { products, plans } = provider.status.counts;
  const counts = `  ${products} ${glyphs.dot} ${plans}`;
  const age = provider.status.state === "down" ? ageText(provider.status.lastSuccessAt, now) : null;
  return fitLine(
    line(
      ...head,
      span(`${look.glyph} `, look.role),
      span(provider.definition.name, "title"),
      counts,
      place,
      span(note === "" ? "" : `  ${note}`, "dim"),
      span(age === null ? "" : `, stale ${age}`, "dim"),
    ),
    width,
    glyphs.ellipsis,
  );
}

function noteOf(provider: ProviderView, { glyphs }: EdgeInput, width: number): string {
  if (provider.progress !== null) return progressText(provider.progress, glyphs, width);
  return providerProblem(provider) ?? "";
}

function spaced(part: readonly Span[]): readonly Span[] {
  return part.length === 0 ? [] : [span("   "), ...part];
}

function configState(
  { config }: ConsoleState,
  glyphs: Glyphs,
): Span & { readonly role: "ok" | "warn" | "error" } {
  const { state, issues, warnings, loadedAt } = config;
  if (state === "missing") return { text: glyphs.warn, role: "warn" };
  if (state === "broken") {
    const errors = issues.length === 1 ? "1 error" : `${issues.length} errors`;
    const running = loadedAt === null ? "" : ", running on the last good one";
    return { text: `${glyphs.error} ${errors}${running}`, role: "error" };
  }
  if (warnings.length === 0) return { text: glyphs.ok, role: "ok" };
  return {
    text: `${glyphs.warn} ${warnings.length === 1 ? "1 warning" : `${warnings.length} warnings`}`,
    role: "warn",
  };
}

function providersPart({ providers }: ConsoleState, glyphs: Glyphs): readonly Span[] {
  const count = providers.length === 1 ? "1 provider " : `${providers.length} providers `;
  const dots = providers.slice(0, DOTS).map((view) => {
    const look = providerLook(view, glyphs);
    return span(look.glyph, look.role);
  });
  const more = providers.length > DOTS ? [span(`+${providers.length - DOTS}`, "dim")] : [];
  return [span(count), ...dots, ...more];
}

function nextPart(data: ConsoleState, now: number): readonly Span[] {
  if (data.providers.some(({ progress }) => progress !== null)) return [span("syncing")];
  const until = untilText(data.nextSyncAt, now);
  return [span(until === null ? "sync by hand" : `next sync ${until}`)];
}

/** Said only when no Provider answers: everything on the screen is old then. */
function stalePart(data: ConsoleState, now: number, glyphs: Glyphs): readonly (readonly Span[])[] {
  const enabled = data.providers.filter(({ definition }) => definition.enabled);
  if (enabled.length === 0 || enabled.some(({ status }) => status.state !== "down")) return [];
  const last =
    enabled
      .map(({ status }) => status.lastSuccessAt ?? "")
      .toSorted()
      .at(-1) ?? "";
  const age = ageText(last === "" ? null : last, now);
  const text = `${glyphs.error} every Provider is down${age === null ? "" : `, shown is ${age} old`}`;
  return [[span(text, "error")]];
}

/** The end of a path matters most. */
function shortPath(path: string, width: number, ellipsis: string): string {
  const all = textWidth(path);
  if (all <= width) return path;
  return ellipsis + sliceColumns(path, all - width + textWidth(ellipsis), all);
}
