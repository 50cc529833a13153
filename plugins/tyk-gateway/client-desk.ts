import type { Api } from "../../src/plugin/index.ts";
import type { ClientDesk, ClientPlace, OAuthClient } from "../tyk-credential/client-desk.ts";
import { plainCall, type CredentialCall } from "../tyk-credential/credential-draft.ts";
import { plainAddress } from "../tyk-credential/key-place.ts";
import { mapApi } from "../tyk-policy/map-api.ts";
import { isRecord, listOf, recordOf, textOf, type JsonRecord } from "../tyk-policy/record.ts";
import type { Client } from "./client.ts";
import { askKeys, isAbsence, isDone } from "./key-answers.ts";
import { meaningOf, readDefinition } from "./policy-reads.ts";
import { APIS, POLICIES } from "./snapshot.ts";
import { MASK } from "../tyk-credential/mask.ts";

const CLIENTS = "/tyk/oauth/clients";
const REVOKE_ALL = "/tyk/oauth/revoke_all";

/**
 * The clients of a gateway's OAuth server, of one organisation: kept in Redis at each API, so in force at once. With
 * another policy a client keeps its id and secret, and its tokens end (gateway/api.go `updateOauthClient`).
 */
export function clientDesk(client: Client, organisation: string | null): ClientDesk {
  return {
    find: (place, signal) => find(client, place, signal),
    ofApi: (apiId, signal) => ofApi(client, apiId, signal),
    policies: async (signal) => (await client.list(POLICIES, { signal })).map(meaningOf),
    api: async (apiId, signal) => mapApi(await readDefinition(client, apiId, signal)),
    tokens: async (place, signal) => {
      const answer = await askKeys(client, { ...plainAddress(`${pathOf(place)}/tokens`), signal });
      return isAbsence(answer) ? null : listOf(answer.json).map(recordOf);
    },
    creationAt: (apiId) => ({ path: `${CLIENTS}/create`, members: { api_id: apiId } }),
    revoking: (one) => revoking(one, organisation),
    deletion: (place) => plainCall("DELETE", pathOf(place)),
    change: changeOf,
    isDone,
    explained: (error) => error,
  };
}

/** All APIs of the organisation, of all where that is null. */
export async function listApis(
  client: Client,
  organisation: string | null,
  signal: AbortSignal,
): Promise<readonly Api[]> {
  const definitions = await client.list(APIS, { signal });
  return definitions
    .filter((one) => organisation === null || textOf(one["org_id"]) === organisation)
    .map(mapApi);
}

function pathOf({ apiId, id }: ClientPlace): string {
  return `${CLIENTS}/${encodeURIComponent(apiId)}/${encodeURIComponent(id)}`;
}

async function find(client: Client, place: ClientPlace, signal: AbortSignal): Promise<OAuthClient | null> {
  const answer = await askKeys(client, { ...plainAddress(pathOf(place)), exact: true, signal });
  if (isAbsence(answer) || !isRecord(answer.json)) return null;
  return textOf(answer.json["client_id"]) === place.id ? { ...place, record: answer.json } : null;
}

async function ofApi(client: Client, apiId: string, signal: AbortSignal): Promise<readonly OAuthClient[]> {
  const path = `${CLIENTS}/${encodeURIComponent(apiId)}`;
  const answer = await askKeys(client, { ...plainAddress(path), signal });
  if (isAbsence(answer)) return [];
  return listOf(answer.json)
    .map(recordOf)
    .map((record) => ({ apiId, id: textOf(record["client_id"]), record }));
}

/** A gateway wants the client's own secret for it, and tells it to whoever has the gateway's. */
function revoking({ id, record }: OAuthClient, organisation: string | null): CredentialCall {
  const secret = textOf(record["secret"]);
  const form = { client_id: id, ...(organisation === null ? {} : { org_id: organisation }) };
  return {
    method: "POST",
    path: REVOKE_ALL,
    content: {
      type: "application/x-www-form-urlencoded",
      text: new URLSearchParams({ ...form, client_secret: secret }).toString(),
    },
    secrets: secret === "" ? [] : [secret],
    shown: { method: "POST", path: REVOKE_ALL, body: { ...form, client_secret: MASK } },
  };
}

/** The client as it was read, with another policy. */
function changeOf({ record, ...place }: OAuthClient, policy: string): CredentialCall {
  const path = pathOf(place);
  const secret = textOf(record["secret"]);
  const body: JsonRecord = { ...record, policy_id: policy };
  return {
    method: "PUT",
    path,
    body,
    secrets: secret === "" ? [] : [secret],
    shown: { method: "PUT", path, body: { ...body, secret: MASK } },
  };
}
