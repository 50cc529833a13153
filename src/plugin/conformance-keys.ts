import type { CredentialTarget, IssuedSecret, RemoteCredential } from "../core/credential.ts";
import type { CredentialIntent } from "../core/credential-intent.ts";
import type { Policy } from "../core/policy.ts";
import type { Items } from "./conformance-intents.ts";
import { never } from "./conformance-subject.ts";
import { appliedSteps, prepared } from "./conformance-writing.ts";
import type { Connection } from "./contract.ts";

export type Issue = Extract<CredentialIntent, { readonly op: "issue" }>;

/** An issued credential: as it was read back, and what the consumer got. */
export type Issued = { readonly credential: RemoteCredential; readonly secret: IssuedSecret };

/** What a key is made of. */
export type KeyItems = Pick<Items, "product" | "plan" | "api">;

/** Issues a key of the subject's Product and Plan, in the hands of somebody, with everything that can travel along. */
export function issueIntent({ product, plan, api }: KeyItems, name: string): Issue {
  return {
    op: "issue",
    kind: "apiKey",
    mark: `portico-${name}`,
    policies: [product, plan].map(nameOf),
    apis: [api.id],
    alias: `alias of ${name}`,
    owner: "dev@example.org",
    labels: { team: "blue" },
    metadata: { tier: "gold" },
    expiresAt: "2099-01-01T00:00:00.000Z",
    chosen: {},
  };
}

/** A policy as a credential names it. */
export function nameOf({ id, reference, name }: Policy): Issue["policies"][number] {
  return { policyId: id, reference, name };
}

/** Proposes and issues it. */
export async function issued(connection: Connection, intent: Issue): Promise<Issued> {
  const last = (await appliedSteps(connection, intent, await prepared(connection, intent))).at(-1);
  if (last?.step !== "credential") throw new Error("issuing ended without a credential");
  const { credential, secret } = last;
  if (credential === null || secret === null) throw new Error("issuing ended without its secret");
  return { credential, secret };
}

/** How a credential is found again. */
export function targetOf({ kind, mark, handle, alias }: RemoteCredential): CredentialTarget {
  return { kind, mark, handle, alias };
}

/** Ends it: without its key where the Provider can, else with it. */
export function revokeIntent(
  connection: Connection,
  items: KeyItems,
  { credential, secret }: Issued,
): CredentialIntent {
  const common = { op: "revoke", target: targetOf(credential), apis: [items.api.id] } as const;
  const isFound = connection.capabilities.can.revokeCredentials.available;
  return isFound ? common : { ...common, secret: secret.value };
}

/** Proposes and applies it; how many requests it took, and whether nothing was left. */
export async function changed(
  connection: Connection,
  intent: CredentialIntent,
): Promise<{ readonly requests: number; readonly credential: RemoteCredential | null }> {
  const proposal = await prepared(connection, intent);
  const last = (await appliedSteps(connection, intent, proposal)).at(-1);
  if (last?.step !== "credential") throw new Error(`the last step is ${last?.step}, not a credential`);
  return { requests: proposal.requests.length, credential: last.credential };
}

/** Those that use the subject's policies or carry a mark; null where the Provider does not list them. */
export async function listed(
  connection: Connection,
  { product, plan }: KeyItems,
): Promise<readonly RemoteCredential[] | null> {
  if (!connection.capabilities.can.listCredentials.available) return null;
  const policies = [product.reference, plan.reference];
  const all = await connection.credentials?.({ policies, signal: never, onProgress: () => {} });
  return all ?? null;
}
