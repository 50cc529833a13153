import { counted } from "../core/counted.ts";
import type { ChangeLine } from "../core/events.ts";
import type { Counts } from "../core/catalog.ts";
import type { ItemChange, SyncChanges } from "../core/sync-changes.ts";

const NAMED_AT_MOST = 3;

/** What a synchronization changed, as lines of the history. */
export function changeLines(changes: SyncChanges): readonly ChangeLine[] {
  return changes.items.map(({ kind, type, item, fields, formerName }) => ({
    kind,
    type,
    policyId: item.policyId,
    name: item.name,
    ...(formerName === undefined ? {} : { formerName }),
    ...(fields.length > 0 ? { fields } : {}),
  }));
}

/** `12 products · 8 plans · +1 placeholder "Refunds"`, one line for the activity pane. */
export function syncSummary(counts: Counts, changes: SyncChanges): string {
  const parts = [counted(counts.products, "product"), counted(counts.plans, "plan")];
  for (const type of ["created", "restored", "updated", "hidden"] as const) {
    const matching = changes.items.filter((change) => change.type === type);
    if (matching.length > 0)
      parts.push(`${SIGN[type]}${matching.length} ${WORD[type](matching)} ${named(matching)}`);
  }
  return parts.join(" · ");
}

/** `returned no policies: 5 products and 2 plans would be hidden`. */
export function heldSummary(held: Counts | { readonly products: number; readonly plans: number }): string {
  const { products, plans } = held;
  return `held: none of the known policies came back; ${counted(products, "product")} and ${counted(plans, "plan")} stay as they are`;
}

const SIGN = { created: "+", restored: "+", updated: "~", hidden: "−" } as const;

const WORD = {
  created: (list: readonly ItemChange[]) => (list.length === 1 ? "placeholder" : "placeholders"),
  restored: () => "restored",
  updated: () => "updated",
  hidden: () => "hidden",
} as const;

function named(changes: readonly ItemChange[]): string {
  const names = changes.slice(0, NAMED_AT_MOST).map((change) => `"${change.item.name}"`);
  return `${names.join(", ")}${changes.length > NAMED_AT_MOST ? ", …" : ""}`;
}
