import { AppError, periodText, type PolicyName } from "../../src/plugin/index.ts";
import type { CredentialDraft } from "./credential-draft.ts";
import type { Keyring } from "./keyring.ts";
import type { Issue } from "./key-session.ts";
import type { ReadPolicy } from "../tyk-policy/policy-edit.ts";
import { readPolicy } from "../tyk-policy/read-policy.ts";
import type { JsonRecord } from "../tyk-policy/record.ts";

/** What a credential is built on: the policies as they are now, in the order in which they apply. */
export type Ground = Pick<Keyring, "called"> & {
  readonly policies: readonly ReadPolicy["policy"][];
  readonly basis: JsonRecord;
};

/** A credential to make, and what it is built on. */
export type KeyRequest = { readonly intent: Issue; readonly ground: Ground };

/** The write that makes a credential of the kind that is asked for; a `jwt` is only explained. */
export async function draftIssue(
  keyring: Keyring,
  intent: Issue,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const ground = await readGround(keyring, intent.policies, signal);
  switch (intent.kind) {
    case "jwt":
      return (await import("./explain-token.ts")).draftToken(keyring, { intent, ground }, signal);
    case "oauth2":
      return (await import("./issue-client.ts")).draftClient(
        { keyring, desk: keyring.clients },
        { intent, ground },
        signal,
      );
    case "apiKey":
    case "basic":
    case "hmac":
    case "mtls":
      return (await import("./issue-key.ts")).draftKey(keyring, { intent, ground }, signal);
  }
}

/**
 * Reads the policies: a gateway passes over one of several that is missing, so that a key whose Plan is gone would have no
 * limits. Throws NOT_FOUND for one that is not there, CANNOT_WRITE when none of them grants an API.
 */
export async function readGround(
  keyring: Keyring,
  names: readonly PolicyName[],
  signal: AbortSignal,
): Promise<Ground> {
  const policies = await Promise.all(names.map((name) => readNamed(keyring, name, signal)));
  if (!policies.some(({ controls, apis }) => isGranting(controls) && apis.length > 0)) {
    const which = names.map(({ name }) => name).join(", ");
    throw new AppError(
      "CANNOT_WRITE",
      `A credential needs a Product that grants an API: ${which === "" ? "no policy was named" : `none of ${which} grants one`}.`,
      { hint: "Choose a Product with an API: a Plan alone opens nothing." },
    );
  }
  return {
    called: keyring.called,
    policies,
    basis: Object.fromEntries(policies.map((policy) => basisOf(policy))),
  };
}

/** What of the policies a consumer would be surprised by. */
export function policyNotes({ policies, called }: Ground, expiresAt: string | null): readonly string[] {
  const asleep = policies.filter(({ state }) => state !== "active");
  const limiting = policies.findLast(({ keyLifetime }) => keyLifetime !== null);
  const lifetime = limiting?.keyLifetime ?? null;
  return [
    ...asleep.map(
      ({ name, state }) =>
        `${name} is ${state === "draft" ? "a draft" : "denied"} at the ${called}: the gateway refuses the credential until it is active.`,
    ),
    ...(expiresAt === null && limiting !== undefined && lifetime !== null
      ? [`${limiting.name} lets keys live for ${periodText(lifetime)}: the gateway sets that expiry.`]
      : []),
  ];
}

async function readNamed(
  keyring: Keyring,
  { policyId, reference, name }: PolicyName,
  signal: AbortSignal,
): Promise<ReadPolicy["policy"]> {
  const { policy } = await readPolicy(keyring, policyId, signal);
  if (policy.reference === reference) return policy;
  throw new AppError(
    "WRITE_CONFLICT",
    `${name} is known to keys as ${policy.reference} now, not as ${reference}.`,
    { hint: "Nothing was written. Sync, and try again." },
  );
}

/** A policy that is not partitioned grants what it lists, too. */
function isGranting({ access, rate, quota, perApi, complexity }: ReadPolicy["policy"]["controls"]): boolean {
  return access || perApi || !(rate || quota || complexity);
}

function basisOf({
  name,
  id,
  reference,
  state,
  controls,
  apis,
  rate,
  quota,
  keyLifetime,
}: ReadPolicy["policy"]) {
  const grants = apis.map((api) => api.id).toSorted();
  return [
    `policy ${name} (${id})`,
    { reference, state, controls, apis: grants, rate, quota, keyLifetime },
  ] as const;
}
