import type { ConfigIssue } from "../core/config-issue.ts";
import type { ActionId } from "./action-table.ts";
import type { Sort } from "./arrange.ts";
import type { BrowseOverlay } from "./browse.ts";
import type { ItemRow } from "./chosen-items.ts";
import type { DrawMarkdown } from "./description-lines.ts";
import type { ProviderRequest } from "../core/provider-edit.ts";
import type { TextField } from "./form.ts";
import type { Certificates } from "./certificates.ts";
import type { SecretDialog } from "./secret-dialog.ts";
import { NOTHING_WATCHED, type CredentialWatch } from "./credential-watch.ts";
import { bindKeys, type Keymap } from "./keys.ts";
import { layout, type Layout, type Pane, type Size } from "./layout.ts";
import type { Role } from "./line.ts";
import type { ProviderRow } from "./provider-rows.ts";
import type { Row, Tab } from "./rows.ts";
import type { TextInput } from "./text-input.ts";
import type { AnyForm, Proposal, Wanted, WriteDialog } from "./write-dialog.ts";

/**
 * The object under the cursor. `index` is where it was last, `offset` its line in the window, `row` the object as it
 * was last seen: when it vanishes it stays as a ghost until the cursor leaves.
 */
export type Cursor<R> = {
  readonly id: string;
  readonly index: number;
  readonly offset: number;
  /** Null for an object that is remembered from another run and was not seen yet. */
  readonly row: R | null;
};

/** One list: of the Providers, or of a tab of one Provider. `range` is where a range of marks starts. */
export type ListState<R = Row> = {
  readonly cursor: Cursor<R> | null;
  readonly sort: Sort;
  /** The column chosen with `<` and `>`, to be sorted by. */
  readonly picked: string | null;
  readonly filter: string;
  readonly hidden: boolean;
  readonly problems: boolean;
  readonly marks: ReadonlySet<string>;
  readonly range: string | null;
};

/**
 * A text that scrolls: `top` is its first line on the screen, `search` what `n` and `N` look for, `match` the line that
 * they went to last; null when the text was scrolled since, or nothing was found.
 */
export type TextState = { readonly top: number; readonly search: string; readonly match: number | null };

/** The texts that scroll in a dialog of their own. */
export type TextOverlay = "explain" | "check";

export type TextPane = "detail" | "activity" | TextOverlay;

/** What the detail shows: an object of a list, or a Provider. */
export type DetailTarget =
  | { readonly kind: "row"; readonly row: Row }
  | { readonly kind: "provider"; readonly row: ProviderRow };

/**
 * A filter or a search that is being written. `before` comes back when it is given up; `home` is the object that the
 * cursor was on, and returns to when it is listed again.
 */
export type Prompt = {
  readonly pane: Pane | TextOverlay | "history" | "diff";
  readonly input: TextInput;
  readonly before: string;
  readonly home: string | null;
};

/** What lies over the panes; at most one thing does. */
export type Overlay =
  | { readonly kind: "help"; readonly input: TextInput; readonly cursor: ActionId | null }
  | { readonly kind: "palette"; readonly input: TextInput; readonly index: number }
  | { readonly kind: "explain"; readonly provider: string; readonly query: string | null }
  | { readonly kind: "check"; readonly provider: string }
  | { readonly kind: "copy"; readonly index: number }
  | BrowseOverlay
  | { readonly kind: "form"; readonly form: AnyForm }
  | { readonly kind: "write"; readonly write: WriteDialog }
  | { readonly kind: "secret"; readonly dialog: SecretDialog }
  | { readonly kind: "certificates"; readonly certificates: Certificates }
  | {
      readonly kind: "held";
      readonly provider: string;
      readonly choice: "keep" | "hide";
      /** When it opened, in milliseconds: what comes right after was meant for something else. */
      readonly openedAt: number;
    };

export type Toast = { readonly text: string; readonly role: Role; readonly at: number };

/**
 * Everything the console remembers of what the operator did: which pane, tab, object, filter, and so on. A plain value;
 * `reduce` makes the next one. `lists` is keyed by `listKey`; `theme` null follows the config.
 */
export type ViewState = {
  readonly size: Size;
  /** How far local time is ahead of UTC, in minutes. */
  readonly offsetMinutes: number;
  readonly focus: Pane;
  readonly tab: Tab;
  readonly zoomed: boolean;
  readonly providers: ListState<ProviderRow>;
  readonly lists: Readonly<Record<string, ListState>>;
  readonly texts: Readonly<Record<TextPane, TextState>>;
  readonly detailOpen: boolean;
  readonly detail: DetailTarget | null;
  /** When the detail catches up with the cursor, in milliseconds; null when it has. */
  readonly detailDueAt: number | null;
  readonly overlay: Overlay | null;
  /** What comes back once the overlay is closed. */
  readonly beneath: Overlay | null;
  readonly prompt: Prompt | null;
  readonly toast: Toast | null;
  readonly theme: string | null;
  readonly mouse: boolean;
  /** When ctrl-c was pressed last. */
  readonly quitArmedAt: number | null;
  /** What was copied last: the next `y` on the same object copies its id. */
  readonly copied: string | null;
  readonly keymap: Keymap;
  /** The key overrides that the keymap was made of. */
  readonly overrides: Readonly<Record<string, readonly string[]>>;
  /** How many changes were asked for so far: the number of the last one. */
  readonly runs: number;
  /** A change that goes on in the background. */
  readonly unattended: WriteDialog | null;
  /** The row of what was just made: it gets the cursor as soon as it is listed. */
  readonly seek: string | null;
  /** Config errors that the operator has put aside. */
  readonly dismissed: readonly ConfigIssue[] | null;
  readonly credentials: CredentialWatch;
  /** How descriptions are drawn; null until that is loaded, which the first frame does not wait for. */
  readonly markdown: DrawMarkdown | null;
};

/** What the console asks of the outside; done by whoever runs it. */
export type Effect =
  | { readonly type: "sync"; readonly providers: readonly string[] | null; readonly force: boolean }
  | { readonly type: "check"; readonly provider: string }
  | { readonly type: "cancel" }
  /** Reads the newest events of the history; answered with them. */
  | { readonly type: "read-history"; readonly limit: number }
  | { readonly type: "edit-config"; readonly provider: string | null }
  | { readonly type: "init-config" }
  | { readonly type: "start-demo" }
  | { readonly type: "copy"; readonly text: string; readonly what: string }
  /** Builds the proposals of a change; answered with its number. */
  | { readonly type: "propose"; readonly run: number; readonly wanted: Wanted }
  | { readonly type: "abandon"; readonly run: number }
  | { readonly type: "carry-out"; readonly run: number; readonly proposals: readonly Proposal[] }
  /** A change that concerns the store alone: made without asking, told in a toast. */
  | { readonly type: "change-at-once"; readonly wanted: Wanted }
  /** Reads a Provider as the config writes it (null: what a new one can be made of); its form opens with it. */
  | { readonly type: "read-provider"; readonly provider: string | null }
  /** Connects as a request would have it; answered with its number. */
  | { readonly type: "test-provider"; readonly run: number; readonly request: ProviderRequest }
  | { readonly type: "list-credentials"; readonly provider: string }
  /** What credentials were used for; `ids` are Portico's own. */
  | { readonly type: "read-usage"; readonly provider: string; readonly ids: readonly string[] }
  | { readonly type: "read-tokens"; readonly provider: string; readonly id: string }
  | { readonly type: "read-certificates"; readonly provider: string }
  | { readonly type: "edit-text"; readonly field: TextField; readonly text: string }
  | { readonly type: "edit-item"; readonly row: ItemRow }
  | { readonly type: "set-mouse"; readonly on: boolean }
  | { readonly type: "save-memory" }
  | { readonly type: "suspend" }
  | { readonly type: "redraw" }
  | { readonly type: "quit" };

/** The view after an event, what it asks for, and an action that was chosen by name and is to be run next. */
export type Step = {
  readonly view: ViewState;
  readonly effects: readonly Effect[];
  readonly next?: ActionId;
};

export const NO_LIST: ListState<never> = {
  cursor: null,
  sort: { column: "name", descending: false },
  picked: null,
  filter: "",
  hidden: false,
  problems: false,
  marks: new Set(),
  range: null,
};

export const NO_TEXT: TextState = { top: 0, search: "", match: null };

/** A console that nobody has touched yet, before its first data. */
export function emptyView(size: Size): ViewState {
  return {
    size,
    offsetMinutes: 0,
    focus: "list",
    tab: "products",
    zoomed: false,
    providers: NO_LIST,
    lists: {},
    texts: { detail: NO_TEXT, activity: NO_TEXT, explain: NO_TEXT, check: NO_TEXT },
    detailOpen: false,
    detail: null,
    detailDueAt: null,
    overlay: null,
    beneath: null,
    prompt: null,
    toast: null,
    theme: null,
    mouse: false,
    quitArmedAt: null,
    copied: null,
    keymap: bindKeys().keymap,
    overrides: {},
    runs: 0,
    unattended: null,
    seek: null,
    dismissed: null,
    credentials: NOTHING_WATCHED,
    markdown: null,
  };
}

/** Where the list of a Provider (or of all) and a tab is kept. */
export function listKey(scope: string, tab: Tab): string {
  return `${scope}\u0000${tab}`;
}

/** The text in a dialog that lies over the panes; null where none does. */
export function textOverlayOf({ overlay }: ViewState): TextOverlay | null {
  return overlay?.kind === "explain" || overlay?.kind === "check" ? overlay.kind : null;
}

export function layoutOf(view: ViewState): Layout {
  return layout(view.size, view);
}

/** Opens the certificates of a Provider, and asks it for them. */
export function openedCertificates(view: ViewState, provider: string): Step {
  const certificates = { provider, known: null, cursor: null };
  return step(
    { ...view, overlay: { kind: "certificates", certificates } },
    { type: "read-certificates", provider },
  );
}

export function stay(view: ViewState): Step {
  return { view, effects: [] };
}

export function step(view: ViewState, ...effects: readonly Effect[]): Step {
  return { view, effects };
}

export function toasted(view: ViewState, text: string, { role, at }: Omit<Toast, "text">): ViewState {
  return { ...view, toast: { text, role, at } };
}
