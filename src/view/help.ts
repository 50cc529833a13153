import type { DrawnAct } from "./act.ts";
import { whyUnavailable } from "./availability.ts";
import { ACTION_IDS, actionRow, keysText, type ActionId, type Group } from "./keys.ts";
import { windowOf } from "./window.ts";

/** A row of the help; `disabled` says why it cannot be run from where the help was opened. */
export type HelpRow = {
  readonly id: ActionId;
  readonly keys: string;
  readonly label: string;
  readonly group: Group;
  readonly disabled: string | null;
};

/** A line of the help: the name of a group, or one of its rows. */
export type HelpEntry =
  | { readonly kind: "heading"; readonly group: Group }
  | { readonly kind: "row"; readonly row: HelpRow; readonly isCursor: boolean };

/** The part of the help that is on the screen; `below` counts the rows that follow it. */
export type HelpWindow = { readonly entries: readonly HelpEntry[]; readonly below: number };

/** Every action that the help's filter leaves, in the order of the table. */
export function helpRows(act: DrawnAct): readonly HelpRow[] {
  const { view } = act;
  const words = view.overlay?.kind === "help" ? view.overlay.input.text.toLowerCase().split(" ") : [];
  const under = { ...act, view: { ...view, overlay: null, prompt: null } };
  const rows: HelpRow[] = [];
  for (const id of ACTION_IDS) {
    const { label, group } = actionRow(id);
    const keys = keysText(view.keymap, id, act.glyphs);
    const text = `${keys} ${label} ${group} ${id}`.toLowerCase();
    if (words.every((word) => text.includes(word))) {
      rows.push({ id, keys, label, group, disabled: whyUnavailable(id, under) });
    }
  }
  return rows;
}

/** The help under the names of its groups, as many lines as there is room for around the row of the cursor. */
export function helpWindow(rows: readonly HelpRow[], cursor: ActionId | null, room: number): HelpWindow {
  const at = Math.max(
    0,
    rows.findIndex(({ id }) => id === cursor),
  );
  const all = rows.flatMap((row, index): readonly HelpEntry[] => {
    const entry = { kind: "row", row, isCursor: index === at } as const;
    return row.group === rows[index - 1]?.group ? [entry] : [{ kind: "heading", group: row.group }, entry];
  });
  const place = all.findIndex((entry) => entry.kind === "row" && entry.isCursor);
  const offset = Math.floor(room / 2);
  const { top, end } = windowOf({ count: all.length, cursor: place, offset, height: room });
  const below = all.slice(end).filter(({ kind }) => kind === "row").length;
  return { entries: all.slice(top, end), below };
}
