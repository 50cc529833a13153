import type { Catalog } from "./catalog.ts";
import type { ChangeRequest, PendingWrite } from "./change.ts";
import { nameOf } from "./change-text.ts";
import { plainText } from "./plain-text.ts";

/**
 * True when what became of a change decides what a request may be: both are about one policy, or about one name, which
 * may be taken by now, or free again.
 */
export function isRelated(pending: PendingWrite, request: ChangeRequest, catalog: Catalog): boolean {
  if (pending.request.provider !== request.provider) return false;
  if ("policyId" in request && request.policyId === pending.policyId) return true;
  const names = namesOf(request, nameOf(request, catalog));
  return !names.isDisjointFrom(namesOf(pending.request, pending.name));
}

/** The name there is and the one there will be, as the store has them. */
function namesOf(request: ChangeRequest, name: string): ReadonlySet<string> {
  const next = request.op === "edit" ? request.set.name : undefined;
  return new Set([name, next ?? name].map((one) => plainText(one.trim())));
}
