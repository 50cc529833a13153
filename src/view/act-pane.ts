import { withList, type Act, type Handler } from "./act.ts";
import { turnedChoice } from "./act-dialog.ts";
import type { ActionId } from "./action-table.ts";
import type { Pane } from "./layout.ts";
import { showsDetail } from "./layout.ts";
import { TABS, type Tab } from "./rows.ts";
import { shownDetail } from "./settle.ts";
import { layoutOf, stay, type ViewState } from "./view-state.ts";

export const PANE_ACTIONS = {
  "pane.providers": ({ view }) => stay(focused(view, "providers")),
  "tab.products": toTab("products"),
  "tab.plans": toTab("plans"),
  "tab.apis": toTab("apis"),
  "tab.credentials": toTab("credentials"),
  "tab.skipped": toTab("skipped"),
  "pane.next": cycling(1),
  "pane.previous": cycling(-1),
  "tab.next": turning(1),
  "tab.previous": turning(-1),
  "pane.zoom": ({ view }) => stay({ ...view, zoomed: !view.zoomed }),
} as const satisfies Partial<Record<ActionId, Handler>>;

/** The view with the focus on a pane; a detail that stands alone is closed when the focus leaves it. */
export function focused(view: ViewState, pane: Pane): ViewState {
  return { ...view, focus: pane, detailOpen: pane === "detail" };
}

/** Opens the detail of what is under the cursor. */
export function openedDetail(act: Act): ViewState {
  return focused(shownDetail(act), "detail");
}

function toTab(tab: Tab): Handler {
  return ({ view }) => stay({ ...leavingRange(focused(view, "list")), tab });
}

function turning(by: 1 | -1): Handler {
  return ({ view }) => {
    const answer = turnedChoice(view, by);
    if (answer !== null) return stay(answer);
    const at = TABS.indexOf(view.tab) + by;
    const tab = TABS[(at + TABS.length) % TABS.length] ?? view.tab;
    const focus = view.focus === "detail" || view.focus === "activity" ? "list" : view.focus;
    return stay({ ...leavingRange(focused(view, focus)), tab });
  };
}

function cycling(by: 1 | -1): Handler {
  return (act) => {
    const { view } = act;
    const answer = turnedChoice(view, by);
    if (answer !== null) return stay(answer);
    const panes = cycle(view);
    const next = panes[(panes.indexOf(view.focus) + by + panes.length) % panes.length] ?? "list";
    return stay(next === "detail" ? openedDetail(act) : focused(view, next));
  };
}

/**
 * The panes that Tab goes through: those that are shown, and the detail where it opens over the list. Where it has no
 * place of its own, that of a Provider comes after the Providers.
 */
function cycle(view: ViewState): readonly Pane[] {
  const placed = layoutOf({ ...view, zoomed: false, focus: "list", detailOpen: false });
  const shown: Pane[] = ["providers", "list"];
  const ofProvider =
    view.focus === "providers" || (view.focus === "detail" && view.detail?.kind === "provider");
  if (!showsDetail(placed) && ofProvider) shown.splice(1, 0, "detail");
  else if (showsDetail(placed) || view.focus === "detail") shown.push("detail");
  if (placed.activity !== null || view.focus === "activity") shown.push("activity");
  return shown;
}

function leavingRange(view: ViewState): ViewState {
  return withList(view, { range: null });
}
