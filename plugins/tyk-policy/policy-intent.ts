import { AppError, isCredentialIntent, type Intent, type WriteIntent } from "../../src/plugin/index.ts";

/** The intent, when it is about a policy. Throws CANNOT_WRITE for one about credentials. */
export function policyIntent(intent: Intent): WriteIntent {
  if (!isCredentialIntent(intent)) return intent;
  throw new AppError("CANNOT_WRITE", "This adapter handles policies and APIs only.", {
    hint: "Manage credentials at the Provider itself.",
  });
}
