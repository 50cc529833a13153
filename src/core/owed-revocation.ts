import type { CredentialRequest } from "./credential-change.ts";
import type { Credential } from "./credential.ts";
import { ERROR_CODES, type ErrorCode } from "./errors.ts";

/** Whether a revocation that failed so may be marked here, for a later synchronization to go on with. */
export function canBeOwed(request: CredentialRequest, code: ErrorCode): boolean {
  // What has moved there is looked at again, what may have been done is not done twice.
  const isUnclear = code === "OUTCOME_UNKNOWN" || code === "WRITE_CONFLICT";
  if (request.op !== "revoke" || request.force || isUnclear) return false;
  // The key in hand is kept nowhere: no synchronization could go on with it.
  return request.secret === undefined && ERROR_CODES[code].audience === "external";
}

/** Why no synchronization ends at the Provider what is due there, in its words; null where that is not known to be so. */
export function whyStillOwed({
  status,
  endRefused,
}: Pick<Credential, "status" | "endRefused">): string | null {
  return status === "revoking" || status === "retiring" ? (endRefused ?? null) : null;
}
