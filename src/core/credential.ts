import * as z from "zod";
import { jsonMembers, textMembers } from "./members.ts";
import type { AuthMethod } from "./auth-methods.ts";
import { CREDENTIAL_KINDS, type CredentialKind } from "./credential-kinds.ts";

export { CREDENTIAL_KINDS, type CredentialKind };

export const credentialKindSchema = z.lazy(() => z.enum(CREDENTIAL_KINDS));

/** A policy as a credential names it: `policyId` is its identity here, `reference` what the Provider knows it by. */
const policyNameSchema = z.lazy(() =>
  z.object({ policyId: z.string().min(1), reference: z.string().min(1), name: z.string() }),
);
export type PolicyName = Readonly<z.infer<typeof policyNameSchema>>;

/**
 * How a credential is found again without its secret. `mark` is the tag that Portico has put on it, null on one made
 * elsewhere; `handle` is what the adapter knows it by (a hash, a user name, a client's id), null where only the mark or
 * the alias can find it. None of them is of use to whoever steals it.
 */
const targetShape = () => ({
  kind: credentialKindSchema,
  mark: z.string().min(1).nullable(),
  handle: z.string().min(1).nullable(),
  alias: z.string().nullable(),
});
export const credentialTargetSchema = z.lazy(() => z.object(targetShape()));
export type CredentialTarget = Readonly<z.infer<typeof credentialTargetSchema>>;

/**
 * A credential as a Provider lists it. `policies` are references, in the Provider's order; `tail` is the masked end of
 * the secret (`…a9f2`), null when it cannot be told; `labels` are what it is tagged with, a tag without a value has an
 * empty one, absent where the Provider keeps none; `isActive` is false when the Provider refuses it. Never the secret.
 */
export const remoteCredentialSchema = z.lazy(() =>
  z.object({
    ...targetShape(),
    tail: z.string().max(12).nullable(),
    policies: z.array(z.string().min(1)).readonly(),
    owner: z.string().nullable(),
    labels: textMembers().optional(),
    /** API ids by which the Provider keeps it, where it does (a client of one API). */
    apis: z.array(z.string().min(1)).readonly().default([]),
    metadata: jsonMembers(),
    issuedAt: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime().nullable(),
    isActive: z.boolean(),
  }),
);
export type RemoteCredential = Readonly<z.infer<typeof remoteCredentialSchema>>;

/**
 * What is shown once, and kept nowhere: `value` is the secret; `identifier` is what goes with it and is none itself (a
 * user name, a client's id, the key of an HMAC secret), null when the secret stands alone; `usage` says in a line how a
 * request carries it.
 */
export const issuedSecretSchema = z.lazy(() =>
  z.object({
    value: z.string().min(1),
    identifier: z.string().nullable(),
    usage: z.string().nullable(),
  }),
);
export type IssuedSecret = Readonly<z.infer<typeof issuedSecretSchema>>;

/**
 * Where a credential stands: `issuing`, asked for and not answered yet; `active`; `retiring`, to be revoked at
 * `revokeAt`; `revoking`, revoked here and not yet at the Provider; `revoked`; `missing`, not found there any more;
 * `inactive`, refused there.
 */
export const CREDENTIAL_STATUSES = [
  "issuing",
  "active",
  "retiring",
  "revoking",
  "revoked",
  "missing",
  "inactive",
] as const;

/**
 * A credential as it is stored: never its secret. `id` is Portico's own. `origin` is `foreign` for one that was made
 * elsewhere and uses our policies. `plan` is null for a foreign one without. `revokeAt` is when a retiring one is due.
 * `isSecretLost` marks one whose secret went with an answer that never came.
 */
export const credentialSchema = z.lazy(() =>
  z.object({
    ...targetShape(),
    id: z.string().min(1),
    origin: z.enum(["issued", "foreign"]),
    tail: z.string().max(12).nullable(),
    products: z.array(policyNameSchema).readonly(),
    plan: policyNameSchema.nullable(),
    apis: z.array(z.string().min(1)).readonly(),
    owner: z.string().nullable(),
    labels: textMembers(),
    /** What was chosen for it and is no secret: one that takes its place gets the same. */
    kept: z.object({ certificateId: z.string(), redirectUri: z.string() }).partial().readonly(),
    issuedAt: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime().nullable(),
    status: z.enum(CREDENTIAL_STATUSES),
    statusAt: z.iso.datetime().nullable(),
    revokeAt: z.iso.datetime().nullable(),
    /** The credential that took this one's place, or whose place this one took. */
    rotatedTo: z.string().nullable(),
    rotatedFrom: z.string().nullable(),
    isSecretLost: z.boolean(),
    /** The Provider's words for wanting the key itself to end this one, while that end is due. */
    endRefused: z.string().optional(),
  }),
);
export type Credential = Readonly<z.infer<typeof credentialSchema>>;

/**
 * All that is known of one Provider's credentials; `listedAt` is when it listed them last, null when never. `refused` has
 * the Provider's words from when it did something for nobody but who had the key itself.
 */
export const credentialBookSchema = z.lazy(() =>
  z.object({
    provider: z.string().min(1),
    credentials: z.array(credentialSchema).readonly(),
    listedAt: z.iso.datetime().nullable(),
    refused: z.object({ revoke: z.string(), move: z.string() }).partial().readonly().optional(),
  }),
);
export type CredentialBook = Readonly<z.infer<typeof credentialBookSchema>>;

/** What one credential was used for: `days` oldest first, one for each day of the span; `lastAt` null when never. */
export const usageSchema = z.lazy(() =>
  z.object({
    days: z
      .array(
        z.object({ day: z.iso.date(), hits: z.number().nonnegative(), errors: z.number().nonnegative() }),
      )
      .readonly(),
    lastAt: z.iso.datetime().nullable(),
  }),
);
export type Usage = Readonly<z.infer<typeof usageSchema>>;

/**
 * A token that an OAuth client was given: by its hash, or another name that opens nothing. `tail` is the masked end of it,
 * null where it cannot be told; `expiresAt` null is never. An expired one may be listed for a while.
 */
export const clientTokenSchema = z.lazy(() =>
  z.object({
    handle: z.string().min(1),
    tail: z.string().max(12).nullable(),
    expiresAt: z.iso.datetime().nullable(),
  }),
);
export type ClientToken = Readonly<z.infer<typeof clientTokenSchema>>;

/** A certificate that a Provider keeps; `usedBy` names what would break without it (keys, APIs), as far as it is known. */
export const certificateSchema = z.lazy(() =>
  z.object({
    id: z.string().min(1),
    subject: z.string(),
    issuer: z.string(),
    notBefore: z.iso.datetime().nullable(),
    notAfter: z.iso.datetime().nullable(),
    hasPrivateKey: z.boolean(),
    dnsNames: z.array(z.string()).readonly(),
  }),
);
export type Certificate = Readonly<z.infer<typeof certificateSchema>>;

/** How long an issue whose answer never came may still take effect, in ms. */
export const ISSUE_SETTLED_MS = 5 * 60_000;

/** The tag that Portico puts on a credential, by which a listing finds it again. */
export function markOf(id: string): string {
  return `portico-${id}`;
}

export function emptyBook(provider: string): CredentialBook {
  return { provider, credentials: [], listedAt: null };
}

/** What a Product of these auth methods wants of its consumers; null where nothing is issued (keyless, custom, oidc). */
export function credentialKindOf(methods: readonly AuthMethod[]): CredentialKind | null {
  const order = ["apiKey", "basic", "hmac", "oauth2", "jwt", "mtls"] as const;
  return order.find((kind) => methods.includes(kind)) ?? null;
}
/** True for one that a consumer can use now, or whose end at the Provider is still owed. */
export function isLive({ status }: Pick<Credential, "status">): boolean {
  return status === "active" || status === "retiring" || status === "revoking" || status === "issuing";
}
