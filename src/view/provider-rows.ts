import type { SyncProgress } from "../core/sync-report.ts";
import { isPassed } from "../core/check.ts";
import { forText } from "./age.ts";
import { clip, fit, textWidth } from "./cell.ts";
import type { ConsoleState, ProviderView } from "./console-data.ts";
import { matches, parseFilter } from "./filter.ts";
import type { Glyphs } from "./glyphs.ts";
import { hasSeriousPractice } from "./provider-practices.ts";
import { line, span, type Line, type Role } from "./line.ts";
import { ALL_SCOPE } from "./rows.ts";

/** A row of the Providers pane. `id` is the Provider's name, or ALL_SCOPE for the first one, which has no `view`. */
export type ProviderRow = {
  readonly id: string;
  readonly name: string;
  readonly view: ProviderView | null;
};

export const ALL_ROW: ProviderRow = { id: ALL_SCOPE, name: "ALL", view: null };

export type ProviderFilter = { readonly filter: string; readonly problems: boolean };

/** What a Provider looks like at a glance; `word` says the same as the glyph. */
export type ProviderLook = { readonly glyph: string; readonly word: string; readonly role: Role };

/** ALL first, then the Providers in config order, as far as they match. */
export function providerRowsOf(
  data: ConsoleState,
  { filter, problems }: ProviderFilter,
): readonly ProviderRow[] {
  const rows = data.providers.map(rowOf);
  if (filter === "" && !problems) return [ALL_ROW, ...rows];
  const parsed = parseFilter(filter, []);
  const listed = rows.filter(({ name, view }) => {
    const { adapter, environment, description, url } = view.definition;
    const text = [name, adapter, environment, description, url, view.status.state].join("\n");
    if (problems && !isTroubled(view, data)) return false;
    return matches(parsed, { text, lower: text.toLowerCase(), column: () => "" });
  });
  return [ALL_ROW, ...listed];
}

/** Something is wrong with it, its last check failed, or it breaks a best practice that matters where it is. */
function isTroubled(view: ProviderView, data: ConsoleState): boolean {
  if (providerProblem(view) !== null) return true;
  const steps = data.checks.get(view.definition.name)?.steps ?? [];
  // Between two minutes nothing becomes late: the newest event is now enough.
  const now = Date.parse(data.events.at(-1)?.at ?? data.config.loadedAt ?? "");
  return !isPassed(steps) || hasSeriousPractice(view, data, now);
}

const made = new WeakMap<ProviderView, ProviderRow & { readonly view: ProviderView }>();

/** The same row as before while the Provider has not changed. */
function rowOf(view: ProviderView): ProviderRow & { readonly view: ProviderView } {
  const known = made.get(view);
  if (known !== undefined) return known;
  const { name } = view.definition;
  const row = { id: name, name, view };
  made.set(view, row);
  return row;
}

/** What the operator should see to, in fewer words where it has no more than `room` columns; null when all is well. */
export function providerProblem(view: ProviderView, room = Number.POSITIVE_INFINITY): string | null {
  const problem = problemText(view);
  return problem === null || textWidth(problem) <= room ? problem : (reasonWord(view) ?? problem);
}

function problemText(view: ProviderView): string | null {
  if (view.loadError !== null) return view.loadError.message;
  if (view.status.state === "down") return view.status.error?.message ?? "down";
  return view.status.held === null ? null : "returned no policies; held";
}

export function providerLook(view: ProviderView, glyphs: Glyphs): ProviderLook {
  if (!view.definition.enabled) return { glyph: glyphs.disabled, word: "disabled", role: "dim" };
  if (view.progress !== null) return { glyph: glyphs.syncing, word: "syncing", role: "focus" };
  if (view.loadError !== null) return { glyph: glyphs.down, word: "not loaded", role: "error" };
  if (view.status.held !== null) return { glyph: glyphs.held, word: "held", role: "warn" };
  if (view.status.state === "up") return { glyph: glyphs.up, word: "up", role: "ok" };
  if (view.status.state === "down") return { glyph: glyphs.down, word: "down", role: "error" };
  return { glyph: glyphs.unknown, word: "unknown", role: "dim" };
}

export type ProviderDrawing = {
  readonly now: number;
  readonly glyphs: Glyphs;
  readonly width: number;
};

/** A row without its cursor: one line, and a second one for progress, or for why it is down and how old what is shown is. */
export function providerLines(
  row: ProviderRow,
  data: ConsoleState,
  drawing: ProviderDrawing,
): readonly Line[] {
  const { glyphs, width } = drawing;
  const look = row.view === null ? { glyph: " ", role: "dim" as const } : providerLook(row.view, glyphs);
  const counts = countsText(row, data, glyphs);
  const nameWidth = Math.max(4, width - 2 - textWidth(counts) - 1);
  const dim = row.view !== null && (!row.view.definition.enabled || row.view.status.state === "down");
  const name = fit(row.name, nameWidth, { ellipsis: glyphs.ellipsis });
  const first = line(span(look.glyph, look.role), " ", span(name, dim ? "dim" : null), " ", counts);
  const second = row.view === null ? null : secondLine(row.view, drawing);
  return second === null ? [first] : [first, second];
}

/** `▓▓▓░░░ 412 kB`: how far a synchronization is, in at most `width` columns. */
export function progressText(progress: SyncProgress, glyphs: Glyphs, width: number): string {
  if (progress.phase !== "reading") return clip(progress.phase, width, glyphs.ellipsis);
  const amount = amountText(progress.received, progress.what);
  if (progress.total === null || progress.total <= 0) return clip(amount, width, glyphs.ellipsis);
  const cells = Math.max(0, Math.min(10, width - textWidth(amount) - 1));
  const full = Math.round(cells * Math.min(1, progress.received / progress.total));
  const bar = glyphs.barFull.repeat(full) + glyphs.barEmpty.repeat(cells - full);
  return clip(`${bar} ${amount}`, width, glyphs.ellipsis);
}

function amountText(received: number, what: string | null): string {
  const kilobytes = received / 1000;
  const size = kilobytes < 1000 ? `${Math.round(kilobytes)} kB` : `${(kilobytes / 1000).toFixed(1)} MB`;
  return what === null ? size : `${size} of ${what}`;
}

function secondLine(view: ProviderView, { now, glyphs, width }: ProviderDrawing): Line | null {
  const room = width - 2;
  if (view.progress !== null) return line("  ", span(progressText(view.progress, glyphs, room), "dim"));
  const reason = providerProblem(view, 0);
  if (reason === null) return null;
  const age = forText(view.status.lastSuccessAt, now);
  const stale = view.status.state !== "down" ? "" : age === null ? ", never read" : `, stale ${age}`;
  const whole = textWidth(reason + stale) <= room ? reason + stale : reason;
  return line("  ", span(clip(whole, room, glyphs.ellipsis), "dim"));
}

/** Few words for the errors that are common; the message itself stands in the detail. */
function reasonWord(view: ProviderView): string | null {
  const code = view.loadError?.code ?? view.status.error?.code;
  if (code === undefined && view.status.held !== null) return "no policies: s decides";
  return code === undefined ? null : (REASONS[code] ?? null);
}

const REASONS: Readonly<Record<string, string>> = {
  CANNOT_RESOLVE: "cannot resolve",
  CONNECTION_REFUSED: "refused",
  CONNECTION_LOST: "connection lost",
  TLS_UNTRUSTED: "TLS untrusted",
  TIMED_OUT: "timed out",
  NOT_AUTHORISED: "not authorised",
  PERMISSION_MISSING: "permission missing",
  USER_INACTIVE: "user inactive",
  ORGANISATION_MISMATCH: "wrong organisation",
  WRONG_SERVICE: "wrong service",
  MALFORMED: "malformed answer",
  TOO_LARGE: "answer too large",
  THROTTLED: "throttled",
  SERVER_ERROR: "server error",
  SECRET_UNAVAILABLE: "no secret",
  CANCELLED: "cancelled",
};

function countsText(row: ProviderRow, data: ConsoleState, glyphs: Glyphs): string {
  const views = row.view === null ? data.providers : [row.view];
  const products = views.reduce((sum, view) => sum + view.status.counts.products, 0);
  const plans = views.reduce((sum, view) => sum + view.status.counts.plans, 0);
  return `${String(products).padStart(3)} ${glyphs.dot} ${String(plans).padEnd(2)}`;
}
