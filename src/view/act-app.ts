import { baseContext, withFocusedList, type Act, type Handler } from "./act.ts";
import { escapedBrowse } from "./act-browse.ts";
import { escapedWork } from "./act-dialog.ts";
import { givenUp } from "./act-find.ts";
import { focused } from "./act-pane.ts";
import { accepted } from "./act-accept.ts";
import { escapedWrite } from "./act-write.ts";
import type { ActionId } from "./action-table.ts";
import { providerInQuestion } from "./provider-in-question.ts";
import { itemUnderCursor } from "./chosen-items.ts";
import { copyChoices } from "./copy.ts";
import { relisting } from "./credential-watching.ts";
import { listStateOf, markedRows, providerListing, rowUnderCursor, scopeOf, tabListing } from "./listing.ts";
import { relisted } from "./act-list.ts";
import { ALL_SCOPE } from "./rows.ts";
import { EMPTY_INPUT } from "./text-input.ts";
import { nextTheme } from "./themes.ts";
import { layoutOf, NO_TEXT, stay, step, toasted, type Step, type ViewState } from "./view-state.ts";

/** A second ctrl-c within so many milliseconds quits. */
export const QUIT_WITHIN = 2000;

export const APP_ACTIONS = {
  "go.open": accepted,
  "go.escape": (act) => escapedWork(act) ?? stay(steppedBack(act)),
  "go.back": (act) => escapedWork(act) ?? (hasWayBack(act) ? stay(back(act)) : quitting(act.view)),
  "app.quit": interrupted,
  "app.suspend": ({ view }) => step(view, { type: "suspend" }),
  "app.redraw": ({ view }) => step(view, { type: "redraw" }),
  "sync.selected": (act) => withListing(act, syncSelected(act)),
  "sync.all": (act) => withListing(act, step(act.view, { type: "sync", providers: null, force: false })),
  "config.edit": edited,
  "config.init": ({ view }) => step(view, { type: "init-config" }),
  "app.demo": ({ view }) => step(view, { type: "start-demo" }),
  "palette.open": ({ view }) => stay({ ...view, overlay: { kind: "palette", input: EMPTY_INPUT, index: 0 } }),
  "help.open": ({ view }) => stay({ ...view, overlay: { kind: "help", input: EMPTY_INPUT, cursor: null } }),
  "explain.open": explained,
  "check.open": checked,
  "copy.name": copiedName,
  "copy.menu": ({ view }) => stay({ ...view, overlay: { kind: "copy", index: 0 } }),
  "app.mouse": ({ view, now }) => {
    const mouse = !view.mouse;
    const said = toasted({ ...view, mouse }, mouse ? "mouse on" : "mouse off", { role: "dim", at: now });
    return step(said, { type: "set-mouse", on: mouse }, { type: "save-memory" });
  },
  "app.theme": ({ view, data, now }) => {
    const theme = nextTheme(view.theme ?? data.config.theme);
    return step(toasted({ ...view, theme }, `theme ${theme}`, { role: "dim", at: now }), {
      type: "save-memory",
    });
  },
} as const satisfies Partial<Record<ActionId, Handler>>;

/** The Product or Plan under the cursor, unless the config has errors that are on the screen; else the config. */
function edited(act: Act): Step {
  const row = hasNotice(act) ? null : itemUnderCursor(act);
  if (row !== null) return step(act.view, { type: "edit-item", row });
  return step(act.view, { type: "edit-config", provider: providerInQuestion(act) });
}

function hasNotice({ view, data }: Act): boolean {
  const { issues } = data.config;
  return issues.length > 0 && view.dismissed !== issues;
}

function hasWayBack({ view }: Act): boolean {
  return view.overlay !== null || view.prompt !== null || view.zoomed || isAside(view);
}

/** In a pane that was opened from the list, or that stands in its place. */
function isAside(view: ViewState): boolean {
  if (view.focus === "detail" || view.focus === "activity") return true;
  return view.focus === "providers" && layoutOf(view).list === null;
}

function back(act: Act): ViewState {
  const { view } = act;
  if (view.prompt !== null) return givenUp(act, view.prompt);
  if (view.overlay !== null) return escapedBrowse(act) ?? { ...view, overlay: null };
  if (view.zoomed) return { ...view, zoomed: false };
  if (isProviderAlone(view)) return focused(view, "providers");
  return isAside(view) ? focused(view, "list") : view;
}

/** The detail of a Provider, opened from the Providers and in their place. */
function isProviderAlone(view: ViewState): boolean {
  return view.focus === "detail" && view.detail?.kind === "provider" && layoutOf(view).list === null;
}

/** Esc: what lies on top goes first, then what narrows the list that can be seen, then the detail. Never quits. */
function steppedBack(act: Act): ViewState {
  const { view } = act;
  if (view.prompt !== null || view.overlay !== null) return back(act);
  if (baseContext(act) !== view.focus) return view;
  const text = view.focus === "detail" || view.focus === "activity" ? view.texts[view.focus] : null;
  if (text !== null && text.search !== "") {
    return { ...view, texts: { ...view.texts, [view.focus]: { ...text, search: "", match: null } } };
  }
  return withoutFilter(act) ?? withoutMarks(view) ?? withoutNotice(act) ?? back(act);
}

function withoutFilter(act: Act): ViewState | null {
  const { view } = act;
  const seen = layoutOf(view);
  if (view.focus === "providers") {
    return view.providers.filter === "" ? null : relisted(act, withFocusedList(view, { filter: "" }));
  }
  if (seen.list === null || listStateOf(view).filter === "") return null;
  return { ...relisted(act, withFocusedList({ ...view, focus: "list" }, { filter: "" })), focus: view.focus };
}

function withoutMarks(view: ViewState): ViewState | null {
  const list = view.focus === "providers" ? view.providers : listStateOf(view);
  const seen = view.focus === "providers" || layoutOf(view).list !== null;
  if (!seen || (list.marks.size === 0 && list.range === null)) return null;
  return withFocusedList(view, { marks: new Set(), range: null });
}

function withoutNotice(act: Act): ViewState | null {
  const { view, data } = act;
  if (view.focus !== "list" || !hasNotice(act)) return null;
  return { ...view, dismissed: data.config.issues };
}

function quitting(view: ViewState): Step {
  return step(view, { type: "save-memory" }, { type: "quit" });
}

function interrupted(act: Act): Step {
  const { view, data, now } = act;
  const { overlay } = view;
  if (overlay?.kind === "write" && overlay.write.phase.step === "preparing") {
    return escapedWrite(act, overlay.write);
  }
  const again = view.quitArmedAt !== null && now - view.quitArmedAt <= QUIT_WITHIN;
  if (again) return quitting(view);
  const armed = { ...view, quitArmedAt: now };
  const running =
    data.providers.some(({ progress }) => progress !== null) ||
    [...data.checks.values()].some((check) => check.running);
  if (!running) return stay(toasted(armed, "ctrl-c again quits", { role: "warn", at: now }));
  const text = "cancelling; ctrl-c again quits";
  return step(toasted(armed, text, { role: "warn", at: now }), { type: "cancel" });
}

function syncSelected(act: Act): Step {
  const { view, data } = act;
  const marked = view.focus === "providers" ? markedProviders(act) : [];
  if (marked.length > 0) return step(view, { type: "sync", providers: marked, force: false });
  const scope = scopeOf(view);
  if (scope === ALL_SCOPE) return step(view, { type: "sync", providers: null, force: false });
  const held = data.providers.find(({ definition }) => definition.name === scope)?.status.held ?? null;
  if (held === null) return step(view, { type: "sync", providers: [scope], force: false });
  return stay({ ...view, overlay: { kind: "held", provider: scope, choice: "keep", openedAt: act.now } });
}

/** On the tab of the credentials, these are listed anew as well. */
function withListing({ data, now }: Act, { view, effects }: Step): Step {
  const [sync] = effects;
  if (view.tab !== "credentials" || sync?.type !== "sync") return { view, effects };
  const names = sync.providers ?? data.providers.map(({ definition }) => definition.name);
  const listing = relisting({ view, data, now }, names);
  return { view: listing.view, effects: [...effects, ...listing.effects] };
}

function markedProviders(act: Act): readonly string[] {
  const rows = markedRows(providerListing(act));
  return rows.flatMap(({ view }) =>
    view === null || !view.definition.enabled ? [] : [view.definition.name],
  );
}

function explained(act: Act): Step {
  const { view } = act;
  const provider = providerInQuestion(act);
  if (provider === null) return stay(view);
  const row = view.focus === "providers" ? null : rowUnderCursor(tabListing(act));
  const query = row === null || row.kind === "api" || row.kind === "credential" ? null : row.item.policyId;
  const texts = { ...view.texts, explain: NO_TEXT };
  return stay({ ...view, texts, overlay: { kind: "explain", provider, query } });
}

/** Checks the Provider in question; in the dialog of a check, that one again. */
function checked(act: Act): Step {
  const { view } = act;
  const provider = view.overlay?.kind === "check" ? view.overlay.provider : providerInQuestion(act);
  if (provider === null) return stay(view);
  const texts = { ...view.texts, check: NO_TEXT };
  return step({ ...view, texts, overlay: { kind: "check", provider } }, { type: "check", provider });
}

function copiedName(act: Act): Step {
  const { view } = act;
  const [name, id] = copyChoices(act);
  if (name === undefined) return stay(view);
  const again = view.copied === name.text && id?.isId === true;
  const { text, what } = again ? id : name;
  return step({ ...view, copied: again ? null : name.text }, { type: "copy", text, what });
}
