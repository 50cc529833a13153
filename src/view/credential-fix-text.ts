import type { CredentialFix } from "../core/credential-fix.ts";
import { CREDENTIAL_LABELS } from "./credential-labels.ts";

/** The fix of a broken rule as the console says it: by the fields of its forms, and by what is done in its lists. */
export function fixInConsole(fix: CredentialFix): string {
  if (typeof fix === "string") return fix;
  switch (fix.way) {
    case "publish-or-force":
      return `Publish it in its list, or say yes at "${CREDENTIAL_LABELS.force}".`;
    case "give-certificate":
      return `Choose one at "${CREDENTIAL_LABELS.certificate}"; others are uploaded in the list of certificates.`;
    case "list-them":
      return "Sync, and look among the credentials.";
    case "rotate-lost":
      return "Rotate that one among the credentials: it gets a new secret.";
  }
}
