import { AppError, isAppError, type RemoteCredential } from "../../src/plugin/index.ts";
import type { Client } from "./client.ts";
import { listIn } from "./client.ts";
import { isAbsence, askKeys } from "./key-answers.ts";
import { ownParts } from "../tyk-credential/key-map.ts";
import { mapApi } from "../tyk-policy/map-api.ts";
import { isRecord, recordOf, textOf, type JsonRecord } from "../tyk-policy/record.ts";

export const CLIENTS = "/api/apis/oauth";
const AT_ONCE = 4;

/** A client of one API, as the Dashboard keeps it; its secret is in `record` and goes nowhere. */
export type OAuthClient = { readonly apiId: string; readonly id: string; readonly record: JsonRecord };

export function clientPath(apiId: string, clientId: string): string {
  return `${CLIENTS}/${encodeURIComponent(apiId)}/${encodeURIComponent(clientId)}`;
}

/** A client of an API as it is now; null when there is none. */
export async function readClient(
  client: Client,
  { apiId, id }: Pick<OAuthClient, "apiId" | "id">,
  signal: AbortSignal,
): Promise<OAuthClient | null> {
  const path = clientPath(apiId, id);
  const answer = await askKeys(client, { path, shownPath: path, signal });
  if (isAbsence(answer) || !isRecord(answer.json)) return null;
  return textOf(answer.json["client_id"]) === id ? { apiId, id, record: answer.json } : null;
}

/** The clients of one API. */
export async function listClients(
  client: Client,
  apiId: string,
  signal: AbortSignal,
): Promise<readonly OAuthClient[]> {
  const path = `${CLIENTS}/${encodeURIComponent(apiId)}`;
  const answer = await askKeys(client, { path, shownPath: path, query: { p: "-1" }, signal });
  if (isAbsence(answer)) return [];
  return listIn(answer, path, "apps").items.map((item) => {
    const record = recordOf(item);
    return { apiId, id: textOf(record["client_id"]), record };
  });
}

/**
 * The clients of all APIs that have a token endpoint of their own. Null when this user may not see them: the permission is
 * not among the six that a portal needs.
 */
export async function listAllClients(
  client: Client,
  signal: AbortSignal,
): Promise<readonly OAuthClient[] | null> {
  const { items } = await client.list("/api/apis", "apis", { query: { p: "-1" }, signal });
  const apis = items
    .map((item) => mapApi(recordOf(item)))
    .filter(({ authMethods }) => authMethods.includes("oauth2"));
  const found: OAuthClient[] = [];
  try {
    for (let start = 0; start < apis.length; start += AT_ONCE) {
      const some = apis.slice(start, start + AT_ONCE).map(({ id }) => listClients(client, id, signal));
      found.push(...(await Promise.all(some)).flat());
    }
  } catch (error) {
    if (isAppError(error) && error.code === "PERMISSION_MISSING") return null;
    throw error;
  }
  return found;
}

/** A client as Portico knows it; never its secret. */
export function mapClient({ apiId, id, record }: OAuthClient): RemoteCredential {
  const { owner, ...own } = ownParts(recordOf(record["meta_data"]));
  const policy = textOf(record["policy_id"]);
  return {
    kind: "oauth2",
    ...own,
    owner,
    handle: id === "" ? null : id,
    alias: textOf(record["description"], record["client_name"]) || null,
    tail: null,
    policies: policy === "" ? [] : [policy],
    apis: [apiId],
    issuedAt: null,
    expiresAt: null,
    isActive: true,
  };
}

/** What a missing permission is for: not one of those that a portal needs. */
export function withoutOAuth(error: unknown): unknown {
  if (!isAppError(error) || error.code !== "PERMISSION_MISSING") return error;
  return new AppError("PERMISSION_MISSING", error.message, {
    hint: "Clients of the Dashboard's own OAuth need the extra permission OAuth: Write (Dashboard: Users).",
    cause: error,
  });
}
