import type { DiffRow } from "../core/diff.ts";
import type { AppEvent } from "../core/events.ts";
import { joinedEvents } from "../core/history.ts";
import type { ConsoleState } from "./console-data.ts";
import { differencesOf, differenceText, otherProviders } from "./compared.ts";
import { eventText } from "./activity.ts";
import { dateAndTime } from "./age.ts";
import { changeWords } from "./change-words.ts";
import { matches, parseFilter } from "./filter.ts";
import { UNICODE_GLYPHS } from "./glyphs.ts";
import { placed, type Listing } from "./listing.ts";
import type { ListState, ViewState } from "./view-state.ts";

/** A row of a list that lies over the panes; `id` stays the same whatever comes, goes or is filtered. */
export type BrowseRow = { readonly id: string } & (
  | { readonly kind: "event"; readonly event: AppEvent }
  | { readonly kind: "difference"; readonly row: DiffRow }
  | { readonly kind: "provider"; readonly name: string }
);

/**
 * A list over the panes, and the row of it that is opened: its text scrolls, `top` is its first line on the screen.
 */
export type Browse = {
  readonly list: ListState<BrowseRow>;
  readonly opened: boolean;
  readonly top: number;
};

/**
 * What happened: `read` is what the store has answered, oldest first, when it was asked for `answered` events; it has
 * been asked for `asked`. `wantsEnd` says that the operator went to the end before all of it was there.
 */
export type HistoryOverlay = {
  readonly kind: "history";
  readonly browse: Browse;
  readonly read: readonly AppEvent[];
  readonly answered: number;
  readonly asked: number;
  readonly wantsEnd: boolean;
};

/**
 * Two Providers side by side; as long as `b` is null, the other Providers are listed, to choose one. `asked` are the rows
 * that a change is being asked for.
 */
export type DiffOverlay = {
  readonly kind: "diff";
  readonly browse: Browse;
  readonly a: string;
  readonly b: string | null;
  readonly asked?: readonly string[];
};

export type BrowseOverlay = HistoryOverlay | DiffOverlay;

/** True for a list that lies over the panes. */
export function isBrowse<O extends { readonly kind: string }>(
  overlay: O | null,
): overlay is Extract<O, { readonly kind: "history" | "diff" }> {
  return overlay?.kind === "history" || overlay?.kind === "diff";
}

/** The overlay with its list changed. */
export function withBrowseList<O extends BrowseOverlay>(overlay: O, change: Partial<Browse["list"]>): O {
  const { browse } = overlay;
  return { ...overlay, browse: { ...browse, list: { ...browse.list, ...change } } };
}

export type BrowseListing = Listing<BrowseRow> & {
  /** How many there are, listed or not. */
  readonly all: number;
  readonly problems: readonly string[];
};

/** The list of an overlay, as far as its filter lets it. */
export function browseListing(
  overlay: BrowseOverlay,
  data: ConsoleState,
  { offsetMinutes }: Pick<ViewState, "offsetMinutes">,
): BrowseListing {
  const { list } = overlay.browse;
  const rows = overlay.kind === "history" ? eventRows(overlay, data) : diffRows(overlay, data);
  const { listed, problems } = filtered(rows, list.filter, offsetMinutes);
  return { ...placed(list, listed), all: rows.length, problems };
}

/** True when the store may have older events than those that were read. */
export function hasMore({ read, answered }: HistoryOverlay): boolean {
  return read.length >= answered && answered < EVERYTHING;
}

/** As many events as a store keeps. */
export const EVERYTHING = 10_000;

type Read = { readonly read: readonly AppEvent[]; readonly newest: readonly AppEvent[] };
let lastRows: (Read & { readonly rows: readonly BrowseRow[] }) | null = null;

/** The newest first; the same rows as before while nothing has happened. */
function eventRows({ read }: HistoryOverlay, { events }: ConsoleState): readonly BrowseRow[] {
  if (lastRows?.read === read && lastRows.newest === events) return lastRows.rows;
  const seen = new Map<string, number>();
  const rows = joinedEvents(read, events).map((event): BrowseRow => {
    const name = `${event.at} ${event.kind} ${event.provider ?? ""} ${event.summary}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return { id: count === 0 ? name : `${name} ${count}`, kind: "event", event };
  });
  lastRows = { read, newest: events, rows: rows.toReversed() };
  return lastRows.rows;
}

const differenceRows = new WeakMap<readonly DiffRow[], readonly BrowseRow[]>();

function diffRows({ a, b }: DiffOverlay, data: ConsoleState): readonly BrowseRow[] {
  if (b === null) return otherProviders(data, a).map((name) => ({ id: name, kind: "provider", name }));
  const rows = differencesOf(data, a, b)?.rows ?? NO_DIFFERENCES;
  const known = differenceRows.get(rows);
  if (known !== undefined) return known;
  const made = rows.map((row): BrowseRow => {
    return { id: JSON.stringify([row.kind, row.ids.a, row.ids.b]), kind: "difference", row };
  });
  differenceRows.set(rows, made);
  return made;
}

const NO_DIFFERENCES: readonly DiffRow[] = [];

type Filtered = { readonly listed: readonly BrowseRow[]; readonly problems: readonly string[] };
type Kept = Filtered & { readonly filter: string; readonly offsetMinutes: number };
const kept = new WeakMap<readonly BrowseRow[], Kept>();

const COLUMNS = ["kind", "provider", "outcome", "name"];

function filtered(rows: readonly BrowseRow[], filter: string, offsetMinutes: number): Filtered {
  if (filter === "") return { listed: rows, problems: [] };
  const known = kept.get(rows);
  if (known?.filter === filter && known.offsetMinutes === offsetMinutes) return known;
  const parsed = parseFilter(filter, COLUMNS);
  const listed = rows.filter((row) => {
    const { text, lower } = textOf(row, offsetMinutes);
    return matches(parsed, { text, lower, column: (id) => columnText(row, id) });
  });
  const made = { listed, problems: parsed.problems, filter, offsetMinutes };
  kept.set(rows, made);
  return made;
}

type RowText = { readonly text: string; readonly lower: string };
const texts = new WeakMap<object, RowText & { readonly offsetMinutes: number }>();

function textOf(row: BrowseRow, offsetMinutes: number): RowText {
  const subject = row.kind === "event" ? row.event : row.kind === "difference" ? row.row : row;
  const known = texts.get(subject);
  if (known?.offsetMinutes === offsetMinutes) return known;
  const text = wordsOf(row, offsetMinutes);
  const made = { text, lower: text.toLowerCase(), offsetMinutes };
  texts.set(subject, made);
  return made;
}

function wordsOf(row: BrowseRow, offsetMinutes: number): string {
  if (row.kind === "provider") return row.name;
  if (row.kind === "difference") return differenceText(row.row);
  const { event } = row;
  const changes = event.changes.map(changeWords).join("\n");
  const head = `${dateAndTime(event.at, offsetMinutes)} ${event.kind} ${event.provider ?? ""} ${event.outcome}`;
  return `${head}\n${eventText(event, UNICODE_GLYPHS)}\n${event.command ?? ""}\n${changes}`;
}

function columnText(row: BrowseRow, column: string): string {
  if (row.kind === "provider") return column === "provider" || column === "name" ? row.name : "";
  if (row.kind === "difference") {
    if (column === "kind") return row.row.kind;
    return column === "name" ? row.row.name : "";
  }
  const { kind, provider, outcome } = row.event;
  return { kind, provider: provider ?? "", outcome }[column] ?? "";
}
