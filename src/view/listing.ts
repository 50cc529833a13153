import { arrange, indexOfRow, type Arranged } from "./arrange.ts";
import type { ConsoleState, ProviderView } from "./console-data.ts";
import { UNICODE_GLYPHS, type Glyphs } from "./glyphs.ts";
import { USAGE } from "./credential-columns.ts";
import type { UsageByRow } from "./credential-watch.ts";
import { columnsOf, type ListColumn, type ListContext } from "./list-columns.ts";
import { providerRowsOf, type ProviderRow } from "./provider-rows.ts";
import { ALL_SCOPE, rowsOf, type Row } from "./rows.ts";
import { listKey, NO_LIST, type ListState, type ViewState } from "./view-state.ts";

/**
 * A list as it stands on the screen: `rows` in order, and among them, at `ghost`, an object that has vanished while the
 * cursor was on it (-1 without one). `index` is the cursor's place, -1 in an empty list.
 */
export type Listing<R> = {
  readonly state: ListState<R>;
  readonly rows: readonly R[];
  readonly ghost: number;
  readonly index: number;
  readonly count: number;
};

export type TabListing = Listing<Row> & {
  readonly scope: string;
  readonly columns: readonly ListColumn[];
  readonly arranged: Arranged;
  readonly context: ListContext;
  /** Every row of the tab, listed or not. */
  readonly all: readonly Row[];
};

export type ListingInput = {
  readonly view: ViewState;
  readonly data: ConsoleState;
  readonly now: number;
  readonly glyphs?: Glyphs;
};

/** The Provider whose Products and Plans are listed; ALL_SCOPE for all of them. */
export function scopeOf(view: ViewState): string {
  return view.providers.cursor?.id ?? ALL_SCOPE;
}

export function listStateOf(view: ViewState): ListState {
  return view.lists[listKey(scopeOf(view), view.tab)] ?? NO_LIST;
}

/** The list of the tab that is shown. */
export function tabListing({ view, data, now, glyphs = UNICODE_GLYPHS }: ListingInput): TabListing {
  const scope = scopeOf(view);
  const state = listStateOf(view);
  const {
    credentials: { usage },
    offsetMinutes,
  } = view;
  const columns = shownColumns(columnsOf(view.tab, scope), usage);
  const owners = ownersOf(data);
  const context: ListContext = {
    now,
    offsetMinutes,
    glyphs,
    usage,
    owner: (name) => owners.byName.get(name),
  };
  const all = rowsOf(data, scope, view.tab);
  const { sort, filter, hidden, problems } = state;
  const how = { columns, sort, filter, hidden, problems, context, ownersKey: owners.key };
  const arranged = arrange(all, how);
  return { ...placed(state, arranged.rows), scope, columns, arranged, context, all };
}

const used = new WeakMap<UsageByRow, boolean>();

/** Where nothing is known of any use, there is no column for it. */
function shownColumns(columns: readonly ListColumn[], usage: UsageByRow): readonly ListColumn[] {
  if (!columns.includes(USAGE)) return columns;
  const isKnown = used.get(usage) ?? [...usage.values()].some((one) => one !== null);
  used.set(usage, isKnown);
  return isKnown ? columns : columns.filter((column) => column !== USAGE);
}

/** The Providers pane. */
export function providerListing({ view, data }: Pick<ListingInput, "view" | "data">): Listing<ProviderRow> {
  return placed(view.providers, providerRowsOf(data, view.providers));
}

/** The row on a line of the list; undefined beyond its end. */
export function rowAt<R>(listing: Listing<R>, index: number): R | undefined {
  if (listing.ghost < 0 || index < listing.ghost) return listing.rows[index];
  if (index === listing.ghost) return listing.state.cursor?.row ?? undefined;
  return listing.rows[index - 1];
}

/** The row under the cursor, a vanished one included. */
export function rowUnderCursor<R>(listing: Listing<R>): R | null {
  return rowAt(listing, listing.index) ?? null;
}

/** The rows that are marked, in order; with a range under way, those in it too. */
export function markedRows<R extends { readonly id: string }>(listing: Listing<R>): readonly R[] {
  const isMarked = markedTest(listing);
  return listing.rows.filter((row, at) => isMarked(row.id, lineOf(listing, at)));
}

/** Whether what stands on a line of the list is marked, by its id and line. A ghost never is. */
export function markedTest<R extends { readonly id: string }>(
  listing: Listing<R>,
): (id: string, line: number) => boolean {
  const { marks, range } = listing.state;
  const start = range === null ? -1 : indexOfRow(listing.rows, range);
  if (start < 0) return (id) => marks.has(id);
  const from = Math.min(lineOf(listing, start), listing.index);
  const to = Math.max(lineOf(listing, start), listing.index);
  return (id, line) => marks.has(id) || (line >= from && line <= to && line !== listing.ghost);
}

/** The line of a row, by its place among the rows: a ghost takes one too. */
function lineOf<R>({ ghost }: Listing<R>, index: number): number {
  return ghost >= 0 && index >= ghost ? index + 1 : index;
}

/** A list with its cursor found again among the rows; one that has vanished leaves a ghost. */
export function placed<R extends { readonly id: string }>(
  state: ListState<R>,
  rows: readonly R[],
): Listing<R> {
  const { cursor } = state;
  if (cursor === null) return { state, rows, ghost: -1, index: rows.length > 0 ? 0 : -1, count: rows.length };
  const index = indexOfRow(rows, cursor.id);
  if (index >= 0) return { state, rows, ghost: -1, index, count: rows.length };
  const place = Math.min(cursor.index, rows.length);
  if (cursor.row !== null) return { state, rows, ghost: place, index: place, count: rows.length + 1 };
  return { state, rows, ghost: -1, index: rows.length > 0 ? 0 : -1, count: rows.length };
}

const owned = new WeakMap<
  readonly ProviderView[],
  { readonly byName: ReadonlyMap<string, ProviderView>; readonly key: string }
>();

function ownersOf(data: ConsoleState) {
  const known = owned.get(data.providers);
  if (known !== undefined) return known;
  const byName = new Map(data.providers.map((view) => [view.definition.name, view]));
  const states = data.providers.map(({ status }) => [
    status.state,
    status.held !== null,
    status.lastSuccessAt,
  ]);
  const made = { byName, key: JSON.stringify(states) };
  owned.set(data.providers, made);
  return made;
}
