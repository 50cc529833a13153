import { splitGraphemes } from "./cell.ts";
import { UNICODE_GLYPHS } from "./glyphs.ts";
import { ACTIONS, takesText, type ActionId, type ActionRow, type Context } from "./action-table.ts";

export { takesText, type ActionId, type ActionRow, type Context, type Group } from "./action-table.ts";

/** Every action id, in the order of the table. */
export const ACTION_IDS: readonly ActionId[] = Object.keys(ACTIONS).filter(isActionId);

/** Keys in force: what each action listens to. */
export type Keymap = {
  readonly keysOf: ReadonlyMap<ActionId, readonly string[]>;
  /** `context`, a space and the key name, to the action. */
  readonly byKey: ReadonlyMap<string, ActionId>;
};

/** A key that two actions of one context claim; `other` came first in the table and keeps it. */
export type KeyConflict = { readonly action: ActionId; readonly key: string; readonly other: ActionId };

export type Bindings = {
  readonly keymap: Keymap;
  readonly conflicts: readonly KeyConflict[];
  /** Action ids of the overrides that do not exist. */
  readonly unknown: readonly string[];
  /** Keys of the overrides that no terminal can send, with the action they were meant for. */
  readonly invalid: readonly { readonly action: ActionId; readonly key: string }[];
};

const NAMED = [
  "space",
  "enter",
  "esc",
  "tab",
  "shift-tab",
  "up",
  "down",
  "left",
  "right",
  "home",
  "end",
  "pgup",
];
const NAMED_KEYS: ReadonlySet<string> = new Set([...NAMED, "pgdn", "backspace", "delete"]);
const CTRL_KEY = /^ctrl-[a-z\\\]^_]$/u;
/** A terminal sends these as Tab, Enter and the like. */
const INDISTINCT: ReadonlySet<string> = new Set(["ctrl-i", "ctrl-m", "ctrl-j", "ctrl-h"]);

/**
 * The keymap with the overrides of the config (`{"sync.selected": ["s", "F"]}`): they replace the default keys of an
 * action, an empty list leaves it without any. Fixed actions (Enter, Esc, ctrl-c) keep their keys.
 */
export function bindKeys(overrides: Readonly<Record<string, readonly string[]>> = {}): Bindings {
  const invalid: { action: ActionId; key: string }[] = [];
  const keysOf = new Map<ActionId, readonly string[]>();
  for (const action of ACTION_IDS) {
    const wanted = Object.hasOwn(overrides, action) ? overrides[action] : undefined;
    const keys = wanted?.filter((key) => isKeyName(key));
    for (const key of wanted ?? []) if (!isKeyName(key)) invalid.push({ action, key });
    keysOf.set(action, effectiveKeys(actionRow(action), keys));
  }
  const { byKey, conflicts } = claim(keysOf);
  const unknown = Object.keys(overrides).filter((id) => !isActionId(id));
  return { keymap: { keysOf, byKey }, conflicts, unknown, invalid };
}

/** The action of a key in a context; null when there is none, or when the key writes text there. */
export function actionFor(keymap: Keymap, context: Context, key: string): ActionId | null {
  if (takesText(context) && writtenBy(key) !== null) return null;
  return keymap.byKey.get(`${context} ${key}`) ?? null;
}

/** Keys as people read them: `j ↓`; `""` when the action has none. */
export function keysText(keymap: Keymap, action: ActionId, glyphs = UNICODE_GLYPHS): string {
  return (keymap.keysOf.get(action) ?? []).map((key) => shownKey(key, glyphs)).join(" ");
}

/** The first key of an action as people read it; null when it has none. */
export function firstKey(keymap: Keymap, action: ActionId, glyphs = UNICODE_GLYPHS): string | null {
  const [first] = keymap.keysOf.get(action) ?? [];
  return first === undefined ? null : shownKey(first, glyphs);
}

/** A key as people read it: `⏎`, `Esc`, `ctrl-f`. */
export function shownKey(key: string, glyphs = UNICODE_GLYPHS): string {
  return glyphs.keys[key] ?? SHOWN[key] ?? key;
}

/** What a key writes where text is taken: itself, or a space; null for a key that writes nothing. */
export function writtenBy(key: string): string | null {
  if (key === "space") return " ";
  return NAMED_KEYS.has(key) || CTRL_KEY.test(key) ? null : key;
}

/** True for the names that keys have here: one character, `ctrl-f`, or a name such as `pgup`. */
export function isKeyName(key: string): boolean {
  if (key.startsWith("ctrl-")) return CTRL_KEY.test(key) && !INDISTINCT.has(key);
  return NAMED_KEYS.has(key) || (key !== " " && splitGraphemes(key).length === 1);
}

export function isActionId(id: string): id is ActionId {
  return Object.hasOwn(ACTIONS, id);
}

/** The row of an action, in the type that all rows share. */
export function actionRow(id: ActionId): ActionRow {
  return ACTIONS[id];
}

const SHOWN: Readonly<Record<string, string>> = {
  esc: "Esc",
  tab: "Tab",
  "shift-tab": "shift-Tab",
  home: "Home",
  end: "End",
  pgup: "PgUp",
  pgdn: "PgDn",
};

function effectiveKeys(action: ActionRow, wanted: readonly string[] | undefined): readonly string[] {
  if (wanted === undefined) return action.keys;
  return action.fixed === true ? [...new Set([...action.keys, ...wanted])] : [...new Set(wanted)];
}

function claim(keysOf: ReadonlyMap<ActionId, readonly string[]>) {
  const byKey = new Map<string, ActionId>();
  const conflicts = new Map<string, KeyConflict>();
  for (const [action, keys] of keysOf) {
    for (const key of keys) {
      for (const context of actionRow(action).contexts) {
        const other = byKey.get(`${context} ${key}`);
        if (other === undefined) byKey.set(`${context} ${key}`, action);
        else conflicts.set(`${action} ${key} ${other}`, { action, key, other });
      }
    }
  }
  return { byKey, conflicts: [...conflicts.values()] };
}
