import type { Catalog } from "../core/catalog.ts";
import type { ChangeRequest } from "../core/change.ts";
import { counted } from "../core/counted.ts";
import { credentialName } from "../core/credential-text.ts";
import { isLive } from "../core/credential.ts";
import { isAppError } from "../core/errors.ts";
import { findItem } from "../core/find-item.ts";
import { excerpt } from "../core/plain-text.ts";
import type { Connection } from "../plugin/contract.ts";
import type { Store } from "../store/store.ts";

const NAMED = 5;

type Asked = {
  readonly catalog: Catalog;
  readonly connection: Connection;
  readonly store: Store;
  readonly signal: AbortSignal;
};

/**
 * What the deletion of a Product or Plan does to credentials that live: as the Provider lists them, or as they are known
 * here where it does not. Nothing when there are none.
 */
export async function strandedBy(
  request: Extract<ChangeRequest, { op: "delete" }>,
  asked: Asked,
): Promise<readonly string[]> {
  const reference = findItem(asked.catalog, request.kind, request.policyId)?.item.referenceId;
  if (reference === undefined) return [];
  const names = (await listed(reference, asked)) ?? (await stored(request, asked.store));
  if (names.length === 0) return [];
  const told = names.slice(0, NAMED).map((name) => `"${excerpt(name)}"`);
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  const verb = names.length === 1 ? "loses" : "lose";
  const what = `${verb} ${request.kind === "product" ? "what it opens" : "its limits"}`;
  return [`${counted(names.length, "live credential")} ${what}: ${told.join(", ")}${more}.`];
}

/** Null where the Provider does not tell. */
async function listed(reference: string, { connection, signal }: Asked): Promise<readonly string[] | null> {
  if (!connection.capabilities.can.listCredentials.available) return null;
  try {
    const all = await connection.credentials?.({ policies: [reference], signal, onProgress: () => {} });
    const users = all?.filter(({ policies, isActive }) => isActive && policies.includes(reference));
    return users?.map(({ alias, handle }) => alias ?? handle ?? "one without a name") ?? null;
  } catch (error) {
    // Keys may be out of reach while policies are not.
    if (isAppError(error) && error.code !== "CANCELLED") return null;
    throw error;
  }
}

async function stored(
  { provider, policyId }: Extract<ChangeRequest, { op: "delete" }>,
  store: Store,
): Promise<readonly string[]> {
  const { credentials } = await store.readCredentials(provider);
  return credentials
    .filter((one) => isLive(one) && [...one.products, one.plan].some((named) => named?.policyId === policyId))
    .map(credentialName);
}
