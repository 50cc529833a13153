import { AppError, isAppError, type CredentialIntent } from "../../src/plugin/index.ts";
import { GONE, nothingToDo, type CredentialCall, type CredentialDraft } from "./credential-draft.ts";
import type { Keyring } from "./keyring.ts";
import { findKey, type FoundKey } from "./key-find.ts";
import { mapKey } from "./key-map.ts";
import { keyRefusal } from "./key-refusal.ts";
import { withQuery } from "./key-place.ts";

export type Revoke = Extract<CredentialIntent, { readonly op: "revoke" }>;

/** The write that ends a credential. One that is gone already needs none. */
export async function draftRevoke(
  keyring: Keyring,
  intent: Revoke,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  if (intent.target.kind === "oauth2") {
    const { draftRevokeClient } = await import("./revoke-client.ts");
    return draftRevokeClient({ keyring, desk: keyring.clients }, intent, signal);
  }
  if (intent.target.kind === "jwt") return nothingToDo(GONE, [TOKENS]);
  const found = await findKey(keyring, intent, signal);
  if (found === null) return nothingToDo(GONE, ["It is gone already."]);
  const { alias, policies, mark, expiresAt } = mapKey(found.entry);
  return {
    calls: [deletionOf(keyring, found)],
    fields: [{ field: "policies", before: policies, after: null }],
    // Of what changes by itself, or may be changed, nothing makes another credential of it.
    basis: { mark, hash: found.entry.hash },
    affects: ["Requests with it are refused as soon as the gateways have heard of it."],
    loses: [
      `The key${alias === null ? "" : ` of ${alias}`}${expiresAt === null ? "" : `, good until ${expiresAt}`}: it cannot be put back.`,
    ],
    refusal: async (answer, call, given) => {
      if (keyring.isDone(answer)) return null;
      const error = await keyRefusal(keyring, { answer, call, found }, given);
      return error.code === "NOT_FOUND" ? null : error;
    },
    finish: async (_, given) => {
      await expectGone(keyring, found, given);
      return GONE;
    },
  };
}

const TOKENS =
  "Tokens are the identity provider's: end the client or the user there, or take the policy out of the API's definition.";

/** Deletes a key. */
export function deletionOf(
  keyring: Pick<Keyring, "addressOf">,
  { place }: Pick<FoundKey, "place">,
): CredentialCall {
  const { path, query, secrets, shownPath } = keyring.addressOf(place);
  return {
    method: "DELETE",
    path,
    query,
    secrets,
    shown: { method: "DELETE", path: withQuery(shownPath, query), body: null },
  };
}

async function expectGone(keyring: Keyring, found: FoundKey, signal: AbortSignal): Promise<void> {
  const now = await keyring.read(found.place, signal).catch((error: unknown) => {
    // The deletion was confirmed: a look that fails takes nothing away from that.
    if (isAppError(error)) return null;
    throw error;
  });
  if (now === null) return;
  throw new AppError(
    "OUTCOME_UNKNOWN",
    `The ${keyring.called} says that the key is deleted, but it is still there.`,
    {
      hint: "List the credentials, and revoke it again.",
    },
  );
}
