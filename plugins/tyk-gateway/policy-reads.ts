import { AppError, excerpt } from "../../src/plugin/index.ts";
import { mapApi } from "../tyk-policy/map-api.ts";
import type { ReadPolicy } from "../tyk-policy/policy-edit.ts";
import { apiGone, grantedApis, nameTaken, policyMeaning } from "../tyk-policy/policy-reads.ts";
import type { GrantedApi } from "../tyk-policy/policy-wire.ts";
import { isRecord, recordOf, textOf, type JsonRecord } from "../tyk-policy/record.ts";
import type { Client } from "./client.ts";
import { effective } from "./effective-state.ts";
import { answerError, envelopeMessage, shapeError } from "./errors.ts";
import { APIS, organisationsOf, POLICIES, POLICY_IDENTITY } from "./snapshot.ts";

const HERE = { called: "gateway", why: "two policies of one name cannot be told apart" } as const;

/** Where a policy is addressed. */
export function policyPath(policyId: string): string {
  return `${POLICIES}/${encodeURIComponent(policyId)}`;
}

/** What a record means in Portico's words; its numbers rounded as in a reading. */
export function meaningOf(record: unknown): ReadPolicy["policy"] {
  return effective(policyMeaning(record, POLICY_IDENTITY));
}

/** A policy as it is loaded now, with every number exact. Null when none is loaded under this id. */
export async function findPolicy(
  client: Client,
  policyId: string,
  signal: AbortSignal,
): Promise<ReadPolicy | null> {
  const path = policyPath(policyId);
  const answer = await client.ask(path, { exact: true, signal });
  if (answer.status === 404 && envelopeMessage(answer) !== null) return null;
  const error = answerError(answer, { path });
  if (error !== null) throw error;
  const { json } = answer;
  if (!isRecord(json)) throw shapeError(answer, { path }, "a policy");
  return { record: json, policy: meaningOf(json) };
}

/** The definitions of APIs that are to be granted. Rejects with NOT_FOUND naming one that is not loaded. */
export function readApis(
  client: Client,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly GrantedApi[]> {
  return grantedApis(ids, (id) => readDefinition(client, id, signal));
}

/** The definition of an API. Rejects with NOT_FOUND when none is loaded under this id. */
export async function readDefinition(client: Client, id: string, signal: AbortSignal): Promise<JsonRecord> {
  const path = `${APIS}/${encodeURIComponent(id)}`;
  const answer = await client.ask(path, { signal });
  if (answer.status === 404 && envelopeMessage(answer) !== null) {
    throw apiGone(HERE, id, "is not loaded yet");
  }
  const error = answerError(answer, { path });
  if (error !== null) throw error;
  return recordOf(answer.json);
}

/** A gateway takes any name twice: it is this adapter that keeps them apart. Rejects with NAME_TAKEN. */
export async function refuseTakenName(
  client: Client,
  { name, policyId }: { readonly name: string; readonly policyId: string | null },
  signal: AbortSignal,
): Promise<void> {
  const policies = await client.list(POLICIES, { signal });
  const other = policies.find((policy) => policy["name"] === name && idOf(policy) !== policyId);
  if (other !== undefined) throw nameTaken(HERE, { name, policyId: idOf(other) });
}

function idOf(policy: Readonly<Record<string, unknown>>): string {
  return textOf(...POLICY_IDENTITY.map((member) => policy[member]));
}

/**
 * The organisation that a policy, or a key, has to name, so that the two go together: that of the APIs it grants; for one that grants
 * none that of everything here. Rejects with CANNOT_WRITE when that is more than one.
 */
export async function organisationFor(
  client: Client,
  apis: readonly Pick<GrantedApi, "id">[],
  signal: AbortSignal,
): Promise<string> {
  const definitions = await client.list(APIS, { signal });
  const granted = new Set(apis.map(({ id }) => id));
  const own = definitions.filter((definition) => granted.has(mapApi(definition).id));
  const policies = own.length > 0 ? [] : await client.list(POLICIES, { signal });
  const seen = organisationsOf(own.length > 0 ? own : [...definitions, ...policies]);
  if (seen.length <= 1) return seen[0] ?? "";
  const names = seen.map((id) => (id === "" ? "none" : excerpt(id))).join(", ");
  throw new AppError(
    "CANNOT_WRITE",
    own.length > 0
      ? `The APIs belong to several organisations (${names}): no key could open them all.`
      : `This gateway serves several organisations (${names}), and nothing says which one it is for.`,
    {
      hint:
        own.length > 0
          ? "Grant APIs of one organisation."
          : "Set organisationId in the Provider's config to one of them.",
    },
  );
}
