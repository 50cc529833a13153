import { isAppError } from "../core/errors.ts";
import type { Catalog } from "../core/catalog.ts";
import type { AppEvent } from "../core/events.ts";
import type { LimitUnits } from "../core/limit-rules.ts";
import type { ProviderDefinition } from "../core/provider.ts";
import type { SyncReport } from "../core/sync-report.ts";
import type { Connection } from "../plugin/contract.ts";
import type { Store } from "../store/store.ts";

/** What proposing and carrying out changes needs. */
export type ChangePorts = {
  readonly store: Store;
  /** An open connection, or what keeps it from being opened. */
  readonly connect: (provider: string, signal: AbortSignal) => Promise<Connection>;
  /** Throws UNKNOWN_PROVIDER. */
  readonly definitionOf: (provider: string) => ProviderDefinition;
  /** The units in which a Provider keeps limits; null where its adapter could not be loaded. */
  readonly unitsOf: (provider: string) => LimitUnits | null;
  /** Runs a task while no synchronization of the Provider, nor another write to it, is under way in this process. */
  readonly exclusively: <T>(provider: string, task: () => Promise<T>) => Promise<T>;
  /** Reads the Provider anew, which settles what is pending there. Never rejects. */
  readonly settle: (definition: ProviderDefinition) => Promise<SyncReport>;
  /** Told of every catalog that a change has written. */
  readonly onCatalog: (catalog: Catalog) => Promise<void>;
  /** Told when what can be undone has changed. */
  readonly onUndo: () => Promise<void>;
  readonly record: (event: AppEvent) => Promise<void>;
  readonly now: () => Date;
  readonly newId: () => string;
};

/** The Provider as it is configured, or null when it has left the config. */
export function configured(
  provider: string,
  { definitionOf }: Pick<ChangePorts, "definitionOf">,
): ProviderDefinition | null {
  try {
    return definitionOf(provider);
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}
