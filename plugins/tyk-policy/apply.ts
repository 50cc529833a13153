import {
  AppError,
  sameValue,
  type FieldChange,
  type Policy,
  type WriteIntent,
  type WriteProposal,
  type WriteStep,
} from "../../src/plugin/index.ts";
import { changes, draftWrite, requestDigest, type Draft } from "./draft.ts";
import { refuseMoved } from "./moved.ts";
import type { ReadPolicy } from "./policy-edit.ts";
import type { Registry } from "./registry.ts";

/** What is applied: the proposal that was shown, and the intent that it must still follow from. */
type Order = { readonly intent: WriteIntent; readonly proposal: WriteProposal };

/** Applies a proposal; see `Connection.apply`. One request writes; what it wrote is read back and compared. */
export async function* applyWrite(
  registry: Registry,
  { intent, proposal }: Order,
  signal: AbortSignal,
): AsyncGenerator<WriteStep> {
  await registry.settle(intent, signal);
  const draft = await draftWrite(registry, intent, { earlier: proposal.basis, signal });
  refuseMoved(registry, { basis: draft.basis, digest: requestDigest(draft) }, proposal);
  const { request, read } = draft;
  if (request === null) {
    yield { step: "written", policy: read?.policy ?? null, removed: null };
    return;
  }
  const shown = { body: null, ...request };
  yield { step: "sent", request: shown };
  const newId = await registry.send({ request, read, signal });
  const policyId = read?.policy.id ?? newId;
  yield { step: "answered", request: shown, policyId };
  yield await readBack(registry, { draft, policyId }, signal);
}

type Answered = { readonly draft: Draft; readonly policyId: string | null };

async function readBack(
  registry: Registry,
  { draft, policyId }: Answered,
  signal: AbortSignal,
): Promise<WriteStep> {
  if (policyId === null) throw unconfirmed(registry, "it did not say which id the new policy has");
  const problemOf = (seen: ReadPolicy | null): string | null => problem(draft.after, seen, policyId);
  const now = await registry.readBack(policyId, (seen) => problemOf(seen) === null, signal);
  const found = problemOf(now);
  if (found !== null) throw unconfirmed(registry, found);
  if (draft.after !== null) return { step: "written", policy: now?.policy ?? null, removed: null };
  return { step: "written", policy: null, removed: JSON.stringify(draft.read?.record ?? null) };
}

/** Why what is there now is not what was to be, without a full stop; null when it is. */
function problem(wanted: Policy | null, now: ReadPolicy | null, policyId: string): string | null {
  if (wanted === null) return now === null ? null : `the policy ${policyId} is still there`;
  if (now === null) return `the policy ${policyId} cannot be read back`;
  const other = differing(wanted, now.policy);
  if (other.length === 0) return null;
  const seen = other.map(({ field, before, after }) => `${field} ${text(before)} → ${text(after)}`);
  return `it kept something else than was sent: ${seen.join("; ")}`;
}

/** What the policy means otherwise than was sent, fields included that were to stay as they are. */
function differing(wanted: Policy, now: Policy): readonly FieldChange[] {
  return changes(wanted, now).filter(({ field, before, after }) => !isKept(field, before, after));
}

/** Of APIs only which they are counts, and of the state only whether it is active: the Provider completes the rest. */
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

function unconfirmed({ called, suspicion, doubt }: Registry, what: string): AppError {
  const seen = `The ${called} says that it is done, but ${what}.`;
  const message = suspicion === null ? seen : `${seen} ${suspicion}`;
  return new AppError("OUTCOME_UNKNOWN", message, { hint: doubt });
}
