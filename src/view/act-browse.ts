import type { AppEvent } from "../core/events.ts";
import type { Act, Handler } from "./act.ts";
import { promotedFromDiff } from "./act-promote.ts";
import type { ActionId } from "./action-table.ts";
import { providerInQuestion } from "./provider-in-question.ts";
import { browseText } from "./browse-text.ts";
import {
  browseListing,
  EVERYTHING,
  hasMore,
  isBrowse,
  withBrowseList,
  type Browse,
  type BrowseOverlay,
  type HistoryOverlay,
} from "./browse.ts";
import { browseRooms } from "./browse-rect.ts";
import { otherProviders } from "./compared.ts";
import { rowUnderCursor } from "./listing.ts";
import { cursorAt, reseated } from "./settle.ts";
import { NO_LIST, stay, step, type Overlay, type Step, type ViewState } from "./view-state.ts";
import { clamp } from "./window.ts";

const FRESH: Browse = { list: NO_LIST, opened: false, top: 0 };
const NOTHING_READ: readonly AppEvent[] = [];
/** Enough to begin with; the rest is read once it is wanted. */
const FIRST = 1000;

export const BROWSE_ACTIONS = {
  "activity.open": (act) =>
    act.view.overlay?.kind === "history" ? stay(closed(act.view)) : openedHistory(act),
  "diff.open": (act) => {
    const a = providerInQuestion(act);
    if (a === null) return stay(act.view);
    const [only, second] = otherProviders(act.data, a);
    const b = second === undefined ? (only ?? null) : null;
    return stay({ ...act.view, overlay: { kind: "diff", browse: FRESH, a, b } });
  },
  "diff.swap": ({ view }) => {
    const { overlay } = view;
    if (overlay?.kind !== "diff" || overlay.b === null) return stay(view);
    return stay({ ...view, overlay: { kind: "diff", browse: FRESH, a: overlay.b, b: overlay.a } });
  },
  "diff.promote": (act) => promotedFromDiff(act),
} as const satisfies Partial<Record<ActionId, Handler>>;

/** Opens the list of everything that happened, and asks the store for what is not here yet. */
export function openedHistory({ view }: Act): Step {
  const overlay = {
    kind: "history",
    browse: FRESH,
    read: NOTHING_READ,
    answered: 0,
    asked: FIRST,
    wantsEnd: false,
  } as const;
  return step({ ...view, overlay }, { type: "read-history", limit: FIRST });
}

/** The newest `limit` events that the store has, oldest first. */
export type HistoryAnswer = {
  readonly type: "history-read";
  readonly limit: number;
  readonly events: readonly AppEvent[];
};

export function historyRead(act: Act, { events, limit }: HistoryAnswer): Step {
  const { overlay } = act.view;
  if (overlay?.kind !== "history" || overlay.asked !== limit) return stay(act.view);
  const read = { ...overlay, read: events, answered: limit, wantsEnd: false };
  const shown = withOverlay(act.view, read);
  return overlay.wantsEnd
    ? movedInBrowse({ ...act, view: shown }, read, Number.MAX_SAFE_INTEGER)
    : stay(shown);
}

/** The cursor, or the text of what is opened, so many rows further. */
export function movedInBrowse(act: Act, overlay: BrowseOverlay, rows: number): Step {
  const { view, data } = act;
  const rooms = browseRooms(view.size, overlay);
  if (overlay.browse.opened) {
    const last = Math.max(0, browseText(overlay, act).length - rooms.text);
    const top = clamp(Math.min(overlay.browse.top, last) + rows, 0, last);
    return stay(withOverlay(view, { ...overlay, browse: { ...overlay.browse, top } }));
  }
  const listing = browseListing(overlay, data, view);
  const cursor = cursorAt(listing, listing.index + rows, rooms.list);
  const moved = withBrowseList(overlay, { cursor });
  const isNearEnd = (cursor?.index ?? 0) + 2 * rooms.list >= listing.count;
  const isFar = rows > listing.count;
  return moved.kind === "history" && isNearEnd
    ? askedForMore(view, moved, isFar)
    : stay(withOverlay(view, moved));
}

/** So many rows that a page takes. */
export function browsePage({ size }: ViewState, overlay: BrowseOverlay): number {
  const { list, text } = browseRooms(size, overlay);
  return overlay.browse.opened ? text : list;
}

/** Enter: into what is under the cursor, and out again. */
export function enteredBrowse({ view, data }: Act, overlay: BrowseOverlay): Step {
  const { browse } = overlay;
  if (browse.opened) return stay(withOverlay(view, { ...overlay, browse: { ...browse, opened: false } }));
  const row = rowUnderCursor(browseListing(overlay, data, view));
  if (row === null) return stay(view);
  if (overlay.kind === "diff" && row.kind === "provider") {
    return stay(withOverlay(view, { ...overlay, browse: FRESH, b: row.name }));
  }
  return stay(withOverlay(view, { ...overlay, browse: { ...browse, opened: true, top: 0 } }));
}

/** Esc: out of what is opened, then the filter, the marks, the list; null where none of that is left. */
export function escapedBrowse({ view, data }: Act): ViewState | null {
  const { overlay } = view;
  if (!isBrowse(overlay)) return null;
  const { browse } = overlay;
  if (browse.opened) return withOverlay(view, { ...overlay, browse: { ...browse, opened: false } });
  const { filter, marks, range } = browse.list;
  if (filter !== "") return filteredBrowse({ view, data }, overlay, "");
  if (marks.size > 0 || range !== null) {
    return withOverlay(view, withBrowseList(overlay, { marks: new Set(), range: null }));
  }
  const isChosen =
    overlay.kind === "diff" && overlay.b !== null && otherProviders(data, overlay.a).length > 1;
  return isChosen ? withOverlay(view, { ...overlay, browse: FRESH, b: null }) : closed(view);
}

/** The view with the list narrowed by what is typed; its cursor stays on its object while that is listed. */
export function filteredBrowse(
  { view, data }: Pick<Act, "view" | "data">,
  overlay: BrowseOverlay,
  filter: string,
): ViewState {
  const next = withBrowseList(
    { ...overlay, browse: { ...overlay.browse, opened: false } },
    { filter, range: null },
  );
  const listing = browseListing(next, data, view);
  const { cursor } = overlay.browse.list;
  return withOverlay(
    view,
    withBrowseList(next, { cursor: reseated(listing, [cursor?.id], cursor?.index ?? 0) }),
  );
}

/** What is typed into a filter is looked for in everything, so everything has to be here. */
export function readForFilter(view: ViewState): Step {
  const { overlay } = view;
  return overlay?.kind === "history" ? askedForMore(view, overlay, false) : stay(view);
}

function askedForMore(view: ViewState, overlay: HistoryOverlay, isFar: boolean): Step {
  if (!hasMore(overlay)) return stay(withOverlay(view, overlay));
  const next = { ...overlay, asked: EVERYTHING, wantsEnd: overlay.wantsEnd || isFar };
  if (overlay.asked === EVERYTHING) return stay(withOverlay(view, next));
  return step(withOverlay(view, next), { type: "read-history", limit: EVERYTHING });
}

function withOverlay(view: ViewState, overlay: Overlay): ViewState {
  return { ...view, overlay };
}

function closed(view: ViewState): ViewState {
  return { ...view, overlay: null };
}
