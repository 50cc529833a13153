import type { Pane } from "./layout.ts";

/** Where a key is pressed: a pane, an overlay, a prompt that takes text, or a screen that replaces the panes. */
export type Context = Pane | Overlays | "prompt" | "no-config" | "no-providers";
type Overlays =
  | "help"
  | "palette"
  | "explain"
  | "check"
  | "copy"
  | "held"
  | "history"
  | "diff"
  | "form"
  | "dialog"
  | "confirm"
  | "secret"
  | "certificates";

export type Group =
  | "Move"
  | "In, out"
  | "Sync"
  | "Config"
  | "Find"
  | "Act"
  | "Credentials"
  | "In a form"
  | "Marks"
  | "Sort"
  | "Copy"
  | "Chrome";

/**
 * One thing a key can do. `hint` is its text in the last line, the smallest `priority` first; `fixed` keys stay bound
 * whatever the config says, so that there is always a way out.
 */
export type ActionRow = {
  readonly keys: readonly string[];
  readonly group: Group;
  readonly label: string;
  readonly contexts: readonly Context[];
  readonly hint?: { readonly text: string; readonly priority: number };
  readonly fixed?: true;
};

/** An action of a group of them: what its row has of its own. */
type Entry = Omit<ActionRow, "group" | "contexts">;

/** The rows of actions that share a group and the places where their keys work. */
export function rows<Id extends string>(
  group: Group,
  contexts: readonly Context[],
  entries: Readonly<Record<Id, Entry>>,
): Readonly<Record<Id, ActionRow>>;
export function rows(
  group: Group,
  contexts: readonly Context[],
  entries: Readonly<Record<string, Entry>>,
): Readonly<Record<string, ActionRow>> {
  return Object.fromEntries(
    Object.entries(entries).map(([id, entry]) => [id, { ...entry, group, contexts }]),
  );
}
