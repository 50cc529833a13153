import { withFocusedList, withList, withProviders, type Act, type Handler } from "./act.ts";
import type { ActionId } from "./action-table.ts";
import { browseListing, withBrowseList } from "./browse.ts";
import { markedRows, providerListing, tabListing, type Listing } from "./listing.ts";
import { reseated } from "./settle.ts";
import { stay, step, toasted, type ListState, type ViewState } from "./view-state.ts";

export const LIST_ACTIONS = {
  "find.problems": (act) => {
    const problems = !focusedListing(act).state.problems;
    const view = relisted(act, withFocusedList(act.view, { problems }));
    return step(said(act, view, problems ? "problems only" : "everything again"), { type: "save-memory" });
  },
  "find.hidden": (act) => {
    const hidden = !tabListing(act).state.hidden;
    const view = relisted(act, withList(act.view, { hidden }));
    return step(said(act, view, hidden ? "hidden items too" : "without hidden items"), {
      type: "save-memory",
    });
  },
  "mark.toggle": (act) => {
    const { state, id } = markedListing(act);
    if (state.range !== null) return stay(rangeMarked(act));
    if (id === null) return stay(act.view);
    const marks = new Set(state.marks);
    if (!marks.delete(id)) marks.add(id);
    return stay(withMarks(act.view, { marks }));
  },
  "mark.range": (act) => {
    const { state, id } = markedListing(act);
    if (state.range !== null) return stay(rangeMarked(act));
    if (id === null) return stay(act.view);
    return stay(said(act, withMarks(act.view, { range: id }), "range starts here; move, then v or space"));
  },
  "mark.all": (act) => {
    const { state, ids } = markedListing(act);
    const marks = new Set([...state.marks, ...ids()]);
    return stay(said(act, withMarks(act.view, { marks }), `${marks.size} marked`));
  },
  "mark.clear": ({ view }) => stay(withMarks(view, { marks: new Set(), range: null })),
  "sort.left": picking(-1),
  "sort.right": picking(1),
  "sort.choose": (act) => {
    const { state, columns } = tabListing(act);
    const column = columns.find(({ id }) => id === (state.picked ?? state.sort.column));
    if (column === undefined) return stay(act.view);
    const view = withList(act.view, { sort: { column: column.id, descending: false }, picked: null });
    return step(said(act, view, `sorted by ${column.title}`), { type: "save-memory" });
  },
  "sort.reverse": (act) => {
    const { sort } = tabListing(act).state;
    const view = withList(act.view, { sort: { ...sort, descending: !sort.descending } });
    return step(view, { type: "save-memory" });
  },
} as const satisfies Partial<Record<ActionId, Handler>>;

/**
 * The view with what is listed changed in the focused list, and its cursor still on its object, or on what took its
 * place when that is not listed any more. `wanted` are ids to prefer.
 */
export function relisted(act: Act, view: ViewState, wanted: readonly (string | null)[] = []): ViewState {
  const next = { ...act, view };
  if (view.focus === "providers") {
    const listing = providerListing(next);
    const { cursor } = listing.state;
    return withProviders(view, { cursor: reseated(listing, [...wanted, cursor?.id], cursor?.index ?? 0) });
  }
  const listing = tabListing(next);
  const { cursor } = listing.state;
  return withList(view, { cursor: reseated(listing, [...wanted, cursor?.id], cursor?.index ?? 0) });
}

function picking(by: number): Handler {
  return (act) => {
    const { state, columns: all } = tabListing(act);
    const columns = all.filter(({ isUnsorted }) => isUnsorted !== true);
    const at = columns.findIndex(({ id }) => id === (state.picked ?? state.sort.column));
    const picked = columns[(at + by + columns.length) % columns.length]?.id ?? null;
    return stay(withList(act.view, { picked }));
  };
}

type FocusedListing = {
  readonly state: {
    readonly problems: boolean;
    readonly marks: ReadonlySet<string>;
    readonly range: string | null;
  };
  /** What is under the cursor. */
  readonly id: string | null;
  readonly ids: () => readonly string[];
  readonly marked: () => readonly string[];
};

function focusedListing(act: Act): FocusedListing {
  return act.view.focus === "providers" ? identified(providerListing(act)) : identified(tabListing(act));
}

/** The list whose rows are marked: a comparison that lies over the panes, else the one that has the focus. */
function markedListing(act: Act): FocusedListing {
  const { overlay } = act.view;
  return overlay?.kind === "diff"
    ? identified(browseListing(overlay, act.data, act.view))
    : focusedListing(act);
}

function withMarks(view: ViewState, change: Partial<Pick<ListState, "marks" | "range">>): ViewState {
  const { overlay } = view;
  if (overlay?.kind !== "diff") return withFocusedList(view, change);
  return { ...view, overlay: withBrowseList(overlay, change) };
}

function identified<R extends { readonly id: string }>(listing: Listing<R>): FocusedListing {
  const { state, rows, ghost, index } = listing;
  return {
    state,
    id: ghost === index ? null : (rows[index]?.id ?? null),
    ids: () => rows.map((row) => row.id),
    marked: () => markedRows(listing).map((row) => row.id),
  };
}

function rangeMarked(act: Act): ViewState {
  const { marked, state } = markedListing(act);
  const marks = new Set([...state.marks, ...marked()]);
  return said(act, withMarks(act.view, { marks, range: null }), `${marks.size} marked`);
}

function said(act: Act, view: ViewState, text: string): ViewState {
  return toasted(view, text, { role: "dim", at: act.now });
}
