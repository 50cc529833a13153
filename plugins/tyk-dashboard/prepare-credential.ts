import type { CredentialIntent, WriteProposal } from "../../src/plugin/index.ts";
import { callsDigest, draftCredential } from "./credential-draft.ts";
import type { CredentialWriter } from "./credential-writer.ts";
import { digestOf } from "./ground.ts";

/** The proposal of a write of credentials; see `Connection.prepare`. Only GETs. */
export async function prepareCredential(
  writer: CredentialWriter,
  intent: CredentialIntent,
  signal: AbortSignal,
): Promise<WriteProposal> {
  const draft = await draftCredential(writer, intent, signal);
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
