import type { DrawnAct } from "./act.ts";
import { whyUnavailable } from "./availability.ts";
import { ACTION_IDS, actionRow, keysText, type ActionId, type Group } from "./keys.ts";

/** A row of the help; `disabled` says why it cannot be run from where the help was opened. */
export type HelpRow = {
  readonly id: ActionId;
  readonly keys: string;
  readonly label: string;
  readonly group: Group;
  readonly disabled: string | null;
};

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
