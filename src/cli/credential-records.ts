import { credentialRecord, type CredentialRecord } from "../view/credential-record.ts";
import type { CredentialProposal, CredentialResult } from "../core/credential-change.ts";
import type { Certificate } from "../core/credential.ts";
import type { ErrorReport } from "../core/errors.ts";

/** The columns of `credentials list -o csv`. */
export const CREDENTIAL_CSV: readonly string[] =
  "id provider kind products plan owner alias issuedAt expiresAt status policyIds labels tail origin revokeAt rotatedTo rotatedFrom secretLost".split(
    " ",
  );

/** What `issue` and `rotate` print, the secret in it, once; `identifier` goes with it and is none itself. */
export type IssuedRecord = CredentialRecord & {
  readonly secret: string | null;
  readonly identifier: string | null;
  readonly usage: string | null;
  readonly warnings: readonly string[];
};

/** `secret` null leaves it out: it is in a file then. */
export function issuedRecord(
  { credential, secret, warnings, provider }: CredentialResult,
  { now, isElsewhere }: { readonly now: number; readonly isElsewhere: boolean },
): IssuedRecord | null {
  if (credential === null) return null;
  const { id, provider: at, kind, ...others } = credentialRecord(credential, provider, now);
  return {
    id,
    provider: at,
    kind,
    secret: isElsewhere ? null : (secret?.value ?? null),
    identifier: secret?.identifier ?? null,
    usage: secret?.usage ?? null,
    ...others,
    warnings,
  };
}

/** What a dry run prints, and what a command prints that makes no secret. */
export type ProposedRecord = {
  readonly ok: boolean;
  readonly dryRun: boolean;
  readonly summary: string;
  readonly credential: CredentialRecord | null;
  readonly certificate: Certificate | null;
  readonly requests: CredentialProposal["requests"];
  readonly fields: CredentialProposal["fields"];
  readonly affects: readonly string[];
  readonly loses: readonly string[];
  readonly warnings: readonly string[];
  readonly error?: ErrorReport;
};

export function proposedRecord(proposal: CredentialProposal, now: number): ProposedRecord {
  const { title, draft, target, requests, fields, affects, loses, warnings, request } = proposal;
  const about = draft ?? target;
  const credential = about === null ? null : credentialRecord(about, request.provider, now);
  const shown = { requests, fields, affects, loses, warnings };
  return { ok: true, dryRun: true, summary: title, credential, certificate: null, ...shown };
}

export function doneRecord(
  proposal: CredentialProposal,
  { provider, summary, credential, certificate, warnings }: CredentialResult,
  now: number,
): ProposedRecord {
  const { requests, fields, affects, loses } = proposal;
  const shown = credential === null ? null : credentialRecord(credential, provider, now);
  const done = { ok: true, dryRun: false, summary, credential: shown, certificate };
  return { ...done, requests, fields, affects, loses, warnings };
}
