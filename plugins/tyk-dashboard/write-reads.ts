import { isAppError, type AppError } from "../../src/plugin/index.ts";
import type { Client } from "./client.ts";
import { answerError, shapeError } from "./errors.ts";
import { apiGone, grantedApis, nameTaken as takenName, policyMeaning } from "../tyk-policy/policy-reads.ts";
import { POLICY_IDENTITY } from "./read-policies.ts";
import type { ReadPolicy } from "../tyk-policy/policy-edit.ts";
import type { GrantedApi } from "../tyk-policy/policy-wire.ts";
import { isRecord, listOf, recordOf, textOf, type JsonRecord } from "../tyk-policy/record.ts";

export const POLICIES = "/api/portal/policies";
const APIS = "/api/apis";
const HERE = {
  called: "Dashboard",
  why: "it must be unique among all policies of the organisation, shown here or not",
} as const;
const ABSENT: ReadonlySet<number> = new Set([400, 404]);

/** Where a policy is addressed: by `_id`, which every version takes. */
export function policyPath(policyId: string): string {
  return `${POLICIES}/${encodeURIComponent(policyId)}`;
}

/** What a record means in Portico's words; its numbers rounded as in a reading. */
export function meaningOf(record: unknown): ReadPolicy["policy"] {
  return policyMeaning(record, POLICY_IDENTITY);
}

/** A policy as it is now, with every number exact. Null when there is none: 404, on some versions 400. */
export async function findPolicy(
  client: Client,
  policyId: string,
  signal: AbortSignal,
): Promise<ReadPolicy | null> {
  const path = policyPath(policyId);
  const answer = await client.confirmed(path, { exact: true, signal });
  const error = answerError(answer, { path });
  // Only the Dashboard's own words tell that it is gone: a page that is not found may be a proxy's.
  if (error !== null && ABSENT.has(answer.status) && error.code !== "WRONG_SERVICE") return null;
  if (error !== null) throw error;
  const { json } = answer;
  if (!isRecord(json) || textOf(json["_id"]) === "") throw shapeError(answer, { path }, "a policy");
  // From 5.12 on a path takes the other id, too: another policy may have this one's.
  return json["_id"] === policyId ? { record: json, policy: meaningOf(json) } : null;
}

/** The definitions of APIs that are to be granted. Throws NOT_FOUND naming one that is not there. */
export function readApis(
  client: Client,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly GrantedApi[]> {
  return grantedApis(ids, (id) => readApiEntry(client, id, signal));
}

/** An API as the Dashboard keeps it, definition and all. Throws NOT_FOUND when it is not there. */
export async function readApiEntry(client: Client, id: string, signal: AbortSignal): Promise<JsonRecord> {
  const path = `${APIS}/${encodeURIComponent(id)}`;
  const answer = await client.confirmed(path, { signal });
  const error = answerError(answer, { path });
  if (error !== null && ABSENT.has(answer.status) && error.code !== "WRONG_SERVICE") {
    throw apiGone(HERE, id, "this key may not see it");
  }
  if (error !== null) throw error;
  return recordOf(answer.json);
}

/**
 * Throws NAME_TAKEN when another policy has the name already. A Dashboard whose search does not answer is asked no
 * further: it refuses the name itself when it comes to that. Asked right before a creation, too, this also shows that
 * the connection still stands on which it will leave.
 */
export async function refuseTakenName(
  client: Client,
  { name, policyId }: { readonly name: string; readonly policyId: string | null },
  signal: AbortSignal,
): Promise<void> {
  const answer = await client.ask(`${POLICIES}/search`, { query: { q: name, p: "-1" }, signal });
  const hits = answer.status === 200 ? listOf(recordOf(answer.json)["Data"]).map(recordOf) : [];
  const other = hits.find((hit) => hit["name"] === name && hit["_id"] !== policyId);
  if (other !== undefined) throw nameTaken(name, textOf(other["_id"]));
}

/** Names are unique in an organisation, over Products, Plans and every other policy. */
export function nameTaken(name: string, policyId: string): AppError {
  return takenName(HERE, { name, policyId });
}

/** The APIs that the policy grants, but the Dashboard does not have. Nothing when that cannot be read. */
export async function missingApis(
  client: Client,
  { policy }: ReadPolicy,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const answer = await client.ask(APIS, { query: { p: "-1" }, signal }).catch(nothing);
  const list = recordOf(answer?.json)["apis"];
  if (!Array.isArray(list)) return [];
  const ids = new Set(list.map((entry) => textOf(recordOf(recordOf(entry)["api_definition"])["api_id"])));
  return policy.apis.filter(({ id }) => !ids.has(id)).map(({ id }) => id);
}

/** For a question whose failure says nothing about what it was asked for. */
function nothing(error: unknown): null {
  if (isAppError(error)) return null;
  throw error;
}
