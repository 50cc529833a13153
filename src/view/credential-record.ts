import { standingOf, type Standing } from "../core/credential-text.ts";
import type { Credential, CredentialKind } from "../core/credential.ts";

/** A credential as commands print it: Products and Plan by name, `policyIds` by id, Products first. Never the secret. */
export type CredentialRecord = {
  readonly id: string;
  readonly provider: string;
  readonly kind: CredentialKind;
  readonly products: readonly string[];
  readonly plan: string | null;
  readonly owner: string | null;
  readonly alias: string | null;
  readonly issuedAt: string | null;
  readonly expiresAt: string | null;
  readonly status: Standing;
  readonly policyIds: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly tail: string | null;
  readonly origin: Credential["origin"];
  readonly revokeAt: string | null;
  readonly rotatedTo: string | null;
  readonly rotatedFrom: string | null;
  readonly secretLost: boolean;
};

/** `now` in ms since 1970. */
export function credentialRecord(credential: Credential, provider: string, now: number): CredentialRecord {
  const { id, kind, products, plan, owner, alias, issuedAt, expiresAt, labels, tail, origin } = credential;
  const { revokeAt, rotatedTo, rotatedFrom, isSecretLost } = credential;
  return {
    id,
    provider,
    kind,
    products: products.map(({ name }) => name),
    plan: plan?.name ?? null,
    owner,
    alias,
    issuedAt,
    expiresAt,
    status: standingOf(credential, now),
    policyIds: [...products, ...(plan === null ? [] : [plan])].map(({ policyId }) => policyId),
    labels,
    tail,
    origin,
    revokeAt,
    rotatedTo,
    rotatedFrom,
    secretLost: isSecretLost,
  };
}
