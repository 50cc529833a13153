import type { Act } from "./act.ts";
import type { ActionId } from "./action-table.ts";
import { chosenDifferences, differenceUnderCursor, itemsOfDifferences } from "./browse-item.ts";
import { otherProviders } from "./compared.ts";
import { providerInQuestion } from "./provider-in-question.ts";
import { whyNotWritable, writeAbility } from "./writable.ts";

/** Why two Providers cannot be compared now, or nothing be brought from one to the other. */
export const DIFF_CHECKS: Readonly<Partial<Record<ActionId, (act: Act) => string | null>>> = {
  "diff.open": openCheck,
  "diff.swap": ({ view }) =>
    view.overlay?.kind === "diff" && view.overlay.b === null ? "choose a Provider first" : null,
  "diff.promote": promoteCheck,
};

function openCheck(act: Act): string | null {
  const name = providerInQuestion(act);
  if (name === null) return "choose a Provider first";
  return otherProviders(act.data, name).length === 0 ? "there is no other Provider" : null;
}

function promoteCheck(act: Act): string | null {
  const { overlay } = act.view;
  if (overlay?.kind !== "diff" || overlay.b === null) return "choose a Provider first";
  const rows = chosenDifferences(act);
  const [row] = rows;
  if (row?.kind !== "difference") return "nothing is under the cursor";
  const found = itemsOfDifferences(act);
  if (found.length === 0 && rows.length > 1) return `none of them is a Product or Plan of ${overlay.a}`;
  if (found.length === 0 && row.row.kind === "api") return "an API is set up at its Provider, not from here";
  if (found.length === 0) return `only ${overlay.b} has it; Tab swaps the two`;
  const { b } = overlay;
  const kinds = new Set(found.map((one) => one.found.kind));
  const whys = [...kinds].map((kind) => whyNotWritable(act.data, b, writeAbility(kind)));
  return whys.find((why) => why !== null) ?? null;
}

/** Why nothing can be marked in a comparison now. */
export function diffMarkCheck(act: Act): string | null {
  const { overlay } = act.view;
  if (overlay?.kind !== "diff" || overlay.b === null) return "choose a Provider first";
  if (overlay.browse.opened) return "go back to the list first";
  return differenceUnderCursor(act) === null ? "nothing is under the cursor" : null;
}
