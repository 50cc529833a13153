import type { CredentialBook } from "../core/credential.ts";
import type { AppEvent } from "../core/events.ts";
import type { ProviderDefinition } from "../core/provider.ts";
import type { Connection } from "../plugin/contract.ts";
import type { Store } from "../store/store.ts";

/** What managing credentials needs. */
export type CredentialPorts = {
  readonly store: Store;
  /** An open connection, or what keeps it from being opened. */
  readonly connect: (provider: string, signal: AbortSignal) => Promise<Connection>;
  /** Throws UNKNOWN_PROVIDER. */
  readonly definitionOf: (provider: string) => ProviderDefinition;
  /** Runs a task while no synchronization of the Provider, nor another write to it, is under way in this process. */
  readonly exclusively: <T>(provider: string, task: () => Promise<T>) => Promise<T>;
  /** Told of every book that was written. */
  readonly onBook: (book: CredentialBook) => void;
  readonly record: (event: AppEvent) => Promise<void>;
  readonly now: () => Date;
  /** A new credential's id: short, and nobody else's. */
  readonly newId: () => string;
  /** A password that nobody can guess. */
  readonly newPassword: () => string;
};
