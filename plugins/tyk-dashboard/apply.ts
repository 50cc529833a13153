import {
  AppError,
  sameValue,
  type FieldChange,
  type HttpAnswer,
  type Policy,
  type WriteIntent,
  type WriteProposal,
  type WriteStep,
} from "../../src/plugin/index.ts";
import { changes, draftWrite, requestDigest, type Draft, type DraftRequest, type Writer } from "./draft.ts";
import { KEY_ACCEPTED_ELSEWHERE, permissionMissing } from "./errors.ts";
import { refuseMoved } from "./moved.ts";
import { newPolicyId, writeError } from "./write-answers.ts";
import { findPolicy, missingApis } from "./write-reads.ts";

/** What is applied: the proposal that was shown, and the intent that it must still follow from. */
export type Order = { readonly intent: WriteIntent; readonly proposal: WriteProposal };

/** Applies a proposal; see `Connection.apply`. One request writes; what it wrote is read back and compared. */
export async function* applyWrite(
  writer: Writer,
  { intent, proposal }: Order,
  signal: AbortSignal,
): AsyncGenerator<WriteStep> {
  const draft = await draftWrite(writer, intent, signal);
  refuseMoved(writer.shown, { basis: draft.basis, digest: requestDigest(draft) }, proposal);
  const { request, read } = draft;
  if (request === null) {
    yield { step: "written", policy: read?.policy ?? null, removed: null };
    return;
  }
  const shown = { body: null, ...request };
  yield { step: "sent", request: shown };
  const answer = await writer.client.send(request.path, { ...request, signal });
  await refuseFailed(writer, { draft, request, answer }, signal);
  const policyId = read?.policy.id ?? newPolicyId(answer);
  yield { step: "answered", request: shown, policyId };
  yield await readBack(writer, { draft, policyId }, signal);
}

type Sent = { readonly draft: Draft; readonly request: DraftRequest; readonly answer: HttpAnswer };

/** Throws unless the Dashboard says that it is done. A policy that is gone already has been deleted. */
async function refuseFailed(writer: Writer, sent: Sent, signal: AbortSignal): Promise<void> {
  const { answer, request } = sent;
  const error = writeError(answer, request);
  if (error === null || (error.code === "NOT_FOUND" && request.method === "DELETE")) return;
  throw (await explained(error, writer, { ...sent, signal })) ?? error;
}

/** A better reason for a refusal, from a look around; null when there is none. */
async function explained(
  { code, message }: AppError,
  { client }: Writer,
  { draft: { read }, request, answer, signal }: Sent & { readonly signal: AbortSignal },
): Promise<AppError | null> {
  if (code === "NOT_AUTHORISED") {
    const isKeyGood = await client.acceptsKey(signal);
    return isKeyGood ? permissionMissing(request, KEY_ACCEPTED_ELSEWHERE) : null;
  }
  if (code !== "WRITE_REFUSED" || answer.status !== 500 || read === null) return null;
  const missing = await missingApis(client, read, signal);
  if (missing.length === 0) return null;
  return new AppError("WRITE_REFUSED", message, {
    hint: `The policy names APIs that were deleted (${missing.join(", ")}): before 5.11 the Dashboard can neither change nor delete such a policy. Update the Dashboard, or correct the policy in its database.`,
  });
}

type Answered = { readonly draft: Draft; readonly policyId: string | null };

async function readBack(
  { client }: Writer,
  { draft, policyId }: Answered,
  signal: AbortSignal,
): Promise<WriteStep> {
  if (policyId === null) throw unconfirmed("it did not say which id the new policy has");
  const now = await findPolicy(client, policyId, signal);
  if (draft.after === null) {
    if (now !== null) throw unconfirmed(`the policy ${policyId} is still there`);
    return { step: "written", policy: null, removed: JSON.stringify(draft.read?.record ?? null) };
  }
  if (now === null) throw unconfirmed(`the policy ${policyId} cannot be read back`);
  const other = differing(draft.after, now.policy);
  if (other.length > 0) {
    const seen = other.map(({ field, before, after }) => `${field} ${text(before)} → ${text(after)}`);
    throw unconfirmed(`it kept something else than was sent: ${seen.join("; ")}`);
  }
  return { step: "written", policy: now.policy, removed: null };
}

/** What the policy means otherwise than was sent, fields included that were to stay as they are. */
function differing(wanted: Policy, now: Policy): readonly FieldChange[] {
  return changes(wanted, now).filter(({ field, before, after }) => !isKept(field, before, after));
}

/** Of APIs only which they are counts, and of the state only whether it is active: the Dashboard completes the rest. */
function isKept(field: string, wanted: unknown, is: unknown): boolean {
  if (field === "state") return (wanted === "active") === (is === "active");
  if (field === "apis") return sameValue(idsOf(wanted), idsOf(is));
  return sameValue(wanted, is);
}

function idsOf(grants: unknown): readonly string[] {
  const ids = Array.isArray(grants) ? grants.map((grant: { readonly id?: unknown }) => String(grant.id)) : [];
  return ids.toSorted();
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

function unconfirmed(what: string): AppError {
  return new AppError("OUTCOME_UNKNOWN", `The Dashboard says that it is done, but ${what}.`, {
    hint: "A sync takes over what is there now; look at it before you try again.",
  });
}
