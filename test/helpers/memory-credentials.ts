import { createHash, randomUUID } from "node:crypto";
import { sameValue } from "../../src/core/same-value.ts";
import {
  AppError,
  type CredentialIntent,
  type CredentialTarget,
  type CredentialsOptions,
  type RemoteCredential,
  type WriteProposal,
  type WriteStep,
} from "../../src/plugin/index.ts";
import type { Held, MemoryRequest } from "./memory-writes.ts";

/** A credential that is kept, with what its holder shows. */
export type HeldKey = { readonly key: string; readonly credential: RemoteCredential };

/** What is kept of credentials; changes as they are issued and revoked. */
export type HeldKeys = { keys: readonly HeldKey[] };

type Asking = { readonly ask: MemoryRequest; readonly write: MemoryRequest };

/** The credentials of an adapter whose Provider is a list. */
export function memoryCredentials(held: Held & HeldKeys, { ask, write }: Asking) {
  return {
    prepare: (intent: CredentialIntent, signal: AbortSignal): Promise<WriteProposal> =>
      ask(() => proposalOf(intent, draftOf(held, intent)), signal),
    async *apply(
      intent: CredentialIntent,
      proposal: WriteProposal,
      signal: AbortSignal,
    ): AsyncGenerator<WriteStep> {
      const draft = await ask(() => draftOf(held, intent), signal);
      refuseMoved(proposal, proposalOf(intent, draft));
      const [request] = proposal.requests;
      if (request !== undefined) yield { step: "sent", request };
      await write(() => put(held, draft), signal);
      if (request !== undefined) yield { step: "answered", request, policyId: null };
      const { after } = draft;
      const isNew = draft.before === null && after !== null;
      const secret = isNew ? { value: after.key, identifier: null, usage: "Authorization: KEY" } : null;
      yield { step: "credential", credential: after?.credential ?? null, secret };
    },
    credentials: ({ policies, signal }: CredentialsOptions): Promise<readonly RemoteCredential[]> =>
      ask(
        () =>
          held.keys
            .map(({ credential }) => credential)
            .filter(
              ({ mark, policies: used }) => mark !== null || used.some((one) => policies.includes(one)),
            ),
        signal,
      ),
  };
}

type Draft = { readonly before: HeldKey | null; readonly after: HeldKey | null };
type Issue = Extract<CredentialIntent, { readonly op: "issue" }>;

function draftOf(held: Held & HeldKeys, intent: CredentialIntent): Draft {
  switch (intent.op) {
    case "issue":
      return { before: null, after: made(held, intent) };
    case "revoke":
      return { before: meant(held, intent), after: null };
    case "move": {
      const before = meant(held, intent);
      if (before === null) throw new AppError("NOT_FOUND", "There is no such credential.");
      const policies = references(held, intent.policies);
      const metadata = { ...withoutFormer(before.credential.metadata, intent.former), ...intent.metadata };
      return { before, after: { ...before, credential: { ...before.credential, policies, metadata } } };
    }
    case "addCertificate":
    case "removeCertificate":
      throw new AppError("CANNOT_WRITE", "There are no certificates here.");
  }
}

function withoutFormer(metadata: RemoteCredential["metadata"], former: RemoteCredential["metadata"]) {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !Object.hasOwn(former, name)));
}

function made(held: Held & HeldKeys, intent: Issue): HeldKey {
  const policies = references(held, intent.policies);
  const ids = new Set(intent.policies.map(({ policyId }) => policyId));
  const granting = held.policies.filter(({ id }) => ids.has(id));
  if (!granting.some(({ controls, apis }) => controls.access && apis.length > 0))
    throw new AppError("CANNOT_WRITE", "A Plan alone opens nothing.");
  const key = intent.chosen.key ?? randomUUID();
  if (held.keys.some((one) => one.key === key)) throw new AppError("NAME_TAKEN", "That key is taken.");
  const { kind, mark, alias, owner, labels, metadata, expiresAt } = intent;
  const credential: RemoteCredential = {
    kind,
    mark,
    alias,
    owner,
    policies,
    expiresAt,
    isActive: true,
    apis: [],
    metadata: { ...labels, ...metadata },
    handle: digestOf(key).slice(0, 16),
    tail: `…${key.slice(-4)}`,
    issuedAt: null,
  };
  return { key, credential };
}

function references({ policies }: Held, names: Issue["policies"]): readonly string[] {
  return names.map(({ policyId, name }) => {
    const found = policies.find(({ id }) => id === policyId);
    if (found === undefined) throw new AppError("NOT_FOUND", `There is no policy "${name}".`);
    return found.reference;
  });
}

type Meant = { readonly target: CredentialTarget; readonly secret?: string };

function meant({ keys }: HeldKeys, { target, secret }: Meant): HeldKey | null {
  const found = keys.find(({ credential }) => credential.mark === target.mark) ?? null;
  if (secret !== undefined && found !== null && found.key !== secret)
    throw new AppError("CANNOT_WRITE", "That is the key of another credential.");
  return found;
}

function proposalOf({ op }: CredentialIntent, { before, after }: Draft): WriteProposal {
  const isSame = sameValue(before?.credential.policies, after?.credential.policies);
  const policies = { before: before?.credential.policies ?? null, after: after?.credential.policies ?? null };
  const { mark, alias } = (after ?? before)?.credential ?? { mark: null, alias: null };
  const body = { mark, alias, policies: policies.after };
  return {
    fields: isSame ? [] : [{ field: "policies", ...policies }],
    requests: isSame ? [] : [{ method: op, path: "/keys", body }],
    affects: [],
    loses: [],
    basis: { policies: policies.before },
    ground: digestOf(JSON.stringify(policies.before)),
    digest: digestOf(JSON.stringify(body)),
  };
}

function refuseMoved(shown: WriteProposal, now: WriteProposal): void {
  if (shown.ground === now.ground && shown.digest === now.digest) return;
  const seen = [shown.basis["policies"], now.basis["policies"]].map((value) => JSON.stringify(value));
  throw new AppError("WRITE_CONFLICT", `It was changed: policies ${seen.join(" → ")}.`);
}

function put(held: HeldKeys, { before, after }: Draft): void {
  const rest = held.keys.filter((one) => one !== before);
  held.keys = after === null ? rest : [...rest, after];
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
