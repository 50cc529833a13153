import type { CredentialKind, CredentialTarget, PolicyName } from "./credential.ts";

/**
 * What an operator chose instead of having it made: the key itself, a basic-auth user and password, the id of a
 * certificate that the Provider keeps, an OAuth client's redirect address. `key` and `password` are secrets: they go to
 * the adapter and nowhere else.
 */
export type ChosenParts = {
  readonly key?: string;
  readonly username?: string;
  readonly password?: string;
  readonly certificateId?: string;
  readonly redirectUri?: string;
};

/**
 * What is to become of a credential at a Provider. `issue`: `policies` are those of the Products, then the Plan's;
 * `apis` are the ids of the Products' APIs; `mark` has to be put on the credential so that a listing finds it again;
 * `metadata` is the Plan's; `expiresAt` null is never. `revoke` and `move` name an existing one; `secret` is the key
 * itself where nothing else finds it. A `move` gives the credential this complete list of policies, and touches neither
 * its key nor its counters; of its metadata the `former` Plan's go and the new one's (`metadata`) come, the `labels` and
 * all else stay.
 */
export type CredentialIntent =
  | {
      readonly op: "issue";
      readonly kind: CredentialKind;
      readonly mark: string;
      readonly policies: readonly PolicyName[];
      readonly apis: readonly string[];
      readonly alias: string | null;
      readonly owner: string | null;
      readonly labels: Readonly<Record<string, string>>;
      readonly metadata: Readonly<Record<string, unknown>>;
      readonly expiresAt: string | null;
      readonly chosen: ChosenParts;
    }
  | {
      readonly op: "revoke";
      readonly target: CredentialTarget;
      readonly apis: readonly string[];
      readonly secret?: string;
    }
  | {
      readonly op: "move";
      readonly target: CredentialTarget;
      readonly apis: readonly string[];
      readonly policies: readonly PolicyName[];
      readonly labels: Readonly<Record<string, string>>;
      readonly metadata: Readonly<Record<string, unknown>>;
      readonly former: Readonly<Record<string, unknown>>;
      readonly secret?: string;
    }
  | { readonly op: "addCertificate"; readonly pem: string }
  | { readonly op: "removeCertificate"; readonly certificateId: string };

const CREDENTIAL_OPS: ReadonlySet<string> = new Set([
  "issue",
  "revoke",
  "move",
  "addCertificate",
  "removeCertificate",
]);

/** Tells a write of credentials from one of policies. */
export function isCredentialIntent(intent: { readonly op: string }): intent is CredentialIntent {
  return CREDENTIAL_OPS.has(intent.op);
}
