import { withList, withProviders, type Act } from "./act.ts";
import { indexOfRow } from "./arrange.ts";
import { providerListing, rowAt, rowUnderCursor, scopeOf, tabListing, type Listing } from "./listing.ts";
import { ALL_SCOPE } from "./rows.ts";
import type { Cursor, DetailTarget, ViewState } from "./view-state.ts";
import { clamp, windowOf } from "./window.ts";

/** How long the cursor rests before the detail follows it, in milliseconds. */
export const DETAIL_REST = 120;

type Identified = { readonly id: string };

/**
 * Brings the view up to the data: cursors find their objects again wherever these are now, one that has vanished leaves
 * a ghost, and a list without a cursor gets one. Never moves a cursor from one object to another.
 */
export function settled({ view, data, now }: Act): ViewState {
  const providers = settledCursor(providerListing({ view, data }), true);
  const next = providers === view.providers.cursor ? view : withProviders(view, { cursor: providers });
  const listing = tabListing({ view: next, data, now });
  const cursor = settledCursor(listing, isComplete({ view: next, data, now }));
  return cursor === listing.state.cursor ? next : withList(next, { cursor });
}

/** The cursor on the row at `index`, its line in the window moved by as much. */
export function cursorAt<R extends Identified>(
  listing: Listing<R>,
  index: number,
  height: number,
): Cursor<R> | null {
  const { count } = listing;
  const target = clamp(index, 0, count - 1);
  const row = rowAt(listing, target);
  if (row === undefined) return listing.state.cursor;
  const before = windowOf({ count, cursor: listing.index, offset: offsetOf(listing), height });
  const offset = before.offset + target - listing.index;
  const place = target === listing.ghost ? target : indexOfRow(listing.rows, row.id);
  const after = windowOf({ count, cursor: target, offset, height });
  return { id: row.id, index: place, offset: after.offset, row };
}

export function offsetOf<R>(listing: Listing<R>): number {
  return listing.state.cursor?.offset ?? 0;
}

/**
 * The cursor after the operator has changed what is listed: on the first of `wanted` that still is, else on the row at
 * `fallback`. Null in an empty list.
 */
export function reseated<R extends Identified>(
  listing: Listing<R>,
  wanted: readonly (string | null | undefined)[],
  fallback: number,
): Cursor<R> | null {
  const { rows } = listing;
  const found = wanted.map((id) => (id == null ? -1 : indexOfRow(rows, id))).find((index) => index >= 0);
  const index = found ?? clamp(fallback, 0, rows.length - 1);
  const row = rows[index];
  return row === undefined ? null : { id: row.id, index, offset: offsetOf(listing), row };
}

/** The object that the detail should show now. */
export function targetOf({ view, data, now }: Act): DetailTarget | null {
  const focus = view.focus;
  if (focus === "activity") return view.detail;
  if (focus === "providers" || (focus === "detail" && view.detail?.kind === "provider")) {
    const row = rowUnderCursor(providerListing({ view, data }));
    return row === null ? null : { kind: "provider", row };
  }
  const row = rowUnderCursor(tabListing({ view, data, now }));
  return row === null ? null : { kind: "row", row };
}

/** The detail on its object at once. */
export function shownDetail(act: Act): ViewState {
  const { view } = act;
  const target = targetOf(act);
  if (sameTarget(target, view.detail)) {
    return view.detailDueAt === null && target?.row === view.detail?.row
      ? view
      : { ...view, detail: target, detailDueAt: null };
  }
  const texts = { ...view.texts, detail: { ...view.texts.detail, top: 0, match: null } };
  return { ...view, detail: target, detailDueAt: null, texts };
}

/**
 * The detail of the same object brought up to date; of another one it follows at `dueAt`, once the cursor has rested,
 * so that holding a key never redraws it.
 */
export function followingDetail(act: Act, dueAt: number): ViewState {
  const { view } = act;
  const target = targetOf(act);
  const shown = view.detail === null || target === null || sameTarget(target, view.detail);
  return shown ? shownDetail(act) : { ...view, detailDueAt: dueAt };
}

function sameTarget(a: DetailTarget | null, b: DetailTarget | null): boolean {
  return a?.kind === b?.kind && a?.row.id === b?.row.id && kindOf(a) === kindOf(b);
}

function kindOf(target: DetailTarget | null): string | null {
  return target?.kind === "row" ? target.row.kind : null;
}

/** True when every catalog of the scope is here, so that an object remembered and not found is gone. */
function isComplete({ view, data }: Act): boolean {
  const scope = scopeOf(view);
  return data.providers.every(({ definition: { name } }) =>
    scope === ALL_SCOPE || scope === name ? data.catalogs.has(name) : true,
  );
}

function settledCursor<R extends Identified>(listing: Listing<R>, complete: boolean): Cursor<R> | null {
  const { cursor } = listing.state;
  if (cursor === null) return reseated(listing, [], 0);
  const index = indexOfRow(listing.rows, cursor.id);
  if (index >= 0) {
    const row = listing.rows[index] ?? null;
    return row === cursor.row && index === cursor.index ? cursor : { ...cursor, index, row };
  }
  return cursor.row === null && complete ? reseated(listing, [], 0) : cursor;
}
