import { AppError, type HttpAnswer } from "../../src/plugin/index.ts";
import { GONE, nothingToDo, plainCall, type CredentialDraft } from "../tyk-credential/credential-draft.ts";
import type { Client } from "./client.ts";
import { askKeys, isAbsence, unfinished } from "./key-answers.ts";
import {
  clientPath,
  CLIENTS,
  listClients,
  mapClient,
  readClient,
  type OAuthClient,
} from "./oauth-clients.ts";
import { listOf } from "../tyk-policy/record.ts";
import type { Revoke } from "../tyk-credential/revoke.ts";
import { statusWord } from "./write-answers.ts";

/** The write that ends an OAuth client: its tokens first, since they outlive it. */
export async function draftRevokeClient(
  client: Client,
  { target, apis }: Revoke,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const found = await findClient(client, { target, apis }, signal);
  if (found === null) return nothingToDo(GONE, ["It is gone already."]);
  const tokens = await countTokens(client, found, signal);
  const revoking = plainCall("POST", `${CLIENTS}/${encodeURIComponent(found.id)}/revoke_all`);
  const deleting = plainCall("DELETE", clientPath(found.apiId, found.id));
  return {
    calls: [revoking, deleting],
    fields: [{ field: "client", before: found.id, after: null }],
    basis: { client: found.id, api: found.apiId, mark: mapClient(found).mark },
    affects: [
      tokens === null
        ? "All its tokens are revoked first: they would outlive it."
        : `${tokens} ${tokens === 1 ? "token is" : "tokens are"} revoked first: they would outlive it.`,
    ],
    loses: ["The client and its secret: they cannot be put back."],
    refusal: async (answer, call, given) => {
      if (isDone(answer)) return null;
      return unfinished(client, { answer, call }, given);
    },
    finish: async (_, given) => {
      if ((await readClient(client, found, given)) === null) return GONE;
      throw new AppError(
        "OUTCOME_UNKNOWN",
        "The Dashboard says that the client is deleted, but it is still there.",
        {
          hint: "List the credentials, and revoke it again.",
        },
      );
    },
  };
}

/** A client without tokens, or one that is gone, is as good as revoked. */
function isDone(answer: HttpAnswer): boolean {
  return (answer.status < 300 && statusWord(answer) === "OK") || (answer.status === 404 && isAbsence(answer));
}

async function findClient(
  client: Client,
  { target, apis }: Pick<Revoke, "target" | "apis">,
  signal: AbortSignal,
): Promise<OAuthClient | null> {
  const { handle, mark } = target;
  for (const apiId of apis) {
    const one = handle === null ? null : await readClient(client, { apiId, id: handle }, signal);
    if (one !== null && (mapClient(one).mark ?? mark) === mark) return one;
    if (handle !== null || mark === null) continue;
    const marked = (await listClients(client, apiId, signal)).find((other) => mapClient(other).mark === mark);
    if (marked !== undefined) return marked;
  }
  return null;
}

/** How many tokens it has given out that are good; null when that cannot be read. */
async function countTokens(
  client: Client,
  { apiId, id }: OAuthClient,
  signal: AbortSignal,
): Promise<number | null> {
  const path = `${clientPath(apiId, id)}/tokens`;
  const answer = await askKeys(client, { path, shownPath: path, signal });
  return isAbsence(answer) ? null : listOf(answer.json).length;
}
