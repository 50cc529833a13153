import { countsOf, emptyCatalog, type Catalog } from "../core/catalog.ts";
import { AppError, isAppError, reportOf } from "../core/errors.ts";
import type { ProviderDefinition, ProviderStatus } from "../core/provider.ts";
import { UNKNOWN_STATUS } from "../core/provider.ts";
import { reconcileSteps } from "../core/reconcile.ts";
import { applyChanges, type SyncChanges } from "../core/sync-changes.ts";
import type { ProviderSync, SyncProgress } from "../core/sync-report.ts";
import type { Connection, Snapshot } from "../plugin/contract.ts";
import type { Store } from "../store/store.ts";
import { inSlices } from "./in-slices.ts";

export type RunPorts = {
  readonly store: Store;
  /** An open connection, or an AppError. It stays open for the next run. */
  readonly connect: (provider: string, signal: AbortSignal) => Promise<Connection>;
  /** Called after a failure: the next run opens a new one. */
  readonly disconnect: (provider: string) => Promise<void>;
  readonly now: () => Date;
};

export type RunOptions = {
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SyncProgress) => void;
};

export type RunResult = {
  readonly sync: ProviderSync;
  /** Null when the run was dry or cancelled: then the stored status stays. */
  readonly status: ProviderStatus | null;
  /** The catalog as stored afterwards; null when nothing was read. */
  readonly catalog: Catalog | null;
};

/**
 * One synchronization of one Provider: read → reconcile → apply → status. Never rejects: what went wrong is in the
 * result. A reading that failed or was cancelled changes nothing but the status (cancelled: not even that).
 */
export async function runProvider(
  definition: ProviderDefinition,
  ports: RunPorts,
  options: RunOptions,
): Promise<RunResult> {
  const startedAt = ports.now();
  const elapsed = (): number => ports.now().getTime() - startedAt.getTime();
  const attempt = { at: startedAt.toISOString(), elapsed };
  try {
    const snapshot = await read(definition, ports, options);
    options.onProgress({ phase: "applying", what: null, received: 0, total: null });
    const applied = await applySnapshot(definition, { ...ports, snapshot }, options);
    const sync = syncOf(definition.name, applied.changes, elapsed());
    const status = options.dryRun ? null : await settle(definition.name, ports, { ...applied, ...attempt });
    return { sync, status, catalog: applied.catalog };
  } catch (error) {
    return failed(definition.name, ports, { error, ...attempt, ...options });
  }
}

type Attempt = { readonly at: string; readonly elapsed: () => number };
type Applied = { readonly changes: SyncChanges; readonly catalog: Catalog };

async function read(definition: ProviderDefinition, ports: RunPorts, options: RunOptions): Promise<Snapshot> {
  options.signal.throwIfAborted();
  options.onProgress({ phase: "connecting", what: null, received: 0, total: null });
  const connection = await ports.connect(definition.name, options.signal);
  const { signal } = options;
  const snapshot = await connection.snapshot({
    signal,
    onProgress: (progress) => options.onProgress({ phase: "reading", ...progress }),
  });
  signal.throwIfAborted();
  return snapshot;
}

async function applySnapshot(
  definition: ProviderDefinition,
  ports: RunPorts & { readonly snapshot: Snapshot },
  options: RunOptions,
): Promise<Applied> {
  const { name, url, organisationId, policyTags, policyTagMatch } = definition;
  const origin = { url, organisationId };
  const changesTo = (catalog: Catalog): Promise<SyncChanges> =>
    inSlices(
      reconcileSteps({
        catalog,
        snapshot: ports.snapshot,
        selection: { tags: policyTags, match: policyTagMatch },
        origin,
        now: ports.now().toISOString(),
        force: options.force,
      }),
    );
  if (options.dryRun) {
    const catalog = (await ports.store.readCatalog(name)) ?? emptyCatalog(name, origin);
    return { changes: await changesTo(catalog), catalog };
  }
  let applied: Applied | null = null;
  await ports.store.updateCatalog(name, async (stored) => {
    const before = stored ?? emptyCatalog(name, origin);
    const changes = await changesTo(before);
    const catalog = applyChanges(before, changes);
    applied = { changes, catalog };
    return catalog;
  });
  if (applied === null) throw new AppError("STORE_FAILED", `The catalog of ${name} was not updated.`);
  return applied;
}

function syncOf(provider: string, changes: SyncChanges, durationMs: number): ProviderSync {
  const outcome = changes.held === null ? "synced" : "held";
  return { provider, outcome, durationMs, changes, error: null };
}

async function settle(
  provider: string,
  ports: RunPorts,
  applied: Applied & Attempt,
): Promise<ProviderStatus> {
  const { held } = applied.changes;
  const before = (await ports.store.readStatus(provider)) ?? UNKNOWN_STATUS;
  const status: ProviderStatus = {
    state: "up",
    held,
    lastAttemptAt: applied.at,
    lastSuccessAt: held === null ? applied.at : before.lastSuccessAt,
    durationMs: applied.elapsed(),
    counts: countsOf(applied.catalog),
    error: null,
  };
  await ports.store.writeStatus(provider, status);
  return status;
}

type Failure = Attempt & { readonly error: unknown; readonly signal: AbortSignal; readonly dryRun: boolean };

async function failed(provider: string, ports: RunPorts, failure: Failure): Promise<RunResult> {
  const durationMs = failure.elapsed();
  const error = reportOf(appErrorOf(failure.error, provider));
  if (failure.signal.aborted) {
    return {
      sync: { provider, outcome: "cancelled", durationMs, changes: null, error },
      status: null,
      catalog: null,
    };
  }
  await ports.disconnect(provider);
  const sync: ProviderSync = { provider, outcome: "failed", durationMs, changes: null, error };
  if (failure.dryRun) return { sync, status: null, catalog: null };
  try {
    const before = (await ports.store.readStatus(provider)) ?? UNKNOWN_STATUS;
    const status: ProviderStatus = { ...before, state: "down", lastAttemptAt: failure.at, durationMs, error };
    await ports.store.writeStatus(provider, status);
    return { sync, status, catalog: null };
  } catch (storeError) {
    const status: ProviderStatus = {
      ...UNKNOWN_STATUS,
      state: "down",
      lastAttemptAt: failure.at,
      durationMs,
      error,
    };
    return { sync: { ...sync, error: reportOf(appErrorOf(storeError, provider)) }, status, catalog: null };
  }
}

function appErrorOf(error: unknown, provider: string): AppError {
  if (isAppError(error)) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === "AbortError") {
    return new AppError("CANCELLED", `The synchronization of ${provider} was cancelled.`, { cause: error });
  }
  return new AppError("INTERNAL", `Synchronizing ${provider} failed unexpectedly: ${text}`, {
    cause: error,
    hint: "This is a fault in Portico. Please report it with the output of `portico sync`.",
  });
}
