import {
  AppError,
  type CredentialIntent,
  type HttpAnswer,
  type WriteProposal,
  type WriteStep,
} from "../../src/plugin/index.ts";
import { callsDigest, draftCredential } from "./credential-draft.ts";
import type { Keyring } from "./keyring.ts";
import { refuseMoved } from "../tyk-policy/moved.ts";

/** What is applied: the proposal that was shown, and the intent that it must still follow from. */
type CredentialOrder = { readonly intent: CredentialIntent; readonly proposal: WriteProposal };

/** Applies a proposal of credentials; see `Connection.apply`. */
export async function* applyCredential(
  keyring: Keyring,
  { intent, proposal }: CredentialOrder,
  signal: AbortSignal,
): AsyncGenerator<WriteStep> {
  const draft = await draftCredential(keyring, intent, signal);
  refuseMoved(keyring, { basis: draft.basis, digest: callsDigest(draft) }, proposal);
  const answers: HttpAnswer[] = [];
  for (const call of draft.calls) {
    yield { step: "sent", request: call.shown };
    const answer = await keyring.send(call, signal);
    const error = await draft.refusal(answer, call, signal);
    if (error !== null) throw answers.length === 0 ? error : halfDone(error);
    answers.push(answer);
    yield { step: "answered", request: call.shown, policyId: null };
  }
  yield await draft.finish(answers, signal);
}

/** One request of several took effect: this is no "nothing was written". */
function halfDone(error: AppError): AppError {
  return new AppError(
    "OUTCOME_UNKNOWN",
    `A first request took effect, but the next did not: ${error.message}`,
    {
      hint: error.hint ?? "Try again: what is done already is passed over.",
      cause: error,
    },
  );
}
