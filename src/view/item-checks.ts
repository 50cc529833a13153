import { lastEdit, undoSummary } from "../core/last-change.ts";
import type { Act } from "./act.ts";
import { kindShown } from "./act-form.ts";
import type { ActionId } from "./action-table.ts";
import { chosenItems, itemUnderCursor } from "./chosen-items.ts";
import { issueCheck, revokeCheck } from "./credential-checks.ts";
import { scopeOf } from "./listing.ts";
import { ALL_SCOPE } from "./rows.ts";
import { whyNotWritable, writableProviders, writeAbility } from "./writable.ts";

/** Why a Product or Plan cannot be made, changed or taken away now. */
export const ITEM_CHECKS: Readonly<Partial<Record<ActionId, (act: Act) => string | null>>> = {
  "item.create": (act) => (act.view.tab === "credentials" ? issueCheck(act) : createCheck(act)),
  "item.edit": (act) => (itemUnderCursor(act) === null ? NO_ITEM : null),
  "item.publish": (act) => (chosenItems(act).length === 0 ? NO_ITEM : null),
  "item.delete": (act) => (act.view.tab === "credentials" ? revokeCheck(act) : deleteCheck(act)),
  "change.undo": undoCheck,
};

const NO_ITEM = "no Product or Plan is under the cursor";

function createCheck({ view, data }: Act): string | null {
  const kind = kindShown(view);
  if (kind === null) return "only Products and Plans are made here; 2 and 3 show them";
  const scope = scopeOf(view);
  if (scope !== ALL_SCOPE) return whyNotWritable(data, scope, writeAbility(kind));
  if (writableProviders(data, kind).length > 0) return null;
  const [only, second] = data.providers;
  if (only === undefined || second !== undefined) return "no Provider can be written to now";
  return whyNotWritable(data, only.definition.name, writeAbility(kind));
}

/** What the Provider does not return any more is deleted in the store alone. */
function deleteCheck(act: Act): string | null {
  const rows = chosenItems(act);
  if (rows.length === 0) return NO_ITEM;
  for (const { provider, item } of rows) {
    if (item.hiddenReason === "not-retrieved") continue;
    const why = whyNotWritable(act.data, provider, "deletePolicies");
    if (why !== null) return why;
  }
  return null;
}

function undoCheck({ data }: Act): string | null {
  const { undo, configEdits } = data;
  if (lastEdit(configEdits, undo) !== null) return null;
  const [first] = undo;
  if (first === undefined) return "nothing was changed yet";
  if (undo.some(({ request }) => request !== null)) return null;
  return [`${undoSummary(undo)} cannot be undone`, ...first.loses].join(": ");
}
