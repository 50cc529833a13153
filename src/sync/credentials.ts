import type { CredentialsDoor } from "../core/credential-door.ts";
import { isAppError } from "../core/errors.ts";
import { cancellable } from "./cancellable.ts";
import type { CredentialPorts } from "./credential-ports.ts";

/** Credentials of Providers; see `CredentialsDoor` for what its methods promise. */
export type Credentials = CredentialsDoor & {
  /** Ends what is due at a Provider: to be called after each synchronization of it. */
  readonly endDue: (provider: string) => Promise<void>;
};

const readings = () => import("./credential-readings.ts");

const NEVER = new AbortController().signal;

/** Everything is loaded with the first use: whoever only looks at the catalog does without. */
export function createCredentials(ports: CredentialPorts): Credentials {
  return {
    read: (provider) => ports.store.readCredentials(provider),
    refresh: (provider, signal = NEVER) =>
      begun(signal, async () => (await readings()).refreshCredentials(known(provider, ports), ports, signal)),
    propose: (request, signal = NEVER) =>
      begun(signal, async () => {
        const { proposeCredential } = await import("./credential-propose.ts");
        return proposeCredential(request, ports, signal);
      }),
    carryOut: (proposal, signal = NEVER) =>
      begun(signal, async () => {
        const { carryOutCredential } = await import("./credential-carry-out.ts");
        return carryOutCredential(proposal, ports, signal);
      }),
    usage: (provider, ids, { days, signal = NEVER }) =>
      begun(signal, async () => (await readings()).readUsage(provider, { ids, days }, { ports, signal })),
    tokens: (provider, id, signal = NEVER) =>
      begun(signal, async () => (await readings()).readTokens(provider, id, { ports, signal })),
    certificates: (provider, signal = NEVER) =>
      begun(signal, async () => (await readings()).readCertificates(known(provider, ports), ports, signal)),
    async endDue(provider) {
      const { credentials } = await ports.store.readCredentials(provider);
      if (!credentials.some(({ status }) => status === "revoking" || status === "retiring")) return;
      try {
        await (await readings()).endDue(provider, ports, NEVER);
      } catch (error) {
        // The Provider could not be reached again: it stays due.
        if (!isAppError(error)) throw error;
      }
    },
  };
}

/** The Provider, if there is one. Throws UNKNOWN_PROVIDER. */
function known(provider: string, { definitionOf }: CredentialPorts): string {
  return definitionOf(provider).name;
}

/** As `cancellable`, of work that does not begin once it is cancelled. */
function begun<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return cancellable(
    signal,
    (async () => {
      signal.throwIfAborted();
      return await work();
    })(),
  );
}
