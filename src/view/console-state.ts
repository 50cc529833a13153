import type { ItemSet } from "../core/change.ts";
import type { ProviderDraft } from "../core/provider-edit.ts";
import { plainText } from "../core/plain-text.ts";
import { contextOf, type Act, type Handler } from "./act.ts";
import { BROWSE_ACTIONS, historyRead, type HistoryAnswer } from "./act-browse.ts";
import { APP_ACTIONS } from "./act-app.ts";
import { pastedIntoWork, typedIntoWork } from "./act-dialog.ts";
import { FORM_ACTIONS, itemEdited, textEdited } from "./act-form.ts";
import { sought } from "./act-arrival.ts";
import { CERTIFICATE_ACTIONS } from "./act-certificates.ts";
import { CREDENTIAL_ACTIONS, issuing, revoking } from "./act-credential.ts";
import { PROVIDER_ACTIONS, providerRead, providerTested } from "./act-provider.ts";
import { SECRET_ACTIONS } from "./act-secret.ts";
import { answered, WRITE_ACTIONS, type WriteAnswer } from "./act-write.ts";
import { clicked, type Spot } from "./act-click.ts";
import { FIND_ACTIONS, pasted, prompted } from "./act-find.ts";
import { LIST_ACTIONS } from "./act-list.ts";
import { MOVES } from "./act-move.ts";
import { PANE_ACTIONS } from "./act-pane.ts";
import { whyDisabled } from "./availability.ts";
import type { ItemRow } from "./chosen-items.ts";
import type { ConsoleState } from "./console-data.ts";
import { told, watched, type CredentialsTold } from "./credential-watching.ts";
import type { DrawMarkdown } from "./description-lines.ts";
import { ASCII_GLYPHS } from "./glyphs.ts";
import {
  actionFor,
  actionRow,
  bindKeys,
  firstKey,
  shownKey,
  takesText,
  type ActionId,
  type Context,
  type Keymap,
} from "./keys.ts";
import type { TextField } from "./form.ts";
import type { FormTest } from "./provider-form.ts";
import type { Size } from "./layout.ts";
import type { Role } from "./line.ts";
import { DETAIL_REST, followingDetail, settled, shownDetail } from "./settle.ts";
import { inserted, typed, type TextInput } from "./text-input.ts";
import { stay, toasted, type Step, type ViewState } from "./view-state.ts";

/**
 * What can happen to the console; `at` in milliseconds since the epoch. `data-changed` follows every change of the
 * data, and comes once before the first frame; `tick` when `dueAt` is reached.
 */
export type ViewEvent = { readonly at: number } & (
  | { readonly type: "key"; readonly name: string }
  | { readonly type: "paste"; readonly text: string }
  | ({ readonly type: "click" } & Spot)
  | ({ readonly type: "resize" } & Size)
  | { readonly type: "data-changed" }
  | { readonly type: "tick" }
  | { readonly type: "markdown-loaded"; readonly draw: DrawMarkdown }
  | { readonly type: "toast"; readonly text: string; readonly role: Role }
  | { readonly type: "text-edited"; readonly field: TextField; readonly text: string }
  | { readonly type: "item-edited"; readonly row: ItemRow; readonly set: ItemSet }
  | { readonly type: "provider-read"; readonly draft: ProviderDraft }
  | { readonly type: "provider-tested"; readonly run: number; readonly result: FormTest }
  | { readonly type: "answer"; readonly answer: WriteAnswer | HistoryAnswer }
  | { readonly type: "told"; readonly told: CredentialsTold }
);

/** How long a toast stays, in milliseconds; a longer one for what went wrong. */
const TOAST_STAYS: Readonly<Record<"short" | "long", number>> = { short: 4000, long: 8000 };

const HANDLERS: Readonly<Record<ActionId, Handler>> = {
  ...MOVES,
  ...PANE_ACTIONS,
  ...BROWSE_ACTIONS,
  ...LIST_ACTIONS,
  ...FIND_ACTIONS,
  ...APP_ACTIONS,
  ...FORM_ACTIONS,
  ...WRITE_ACTIONS,
  ...PROVIDER_ACTIONS,
  ...CREDENTIAL_ACTIONS,
  ...CERTIFICATE_ACTIONS,
  ...SECRET_ACTIONS,
  "item.create": onTab(issuing, FORM_ACTIONS["item.create"]),
  "item.delete": onTab(revoking, WRITE_ACTIONS["item.delete"]),
};

/** What a key does on the tab of the credentials, and elsewhere. */
function onTab(credentials: Handler, otherwise: Handler): Handler {
  return (act) => (act.view.tab === "credentials" ? credentials(act) : otherwise(act));
}

/**
 * The next view, and what it asks of the outside. Pure: the same view, event and data give the same step. The data are
 * those of the moment, already changed when the event is `data-changed`.
 */
export function reduce(view: ViewState, event: ViewEvent, data: ConsoleState): Step {
  const next = watched(happened(view, event, data), { data, now: event.at });
  return { ...next, view: uncovered(next.view) };
}

/** What lay beneath an overlay comes back when that is closed. */
function uncovered(view: ViewState): ViewState {
  const { overlay, beneath } = view;
  return overlay === null && beneath !== null ? { ...view, overlay: beneath, beneath: null } : view;
}

function happened(view: ViewState, event: ViewEvent, data: ConsoleState): Step {
  const now = event.at;
  if (isArrival(event)) return arrived({ view, data, now }, event);
  switch (event.type) {
    case "key":
      return afterKey(keyed({ view, data, now }, event.name), { data, now });
    case "paste":
      return afterKey(pastedText({ view, data, now }, event.text), { data, now });
    case "click":
      return afterKey(stay(clicked({ view, data, now }, event)), { data, now });
    case "resize":
      return stay({ ...view, size: { columns: event.columns, rows: event.rows } });
    case "data-changed":
      return stay(withData({ view, data, now }));
    case "tick":
      return stay(ticked({ view, data, now }));
  }
}

type Arrival = Extract<ViewEvent, { readonly type: (typeof ARRIVALS)[number] }>;
const ARRIVALS = [
  "markdown-loaded",
  "toast",
  "text-edited",
  "item-edited",
  "provider-read",
  "provider-tested",
  "answer",
  "told",
] as const;

function isArrival(event: ViewEvent): event is Arrival {
  return ARRIVALS.some((type) => type === event.type);
}

/** What comes from outside, in its own time. */
function arrived(act: Act, event: Arrival): Step {
  const { view, now } = act;
  switch (event.type) {
    case "markdown-loaded":
      return stay({ ...view, markdown: event.draw });
    case "toast":
      return stay(toasted(view, event.text, { role: event.role, at: now }));
    case "text-edited":
      return stay(textEdited(view, event.field, event.text));
    case "item-edited":
      return itemEdited(act, event.row, event.set);
    case "provider-read":
      return stay(providerRead(view, event.draft));
    case "provider-tested":
      return stay(providerTested(view, event.run, event.result));
    case "answer":
      return answerTaken(act, event.answer);
    case "told":
      return stay(told(view, event.told));
  }
}

function answerTaken(act: Act, answer: WriteAnswer | HistoryAnswer): Step {
  return answer.type === "history-read" ? historyRead(act, answer) : answered(act, answer);
}

/** When the view changes by itself next, in milliseconds since the epoch; null when it does not. */
export function dueAt(view: ViewState): number | null {
  const toast = view.toast === null ? null : view.toast.at + staysFor(view.toast.role);
  const dues = [toast, view.detailDueAt, view.credentials.usageDueAt].filter((due) => due !== null);
  return dues.length === 0 ? null : Math.min(...dues);
}

/** A key puts an earlier message away: it was about something else. */
function keyed(before: Act, name: string): Step {
  const { view } = before;
  const isFresh = view.toast === null && view.seek === null;
  const act = isFresh ? before : { ...before, view: { ...view, toast: null, seek: null } };
  const context = contextOf(act);
  const action = actionFor(act.view.keymap, context, name);
  if (action !== null) return performed(act, action);
  if (takesText(context))
    return stay(typedIntoWork(act, name) ?? written(act, (input) => typed(input, name)));
  return stay(toasted(act.view, unboundText(act.view.keymap, context, name), { role: "dim", at: act.now }));
}

/** Said of a key that does nothing, its name in letters, with the way to keys that do something. */
function unboundText(keymap: Keymap, context: Context, name: string): string {
  const helps = actionRow("help.open").contexts.includes(context);
  const key = firstKey(keymap, helps ? "help.open" : "go.escape");
  const way = key === null ? "" : ` · ${key} ${helps ? "help" : "close"}`;
  return `no action on \`${plainText(shownKey(name, ASCII_GLYPHS))}\` here${way}`;
}

function performed(act: Act, action: ActionId): Step {
  const why = whyDisabled(action, act);
  if (why !== null) {
    return stay(toasted(act.view, `${actionRow(action).label}: ${why}`, { role: "warn", at: act.now }));
  }
  const first = HANDLERS[action](act);
  if (first.next === undefined) return first;
  const second = performed({ ...act, view: first.view }, first.next);
  return { view: second.view, effects: [...first.effects, ...second.effects] };
}

function pastedText(act: Act, text: string): Step {
  const context = contextOf(act);
  if (takesText(context)) {
    return stay(pastedIntoWork(act, text) ?? written(act, (input) => inserted(input, text)));
  }
  const blocked = ["held", "copy", "dialog", "secret", "certificates", "no-config", "no-providers"].includes(
    context,
  );
  return stay(blocked ? act.view : pasted(act, text));
}

/** The view with the text that is being written changed; as it was where none is. */
function written(act: Act, change: (input: TextInput) => TextInput | null): ViewState {
  const { view } = act;
  if (view.prompt !== null) {
    const input = change(view.prompt.input);
    return input === null ? view : prompted(act, view.prompt, input);
  }
  const { overlay } = view;
  if (overlay?.kind !== "help" && overlay?.kind !== "palette") return view;
  const input = change(overlay.input);
  if (input === null) return view;
  if (overlay.kind === "help") return { ...view, overlay: { ...overlay, input, cursor: null } };
  return { ...view, overlay: { ...overlay, input, index: 0 } };
}

function afterKey({ view, effects }: Step, { data, now }: Omit<Act, "view">): Step {
  const next = { view: settled({ view, data, now }), data, now };
  return { view: followingDetail(next, now + DETAIL_REST), effects };
}

function withData(act: Act): ViewState {
  const { view, data } = act;
  const { keys } = data.config;
  const bound = keys === view.overrides ? view : { ...view, keymap: bindKeys(keys).keymap, overrides: keys };
  const whole = settled({ ...act, view: withoutIdleDialog(bound, data) });
  const next = { ...act, view: sought({ ...act, view: whole }) };
  return followingDetail(next, view.detailDueAt ?? act.now + DETAIL_REST);
}

/** A dialog about a held Provider closes when it is not held any more. */
function withoutIdleDialog(view: ViewState, data: ConsoleState): ViewState {
  const { overlay } = view;
  if (overlay?.kind !== "held") return view;
  const provider = data.providers.find(({ definition }) => definition.name === overlay.provider);
  return provider?.status.held == null ? { ...view, overlay: null } : view;
}

function ticked(act: Act): ViewState {
  const { view, now } = act;
  const gone = view.toast !== null && now >= view.toast.at + staysFor(view.toast.role);
  const next = gone ? { ...view, toast: null } : view;
  return next.detailDueAt !== null && now >= next.detailDueAt ? shownDetail({ ...act, view: next }) : next;
}

function staysFor(role: Role): number {
  return role === "error" || role === "warn" ? TOAST_STAYS.long : TOAST_STAYS.short;
}
