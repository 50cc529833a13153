import { counted } from "../core/counted.ts";
import type { Act } from "./act.ts";
import { forText, oldText, untilText } from "./age.ts";
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
 * has no room goes: the path is made shorter, then help and the next synchronization are left out.
 */
export function statusLine(input: EdgeInput, width: number): Line {
  const { data, now, glyphs, view } = input;
  const help = line(span(` ${firstKey(view.keymap, "help.open") ?? ":"} help `, "dim"));
  const told = [providersPart(data, glyphs), ...stalePart(data, now, glyphs)];
  const all = told.toSpliced(1, 0, nextPart(data, now));
  const choices = [
    { parts: all, right: help },
    { parts: all, right: line() },
    { parts: told, right: help },
    { parts: told, right: line() },
    { parts: told, right: line(), isBrief: true },
  ].map(({ parts, right, isBrief = false }) => {
    const room = width - lineWidth(right);
    return { left: statusStart(input, { parts, isBrief, room }), right };
  });
  const chosen =
    choices.find(({ left, right }) => lineWidth(left) + lineWidth(right) <= width) ?? choices.at(-1);
  const { left, right } = chosen ?? { left: line(), right: line() };
  const gap = Math.max(0, width - lineWidth(left) - lineWidth(right));
  return fitLine(line(...left.spans, " ".repeat(gap), ...right.spans), width, glyphs.ellipsis);
}

type Start = {
  readonly parts: readonly (readonly Span[])[];
  readonly isBrief: boolean;
  readonly room: number;
};

/** The config and the parts behind it, the path as long as there is room for. */
function statusStart({ data, glyphs }: EdgeInput, { parts, isBrief, room }: Start): Line {
  const name = span(" portico  ", "title");
  const state = configState(data, glyphs, isBrief);
  const rest = [" ", span(state.text, state.role), ...parts.flatMap(spaced)];
  const left = room - lineWidth(line(name, ...rest));
  return line(name, shortPath(data.config.file ?? "no config", Math.max(14, left), glyphs.ellipsis), ...rest);
}

/** The Provider that is listed, in one line, where there is no room for the pane of all. */
export function selectorLine(input: EdgeInput, width: number): Line {
  const { view, data, glyphs } = input;
  const listing = providerListing({ view, data });
  const provider = rowUnderCursor(listing)?.view ?? null;
  const key = firstKey(view.keymap, "pane.providers") ?? "";
  const head = line(span(` ${key} `, "dim"), span(`${glyphs.cursor} `, "focus"));
  // ALL comes first, and is none of them.
  const others = listing.count - 1;
  const isGone = listing.ghost >= 0 && listing.ghost === listing.index;
  if (provider === null || isGone) {
    const name = scopeOf(view) === ALL_SCOPE ? "ALL" : scopeOf(view);
    const said = isGone ? "left the config" : counted(others, "Provider");
    const whole = line(...head.spans, span(name, "title"), span(`  ${said}`, "dim"));
    return fitLine(whole, width, glyphs.ellipsis);
  }
  const look = providerLook(provider, glyphs);
  const { products, plans } = provider.status.counts;
  const start = line(
    ...head.spans,
    span(`${look.glyph} `, look.role),
    span(provider.definition.name, "title"),
    `  ${products} ${glyphs.dot} ${plans}`,
    span(`  ${listing.index} of ${others}  `, "dim"),
  );
  const note = span(noteOf(provider, input, width - lineWidth(start)), "dim");
  return fitLine(line(...start.spans, note), width, glyphs.ellipsis);
}

function noteOf(provider: ProviderView, { glyphs, now }: EdgeInput, room: number): string {
  if (provider.progress !== null) return progressText(provider.progress, glyphs, room);
  const age = provider.status.state === "down" ? forText(provider.status.lastSuccessAt, now) : null;
  const stale = age === null ? "" : `, stale ${age}`;
  const problem = providerProblem(provider, room - textWidth(stale));
  return problem === null ? "" : problem + stale;
}

function spaced(part: readonly Span[]): readonly Span[] {
  return part.length === 0 ? [] : [span("   "), ...part];
}

function configState(
  { config }: ConsoleState,
  glyphs: Glyphs,
  isBrief: boolean,
): Span & { readonly role: "ok" | "warn" | "error" } {
  const { state, issues, warnings, loadedAt } = config;
  if (state === "missing") return { text: glyphs.warn, role: "warn" };
  if (state === "broken") {
    const errors = issues.length === 1 ? "1 error" : `${issues.length} errors`;
    const running = loadedAt === null || isBrief ? "" : ", running on the last good one";
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
  const age = oldText(last === "" ? null : last, now);
  const text = `${glyphs.error} all are down${age === null ? "" : `, shown is ${age}`}`;
  return [[span(text, "error")]];
}

/** The end of a path matters most. */
function shortPath(path: string, width: number, ellipsis: string): string {
  const all = textWidth(path);
  if (all <= width) return path;
  return ellipsis + sliceColumns(path, all - width + textWidth(ellipsis), all);
}
