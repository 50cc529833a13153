import { isCredentialIntent, type Connection, type CredentialIntent } from "../../src/plugin/index.ts";
import type { Registry } from "../tyk-policy/registry.ts";
import type { Keyring } from "./keyring.ts";

/** Where policies and credentials are written to; each is opened with the first use. */
type Places = {
  readonly registry: () => Promise<Registry>;
  readonly keyring: (intent: CredentialIntent, signal: AbortSignal) => Promise<Keyring>;
};

/** The writing half of a connection, of policies and of credentials; what does it is loaded with the first write. */
export function writing({ registry, keyring }: Places): Required<Pick<Connection, "prepare" | "apply">> {
  return {
    prepare: async (intent, signal) => {
      if (isCredentialIntent(intent)) {
        const { prepareCredential } = await import("./prepare-credential.ts");
        return prepareCredential(await keyring(intent, signal), intent, signal);
      }
      const { prepareWrite } = await import("../tyk-policy/prepare.ts");
      return prepareWrite(await registry(), intent, signal);
    },
    async *apply(intent, proposal, signal) {
      if (isCredentialIntent(intent)) {
        const { applyCredential } = await import("./apply-credential.ts");
        yield* applyCredential(await keyring(intent, signal), { intent, proposal }, signal);
        return;
      }
      const { applyWrite } = await import("../tyk-policy/apply.ts");
      yield* applyWrite(await registry(), { intent, proposal }, signal);
    },
  };
}
