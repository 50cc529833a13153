import { isVisible, type Item } from "./catalog.ts";
import type { ProviderStatus } from "./provider.ts";

/**
 * Whether consumers can be offered an item: not while it is hidden, nor while its Provider is down, whose last good
 * catalog is all that is known then. `published`, what the operator wants, stays as it is through both.
 */
export type Standing = "available" | "unavailable" | "hidden";

export function standingOf(
  item: Pick<Item, "state">,
  status: Pick<ProviderStatus, "state"> | undefined,
): Standing {
  if (!isVisible(item)) return "hidden";
  return status?.state === "down" ? "unavailable" : "available";
}
