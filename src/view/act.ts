import { counted } from "../core/counted.ts";
import { plainText } from "../core/plain-text.ts";
import type { Context } from "./action-table.ts";
import type { ConsoleState } from "./console-data.ts";
import { unlistedReasons } from "./credential-watch.ts";
import { listKey, layoutOf, type ListState, type Overlay, type Step, type ViewState } from "./view-state.ts";
import { asksForName } from "./write-dialog.ts";
import type { Rect } from "./layout.ts";
import { wrapText } from "./line.ts";
import { scopeOf, listStateOf } from "./listing.ts";
import type { Glyphs } from "./glyphs.ts";
import type { ProviderRow } from "./provider-rows.ts";

/** What an action acts on. `now` in milliseconds since the epoch. */
export type Act = { readonly view: ViewState; readonly data: ConsoleState; readonly now: number };

/** The same, with the glyphs that it is drawn with, where it is. */
export type DrawnAct = Act & { readonly glyphs?: Glyphs };

export type Handler = (act: Act) => Step;

/** Where keys go at the moment. */
export function contextOf({ view, data }: Pick<Act, "view" | "data">): Context {
  if (view.overlay !== null && view.prompt === null) return overlayContext(view.overlay);
  if (view.prompt !== null) return "prompt";
  return baseContext({ view, data });
}

function overlayContext(overlay: Overlay): Context {
  if (overlay.kind === "form") return overlay.form.asking === null ? "form" : "dialog";
  if (overlay.kind === "secret") return overlay.dialog.asking === null ? "secret" : "dialog";
  if (overlay.kind === "write") return asksForName(overlay.write) ? "confirm" : "dialog";
  return overlay.kind;
}

/** Where keys go once nothing lies over the panes. */
export function baseContext({ view, data }: Pick<Act, "view" | "data">): Context {
  if (data.config.state === "missing") return "no-config";
  return data.providers.length === 0 ? "no-providers" : view.focus;
}

/** The view with the list of the tab shown changed. */
export function withList(view: ViewState, change: Partial<ListState>): ViewState {
  const key = listKey(scopeOf(view), view.tab);
  return { ...view, lists: { ...view.lists, [key]: { ...listStateOf(view), ...change } } };
}

export function withProviders(view: ViewState, change: Partial<ListState<ProviderRow>>): ViewState {
  return { ...view, providers: { ...view.providers, ...change } };
}

/** What the two lists have in common, changed in the one that has the focus. */
export function withFocusedList(view: ViewState, change: Partial<Omit<ListState, "cursor">>): ViewState {
  return view.focus === "providers" ? withProviders(view, change) : withList(view, change);
}

/** Lines for rows in the list: without borders, column heads and the note below. */
export function listRoom({ view, data }: Pick<Act, "view" | "data">): number {
  const rect = layoutOf(view).list;
  if (rect === null) return 1;
  const note = listNoteLines({ view, data }, rect);
  return Math.max(1, rect.height - 3 - note.length);
}

/** How many lines the note below a list may take. */
const NOTE_LINES = 3;

/** What has to be said of the list as a whole, in its last lines, as its place has room for. */
export function listNoteLines(
  state: Pick<Act, "view" | "data">,
  { width, height }: Pick<Rect, "width" | "height">,
): readonly string[] {
  const note = listNote(state);
  if (note === null) return [];
  const most = Math.max(1, Math.min(NOTE_LINES, Math.floor((height - 3) / 3)));
  const lines = wrapText(plainText(note), width - 4);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), lines.slice(most - 1).join(" ")];
}

/** What has to be said of the list as a whole; null when there is nothing. */
export function listNote({ view, data }: Pick<Act, "view" | "data">): string | null {
  if (view.tab !== "credentials") return null;
  const [first, ...rest] = unlistedReasons(view, data, scopeOf(view));
  if (first === undefined) return null;
  const more = rest.length === 0 ? "" : ` (and ${counted(rest.length, "Provider")} more)`;
  return `not listed: ${first}${more}`;
}

/** Lines for rows in the Providers pane: without borders. */
export function providersRoom(view: ViewState): number {
  const rect = layoutOf(view).providers;
  return rect === null ? 1 : Math.max(1, rect.height - 2);
}
