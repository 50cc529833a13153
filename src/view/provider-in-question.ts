import type { Act } from "./act.ts";
import { rowUnderCursor, scopeOf, tabListing } from "./listing.ts";
import { ALL_SCOPE } from "./rows.ts";

/** The Provider that sync, edit, explain and compare are about: under the cursor, or the one that is listed; null for all. */
export function providerInQuestion(act: Act): string | null {
  if (act.view.focus === "providers" || scopeOf(act.view) !== ALL_SCOPE) {
    const scope = scopeOf(act.view);
    return scope === ALL_SCOPE ? null : scope;
  }
  return rowUnderCursor(tabListing(act))?.provider ?? null;
}
