import { AppError } from "../../src/plugin/index.ts";
import type { ClientDesk, OAuthClient } from "./client-desk.ts";
import { mapClient } from "./client-map.ts";
import { GONE, nothingToDo, type CredentialDraft } from "./credential-draft.ts";
import type { Counter } from "./issue-client.ts";
import type { Revoke } from "./revoke.ts";

/** The write that ends an OAuth client: its tokens first, since they outlive it. */
export async function draftRevokeClient(
  { keyring, desk }: Counter,
  { target, apis }: Revoke,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const found = await findClient(desk, { target, apis }, signal);
  if (found === null) return nothingToDo(GONE, ["It is gone already."]);
  const tokens = (await desk.tokens(found, signal))?.length ?? null;
  return {
    calls: [desk.revoking(found), desk.deletion(found)],
    fields: [{ field: "client", before: found.id, after: null }],
    basis: { client: found.id, api: found.apiId, mark: mapClient(found).mark },
    affects: [
      tokens === null
        ? "All its tokens are revoked first: they would outlive it."
        : `${tokens} ${tokens === 1 ? "token is" : "tokens are"} revoked first: they would outlive it.`,
    ],
    loses: ["The client and its secret: they cannot be put back."],
    refusal: async (answer, call, given) => {
      // A client without tokens, or one that is gone, is as good as revoked.
      if (desk.isDone(answer) || (answer.status === 404 && keyring.isAbsence(answer))) return null;
      return keyring.unfinished({ answer, call }, given);
    },
    finish: async (_, given) => {
      if ((await desk.find(found, given)) === null) return GONE;
      throw new AppError(
        "OUTCOME_UNKNOWN",
        `The ${keyring.called} says that the client is deleted, but it is still there.`,
        {
          hint: "List the credentials, and revoke it again.",
        },
      );
    },
  };
}

async function findClient(
  desk: ClientDesk,
  { target, apis }: Pick<Revoke, "target" | "apis">,
  signal: AbortSignal,
): Promise<OAuthClient | null> {
  const { handle, mark } = target;
  for (const apiId of apis) {
    const one = handle === null ? null : await desk.find({ apiId, id: handle }, signal);
    if (one !== null && (mapClient(one).mark ?? mark) === mark) return one;
    if (handle !== null || mark === null) continue;
    const marked = (await desk.ofApi(apiId, signal)).find((other) => mapClient(other).mark === mark);
    if (marked !== undefined) return marked;
  }
  return null;
}
