import { AppError, isAppError } from "../../src/plugin/index.ts";
import type { Client } from "./client.ts";
import { listIn } from "./client.ts";
import { isAbsence, askKeys } from "./key-answers.ts";
import type { ClientDesk, ClientPlace, OAuthClient } from "../tyk-credential/client-desk.ts";
import { listClients } from "../tyk-credential/client-listing.ts";
import { plainCall } from "../tyk-credential/credential-draft.ts";
import { mapApi } from "../tyk-policy/map-api.ts";
import { readPolicies } from "./read-policies.ts";
import { statusWord } from "./write-answers.ts";
import { meaningOf, readApiEntry } from "./write-reads.ts";
import { isRecord, listOf, recordOf, textOf } from "../tyk-policy/record.ts";
import { plainAddress } from "../tyk-credential/key-place.ts";

const CLIENTS = "/api/apis/oauth";

/** The clients of a Dashboard's OAuth server. */
export function clientDesk(client: Client): ClientDesk {
  return {
    find: (place, signal) => readClient(client, place, signal),
    ofApi: (apiId, signal) => clientsOf(client, apiId, signal),
    policies: async (signal) => (await readPolicies(client, { signal })).map(meaningOf),
    api: async (apiId, signal) => mapApi(await readApiEntry(client, apiId, signal)),
    tokens: (place, signal) => readTokens(client, place, signal),
    creationAt: (apiId) => ({ path: clientsPath(apiId), members: {} }),
    revoking: ({ id }) => plainCall("POST", `${CLIENTS}/${encodeURIComponent(id)}/revoke_all`),
    deletion: (place) => plainCall("DELETE", clientPath(place)),
    // Its API makes, reads and deletes clients, and changes none.
    change: null,
    isDone: (answer) => answer.status < 300 && statusWord(answer) === "OK",
    explained: withoutOAuth,
  };
}

function clientsPath(apiId: string): string {
  return `${CLIENTS}/${encodeURIComponent(apiId)}`;
}

function clientPath({ apiId, id }: ClientPlace): string {
  return `${clientsPath(apiId)}/${encodeURIComponent(id)}`;
}

async function readTokens(client: Client, place: ClientPlace, signal: AbortSignal) {
  const path = `${clientPath(place)}/tokens`;
  const answer = await askKeys(client, { ...plainAddress(path), signal });
  return isAbsence(answer) ? null : listOf(answer.json).map(recordOf);
}

async function readClient(
  client: Client,
  { apiId, id }: ClientPlace,
  signal: AbortSignal,
): Promise<OAuthClient | null> {
  const path = clientPath({ apiId, id });
  const answer = await askKeys(client, { ...plainAddress(path), signal });
  if (isAbsence(answer) || !isRecord(answer.json)) return null;
  return textOf(answer.json["client_id"]) === id ? { apiId, id, record: answer.json } : null;
}

async function clientsOf(
  client: Client,
  apiId: string,
  signal: AbortSignal,
): Promise<readonly OAuthClient[]> {
  const path = clientsPath(apiId);
  const answer = await askKeys(client, { ...plainAddress(path, { p: "-1" }), signal });
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
  try {
    return await listClients(clientDesk(client), items.map(recordOf).map(mapApi), signal);
  } catch (error) {
    if (isAppError(error) && error.code === "PERMISSION_MISSING") return null;
    throw error;
  }
}

/** What a missing permission is for: not one of those that a portal needs. */
function withoutOAuth(error: unknown): unknown {
  if (!isAppError(error) || error.code !== "PERMISSION_MISSING") return error;
  return new AppError("PERMISSION_MISSING", error.message, {
    hint: "Clients of the Dashboard's own OAuth need the extra permission OAuth: Write (Dashboard: Users).",
    cause: error,
  });
}
