import { AppError } from "../../src/plugin/index.ts";
import type { ClientDesk, OAuthClient } from "./client-desk.ts";
import { findClients } from "./client-find.ts";
import { readTokens } from "./client-tokens.ts";
import { GONE, nothingToDo, type CredentialDraft } from "./credential-draft.ts";
import type { Counter } from "./issue-client.ts";
import type { Revoke } from "./revoke.ts";
import { mapClient } from "./client-map.ts";

/** The write that ends an OAuth client at all its APIs: its tokens first, since they outlive it. */
export async function draftRevokeClient(
  { keyring, desk }: Counter,
  { target, apis }: Revoke,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const found = await findClients(desk, { target, apis }, signal);
  const [first] = found;
  if (first === undefined) return nothingToDo(GONE, ["It is gone already."]);
  const tokens = await readTokens(desk, found, signal);
  return {
    calls: [desk.revoking(first), ...found.map(desk.deletion)],
    fields: [{ field: "client", before: first.id, after: null }],
    basis: { client: first.id, apis: found.map(({ apiId }) => apiId), mark: mapClient(first).mark },
    affects: [
      `${tokens === null ? "All its tokens are" : counted(tokens.length)} revoked first: they would outlive it.`,
    ],
    loses: ["The client and its secret: they cannot be put back."],
    refusal: async (answer, call, given) => {
      // A client without tokens, or one that is gone, is as good as revoked.
      if (desk.isDone(answer) || (answer.status === 404 && keyring.isAbsence(answer))) return null;
      return keyring.unfinished({ answer, call }, given);
    },
    finish: async (_, given) => {
      if (await isGone(desk, found, given)) return GONE;
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

function counted(count: number): string {
  return `${count} ${count === 1 ? "token is" : "tokens are"}`;
}

async function isGone(
  desk: ClientDesk,
  clients: readonly OAuthClient[],
  signal: AbortSignal,
): Promise<boolean> {
  const now = await Promise.all(clients.map((one) => desk.find(one, signal)));
  return now.every((one) => one === null);
}
