import type { CredentialIntent, WriteProposal } from "../../src/plugin/index.ts";
import { callsDigest, draftCredential } from "./credential-draft.ts";
import type { Keyring } from "./keyring.ts";
import { digestOf } from "../tyk-policy/ground.ts";

/** The proposal of a write of credentials; see `Connection.prepare`. Only GETs. */
export async function prepareCredential(
  keyring: Keyring,
  intent: CredentialIntent,
  signal: AbortSignal,
): Promise<WriteProposal> {
  const draft = await draftCredential(keyring, intent, signal);
  const { calls, fields, affects, loses, basis } = draft;
  return {
    fields,
    requests: calls.map(({ shown }) => shown),
    affects,
    loses,
    basis,
    ground: digestOf(basis),
    digest: callsDigest(draft),
  };
}
