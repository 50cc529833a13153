import type { DrawnAct } from "./act.ts";
import { whyUnavailable } from "./availability.ts";
import { ACTION_IDS, actionRow, keysText, type ActionId } from "./keys.ts";

/** What choosing an entry of the palette does. */
export type PaletteRun =
  | { readonly kind: "action"; readonly action: ActionId }
  | { readonly kind: "provider"; readonly name: string };

/** `title` is what is typed for, `note` its keys, or what it is; `disabled` says why it does nothing now. */
export type PaletteEntry = {
  readonly title: string;
  readonly note: string;
  readonly run: PaletteRun;
  readonly disabled: string | null;
};

/** Moving about is quicker without a palette. */
const LEFT_OUT: ReadonlySet<ActionId> = new Set([
  "move.down",
  "move.up",
  "move.page-down",
  "move.page-up",
  "go.open",
  "go.escape",
  "palette.open",
]);

/** Actions, views and Providers that contain what was typed, letters in order; the closest first. */
export function paletteEntries(act: DrawnAct): readonly PaletteEntry[] {
  const { view } = act;
  const typed = view.overlay?.kind === "palette" ? view.overlay.input.text : "";
  const scored = allEntries(act).flatMap((entry, order) => {
    const score = fuzzyScore(typed, entry.title);
    return score === null ? [] : [{ entry, score, order }];
  });
  return scored.toSorted((a, b) => a.score - b.score || a.order - b.order).map(({ entry }) => entry);
}

/**
 * How far a text is from what was typed: 0 is closest, null when a letter is missing. Letters in a row and starts of
 * words are near; case and spaces do not matter.
 */
export function fuzzyScore(typed: string, text: string): number | null {
  const wanted = typed.toLowerCase().replaceAll(" ", "");
  const inside = text.toLowerCase();
  let at = -1;
  let score = 0;
  for (const letter of wanted) {
    const next = inside.indexOf(letter, at + 1);
    if (next < 0) return null;
    const startsWord = next === 0 || inside[next - 1] === " ";
    if (next !== at + 1) score += startsWord ? 1 : 2 + Math.min(next - at, 10);
    at = next;
  }
  return score + (wanted === "" ? 0 : inside.length / 100);
}

function allEntries(act: DrawnAct): readonly PaletteEntry[] {
  const under = { ...act, view: { ...act.view, overlay: null, prompt: null } };
  const providers = act.data.providers.map(({ definition: { name } }) => ({
    title: name,
    note: "Provider",
    run: { kind: "provider", name } as const,
    disabled: null,
  }));
  const chosen = ACTION_IDS.filter((id) => !LEFT_OUT.has(id) && actionRow(id).group !== "In a form");
  const actions = chosen.map((id) => ({
    title: actionRow(id).label,
    note: keysText(act.view.keymap, id, act.glyphs),
    run: { kind: "action", action: id } as const,
    disabled: whyUnavailable(id, under),
  }));
  return [...actions, ...providers];
}
