import type { Registry } from "../tyk-policy/registry.ts";
import type { Client } from "./client.ts";
import type { KeyRules } from "./key-rules.ts";

/** Who writes credentials: where their policies are found, and how keys are kept. */
export type CredentialWriter = Pick<Registry, "called" | "shown" | "find"> & {
  readonly client: Client;
  readonly organisation: string | null;
  readonly keys: KeyRules;
};
