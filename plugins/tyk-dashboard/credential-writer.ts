import type { Writer } from "./draft.ts";
import type { KeyRules } from "./key-rules.ts";

/** Who writes credentials: a writer that knows how keys are kept. */
export type CredentialWriter = Writer & { readonly keys: KeyRules };
