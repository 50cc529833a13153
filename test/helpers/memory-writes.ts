import { createHash } from "node:crypto";
import { sameValue } from "../../src/core/same-value.ts";
import {
  AppError,
  policySchema,
  type Policy,
  type WriteIntent,
  type WriteProposal,
  type WriteStep,
} from "../../src/plugin/index.ts";

/** What is held of policies; changes as they are written. */
export type Held = { policies: readonly Policy[] };

/** One request: it counts, and it may fail. `change` is what it does. */
export type MemoryRequest = <Result>(change: () => Result, signal: AbortSignal) => Promise<Result>;

/** The writing side of an adapter whose Provider is a list. */
export function memoryWrites(
  held: Held,
  { ask, write }: { readonly ask: MemoryRequest; readonly write: MemoryRequest },
) {
  let made = 0;
  const give = (): string => `made-${(made += 1)}`;

  async function draft(intent: WriteIntent, signal: AbortSignal): Promise<Draft> {
    return ask(() => draftOf(held.policies, intent), signal);
  }

  return {
    prepare: async (intent: WriteIntent, signal: AbortSignal) =>
      proposalOf(intent, await draft(intent, signal)),
    async *apply(
      intent: WriteIntent,
      proposal: WriteProposal,
      signal: AbortSignal,
    ): AsyncGenerator<WriteStep> {
      const now = await draft(intent, signal);
      refuseMoved(now, proposal, proposalOf(intent, now));
      const [request] = proposal.requests;
      if (request !== undefined) yield { step: "sent", request };
      const policy = await write(() => put(held, now, give), signal);
      if (request !== undefined)
        yield { step: "answered", request, policyId: (policy ?? now.before)?.id ?? null };
      const removed = policy === null ? JSON.stringify(now.before) : null;
      yield { step: "written", policy, removed };
    },
  };
}

type Draft = { readonly before: Policy | null; readonly after: Omit<Policy, "id"> | null };

const FIELDS = ["name", "tags", "state", "apis", "rate", "quota", "keyLifetime", "metadata"] as const;

function draftOf(policies: readonly Policy[], intent: WriteIntent): Draft {
  const { before, after } = changeOf(policies, intent);
  const twin = policies.find(({ id, name }) => name === after?.name && id !== before?.id);
  if (twin !== undefined) throw new AppError("NAME_TAKEN", `There is a policy "${twin.name}" already.`);
  return { before, after };
}

function changeOf(policies: readonly Policy[], intent: WriteIntent): Draft {
  switch (intent.op) {
    case "create":
      return created(intent);
    case "edit":
      return edited(policies, intent);
    case "delete":
      return { before: found(policies, intent.policyId), after: null };
    case "restore":
      return restored(intent);
  }
}

type Intent<Op> = Extract<WriteIntent, { readonly op: Op }>;

function created(intent: Intent<"create">): Draft {
  const isPlan = intent.kind === "plan";
  const { name, tags, metadata } = intent;
  const { rate, quota, keyLifetime } = isPlan ? intent : { rate: null, quota: null, keyLifetime: null };
  const after: Omit<Policy, "id"> = {
    reference: "",
    name,
    tags,
    state: "active",
    controls: { access: !isPlan, rate: isPlan, quota: isPlan, perApi: false, complexity: false },
    apis: isPlan ? [] : intent.apis,
    rate,
    quota,
    keyLifetime,
    metadata,
    excluded: null,
  };
  return { before: null, after };
}

function edited(policies: readonly Policy[], { policyId, set }: Intent<"edit">): Draft {
  const before = found(policies, policyId);
  const granted = set.apis?.length;
  const state = granted === undefined ? before.state : granted === 0 ? "draft" : "active";
  return { before, after: { ...before, ...set, state } };
}

function restored({ record }: Intent<"restore">): Draft {
  const { id: _, ...after } = policySchema.parse(JSON.parse(record));
  return { before: null, after };
}

function found(policies: readonly Policy[], policyId: string): Policy {
  const policy = policies.find(({ id }) => id === policyId);
  if (policy === undefined) throw new AppError("NOT_FOUND", `There is no policy "${policyId}".`);
  return policy;
}

function proposalOf({ op }: WriteIntent, { before, after }: Draft): WriteProposal {
  const fields = FIELDS.map((field) => ({
    field,
    before: before?.[field] ?? null,
    after: after?.[field] ?? null,
  })).filter((change) => !sameValue(change.before, change.after));
  return {
    fields,
    requests: fields.length === 0 ? [] : [{ method: op, path: `/${before?.id ?? ""}`, body: after }],
    affects: [],
    loses: [],
    basis: { ...before },
    ground: digestOf(before),
    digest: digestOf(after),
  };
}

function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

function refuseMoved({ before }: Draft, shown: WriteProposal, now: WriteProposal): void {
  const moved = FIELDS.filter((field) => !sameValue(shown.basis[field], before?.[field]));
  const differences = moved.map(
    (field) => `${field}: ${JSON.stringify(shown.basis[field])} → ${JSON.stringify(before?.[field])}`,
  );
  if (shown.ground !== now.ground) throw conflict(`It was changed: ${differences.join("; ")}.`);
  if (shown.digest !== now.digest) throw conflict("It would write something else than was shown.");
}

function conflict(message: string): AppError {
  return new AppError("WRITE_CONFLICT", message);
}

function put(held: Held, { before, after }: Draft, give: () => string): Policy | null {
  const rest = held.policies.filter((policy) => policy !== before);
  if (after === null) {
    held.policies = rest;
    return null;
  }
  const id = before?.id ?? give();
  const policy: Policy = { ...after, id, reference: after.reference === "" ? id : after.reference };
  held.policies =
    before === null ? [...rest, policy] : held.policies.map((one) => (one === before ? policy : one));
  return policy;
}
