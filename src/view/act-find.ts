import { withFocusedList, type Act, type Handler } from "./act.ts";
import { filteredBrowse, readForFilter } from "./act-browse.ts";
import type { ActionId } from "./action-table.ts";
import { isBrowse } from "./browse.ts";
import { relisted } from "./act-list.ts";
import { listStateOf, providerListing, tabListing } from "./listing.ts";
import { clamp } from "./window.ts";
import { textHeight, textMatches, textRoom } from "./text-pane.ts";
import { textOf } from "./rows.ts";
import { inputOf, inserted, type TextInput } from "./text-input.ts";
import {
  stay,
  step,
  textOverlayOf,
  toasted,
  type Prompt,
  type TextPane,
  type ViewState,
} from "./view-state.ts";

export const FIND_ACTIONS = {
  "find.filter": (act) => {
    const { view } = act;
    // The first letter would pay for the text of every row: here nobody is typing yet.
    if (view.focus === "list") for (const row of tabListing(act).rows) textOf(row);
    const { view: asked, effects } = readForFilter(view);
    return step({ ...asked, prompt: promptFor(asked) }, ...effects);
  },
  "find.next": (act) => stay(nextMatch(act, 1)),
  "find.previous": (act) => stay(nextMatch(act, -1)),
} as const satisfies Partial<Record<ActionId, Handler>>;

/** The view with the prompt's text put to use as it is being written. */
export function prompted(act: Act, prompt: Prompt, input: TextInput): ViewState {
  const view = { ...act.view, prompt: { ...prompt, input } };
  const pane = textPaneOf(prompt.pane);
  if (pane !== null) return searched({ ...act, view }, pane, input.text);
  const { overlay } = view;
  if (isBrowse(overlay)) return filteredBrowse({ ...act, view }, overlay, input.text);
  const filtered = withFocusedList(view, { filter: input.text, range: null });
  const { cursor } = view.focus === "providers" ? providerListing(act).state : tabListing(act).state;
  return relisted(act, filtered, [prompt.home, cursor?.id ?? null]);
}

/** A paste never acts: it goes into the filter of the list, or into the search of the text, that has the focus. */
export function pasted(act: Act, text: string): ViewState {
  const prompt = act.view.prompt ?? promptFor(act.view);
  return prompted(act, prompt, inserted(prompt.input, text));
}

/** The filter, or search, as it was before the prompt opened. */
export function givenUp(act: Act, prompt: Prompt): ViewState {
  return { ...prompted(act, prompt, inputOf(prompt.before)), prompt: null };
}

function promptFor(view: ViewState): Prompt {
  const { overlay } = view;
  if (isBrowse(overlay)) {
    const { filter } = overlay.browse.list;
    return { pane: overlay.kind, input: inputOf(filter), before: filter, home: null };
  }
  const pane = textOverlayOf(view) ?? view.focus;
  const text = textPaneOf(pane);
  const list = pane === "providers" ? view.providers : listStateOf(view);
  const before = text === null ? list.filter : view.texts[text].search;
  return { pane, input: inputOf(before), before, home: list.cursor?.id ?? null };
}

function textPaneOf(pane: Prompt["pane"]): TextPane | null {
  return pane === "detail" || pane === "activity" || pane === "explain" ? pane : null;
}

function searched(act: Act, pane: TextPane, search: string): ViewState {
  const { view } = act;
  const texts = { ...view.texts, [pane]: { ...view.texts[pane], search, match: null } };
  const next = { ...act, view: { ...view, texts } };
  const found = textMatches(next, pane);
  const first = found.find((at) => at >= view.texts[pane].top) ?? found[0];
  return first === undefined ? next.view : scrolledTo(next, pane, first);
}

function nextMatch(act: Act, by: 1 | -1): ViewState {
  const { view } = act;
  const pane = textOverlayOf(view) ?? textPaneOf(view.focus);
  if (pane === null) return view;
  const found = textMatches(act, pane);
  if (found.length === 0) return toasted(view, "no match", { role: "warn", at: act.now });
  const { top, match } = view.texts[pane];
  const next =
    by > 0
      ? found.find((at) => (match === null ? at >= top : at > match))
      : found.findLast((at) => at < (match ?? top));
  return scrolledTo(act, pane, next ?? (by > 0 ? found[0] : found.at(-1)) ?? 0);
}

function scrolledTo({ view, data, now }: Act, pane: TextPane, at: number): ViewState {
  const last = Math.max(0, textHeight({ view, data, now }, pane) - textRoom(view, pane));
  const text = { ...view.texts[pane], top: clamp(at, 0, last), match: at };
  return { ...view, texts: { ...view.texts, [pane]: text } };
}
