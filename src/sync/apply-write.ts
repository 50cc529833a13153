import type { ChangeProposal, PendingWrite } from "../core/change.ts";
import { AppError, isAppError } from "../core/errors.ts";
import type { Policy } from "../core/policy.ts";
import type { WriteStep } from "../core/write.ts";
import type { Connection } from "../plugin/contract.ts";
import type { Store } from "../store/store.ts";

/** What a Provider made of a write: the policy as read back, null when it is deleted, with the record it had. */
export type AppliedWrite = {
  readonly policyId: string;
  readonly policy: Policy | null;
  readonly removed: string | null;
  /** True for a deletion of what was gone before. */
  readonly wasGone: boolean;
};

export type ApplyPorts = {
  readonly store: Store;
  readonly connection: Required<Pick<Connection, "apply">>;
  readonly signal: AbortSignal;
};

type Write = NonNullable<ChangeProposal["write"]>;

/**
 * Applies a proposal at the Provider. The change is on record before the first request leaves, stays there when no
 * answer says what became of it (rejects with OUTCOME_UNKNOWN), and is taken off when nothing was written (rejects with
 * what the adapter threw). When it resolves, whoever called takes it off.
 */
export async function applyWrite(
  begun: PendingWrite,
  write: Write,
  ports: ApplyPorts,
): Promise<AppliedWrite> {
  const { store, signal } = ports;
  const progress: Progress = { pending: begun, sent: false, answered: false, written: null };
  await store.writePending(begun);
  try {
    const steps = ports.connection.apply(write.intent, write.proposal, signal);
    for await (const step of steps) await take(step, progress, store);
    if (progress.written === null) throw new Error("The adapter ended without saying what was written.");
    return resultOf(begun, progress.written);
  } catch (error) {
    const gone = goneAlready(begun, error, progress);
    if (gone !== null) return gone;
    if (!isUnanswered(error, progress)) {
      // What stays of it is settled when this process has ended: it says nothing that would be wrong.
      await store.removePending(begun.id).catch(() => undefined);
      throw error;
    }
    const fault = unanswered(error, begun);
    try {
      await store.writePending({ ...progress.pending, outcome: "unknown" });
    } catch (storeError) {
      throw unnoted(fault, storeError);
    }
    throw fault;
  }
}

/** Somebody else has deleted it since it was proposed: it is as it was to be. */
function goneAlready(begun: PendingWrite, error: unknown, { sent }: Progress): AppliedWrite | null {
  const { request, policyId } = begun;
  const isGone = request.op === "delete" && !sent && isAppError(error) && error.code === "NOT_FOUND";
  return isGone && policyId !== null ? { policyId, policy: null, removed: null, wasGone: true } : null;
}

type Progress = {
  pending: PendingWrite;
  sent: boolean;
  answered: boolean;
  written: Extract<WriteStep, { step: "written" }> | null;
};

async function take(step: WriteStep, progress: Progress, store: Store): Promise<void> {
  switch (step.step) {
    case "sent":
      progress.sent = true;
      return;
    case "answered":
      progress.answered = true;
      if (step.policyId === null || step.policyId === progress.pending.policyId) return;
      progress.pending = { ...progress.pending, policyId: step.policyId };
      await store.writePending(progress.pending);
      return;
    case "written":
      progress.written = step;
      return;
    case "credential":
    case "certificate":
      throw new Error("The adapter answered a write of a policy with one of something else.");
  }
}

function resultOf(begun: PendingWrite, { policy, removed }: NonNullable<Progress["written"]>): AppliedWrite {
  const isDeletion = begun.request.op === "delete";
  const policyId = isDeletion ? begun.policyId : policy?.id;
  if (policyId === undefined || policyId === null)
    throw new Error("The adapter did not say what it has written.");
  return { policyId, policy: isDeletion ? null : policy, removed, wasGone: false };
}

/** After an answer, or without one to what left, only a new reading tells what became of it. */
function isUnanswered(error: unknown, { sent, answered }: Progress): boolean {
  if (isAppError(error)) return error.code === "OUTCOME_UNKNOWN" || answered;
  return sent || answered;
}

/** Nobody settles it while this process lives: for others it is still on its way. */
function unnoted(fault: AppError, storeError: unknown): unknown {
  if (!isAppError(storeError)) return storeError;
  const seen = fault.message.includes(storeError.message)
    ? ""
    : ` It could not be noted here: ${storeError.message}`;
  return new AppError(storeError.code, `${fault.message}${seen}`, {
    cause: fault,
    hint: "Make room for the store, then start Portico anew: its first synchronization finds out what became of it. Do not repeat it before.",
  });
}

function unanswered(error: unknown, { request }: PendingWrite): AppError {
  if (isAppError(error) && error.code === "OUTCOME_UNKNOWN") return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new AppError(
    "OUTCOME_UNKNOWN",
    `It is not known what became of the change at ${request.provider}: ${detail}`,
    {
      cause: error,
      hint: `The next synchronization finds it out.`,
    },
  );
}
