import { countsOf, emptyCatalog, type Catalog } from "../core/catalog.ts";
import type { PendingWrite } from "../core/change.ts";
import { AppError, isAppError, reportOf } from "../core/errors.ts";
import { measuredAfter } from "../core/practices.ts";
import type { ProviderDefinition, ProviderStatus } from "../core/provider.ts";
import { UNKNOWN_STATUS } from "../core/provider.ts";
import { reconcileSteps } from "../core/reconcile.ts";
import type { Settlement } from "../core/settle.ts";
import { applyChanges, type SyncChanges } from "../core/sync-changes.ts";
import type { ProviderSync, SyncProgress } from "../core/sync-report.ts";
import type { Connection, Snapshot } from "../plugin/contract.ts";
import type { Store } from "../store/store.ts";
import { inSlices } from "./in-slices.ts";
import { finishSettled, leftPending, settleAll } from "./settle-pending.ts";

export type RunPorts = {
  readonly store: Store;
  /** An open connection, or an AppError. It stays open for the next run. */
  readonly connect: (provider: string, signal: AbortSignal) => Promise<Connection>;
  /** Called after a failure: the next run opens a new one. */
  readonly disconnect: (provider: string) => Promise<void>;
  readonly now: () => Date;
};

/** Connections whose findings are kept: those of one that stays open are as old as it is. Runs add theirs to it. */
export type Told = WeakSet<Connection>;

type Ports = RunPorts & { readonly told: Told };

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
  /** What became of changes whose answer never came. */
  readonly settlements: readonly Settlement[];
};

/**
 * One synchronization of one Provider: read → reconcile → apply → status. Never rejects: what went wrong is in the
 * result. A reading that failed or was cancelled changes nothing but the status (cancelled: not even that).
 */
export async function runProvider(
  definition: ProviderDefinition,
  ports: Ports,
  options: RunOptions,
): Promise<RunResult> {
  const startedAt = ports.now();
  const elapsed = (): number => ports.now().getTime() - startedAt.getTime();
  const attempt = { at: startedAt.toISOString(), elapsed };
  try {
    const reading = await read(definition, ports, options);
    options.onProgress({ phase: "applying", what: null, received: 0, total: null });
    const applied = await applySnapshot(definition, { ...ports, reading }, options);
    const sync = syncOf(definition.name, applied.changes, elapsed());
    const status = options.dryRun
      ? null
      : await succeeded(definition, ports, { ...applied, ...attempt, connection: reading.connection });
    return { sync, status, catalog: applied.catalog, settlements: applied.settlements };
  } catch (error) {
    return failed(definition.name, ports, { error, ...attempt, ...options });
  }
}

type Attempt = { readonly at: string; readonly elapsed: () => number };
type Applied = {
  readonly changes: SyncChanges;
  readonly catalog: Catalog;
  readonly settlements: readonly Settlement[];
};

/** A complete reading, when it began, and what was pending and left by everybody before that. */
type Reading = {
  readonly connection: Connection;
  readonly snapshot: Snapshot;
  readonly readAt: string;
  readonly pendings: readonly PendingWrite[];
};

async function read(definition: ProviderDefinition, ports: RunPorts, options: RunOptions): Promise<Reading> {
  options.signal.throwIfAborted();
  options.onProgress({ phase: "connecting", what: null, received: 0, total: null });
  const connection = await ports.connect(definition.name, options.signal);
  const { signal } = options;
  const pendings = await leftPending(definition.name, ports.store);
  const readAt = ports.now().toISOString();
  const snapshot = await connection.snapshot({
    signal,
    onProgress: (progress) => options.onProgress({ phase: "reading", ...progress }),
  });
  signal.throwIfAborted();
  return { connection, snapshot, readAt, pendings };
}

async function applySnapshot(
  definition: ProviderDefinition,
  ports: RunPorts & { readonly reading: Reading },
  options: RunOptions,
): Promise<Applied> {
  const { name, url, organisationId, policyTags, policyTagMatch } = definition;
  const origin = { url, organisationId };
  const { snapshot, readAt, pendings } = ports.reading;
  const changesTo = (catalog: Catalog): Promise<SyncChanges> =>
    inSlices(
      reconcileSteps({
        catalog,
        snapshot,
        selection: { tags: policyTags, match: policyTagMatch },
        origin,
        now: ports.now().toISOString(),
        readAt,
        force: options.force,
      }),
    );
  if (options.dryRun) {
    const catalog = (await ports.store.readCatalog(name)) ?? emptyCatalog(name, origin);
    return { changes: await changesTo(catalog), catalog, settlements: [] };
  }
  let applied: Applied | null = null;
  await ports.store.updateCatalog(name, async (stored) => {
    const before = stored ?? emptyCatalog(name, origin);
    const changes = await changesTo(before);
    const next = applyChanges(before, changes);
    const believed = changes.held === null ? pendings : [];
    const settled = await settleAll(believed, { before, catalog: next, snapshot, readAt }, ports.store);
    applied = { changes, ...settled };
    return settled.catalog;
  });
  if (applied === null) throw new AppError("STORE_FAILED", `The catalog of ${name} was not updated.`);
  await finishSettled(settlementsOf(applied), ports.store);
  return applied;
}

function settlementsOf({ settlements }: Applied): Applied["settlements"] {
  return settlements;
}

function syncOf(provider: string, changes: SyncChanges, durationMs: number): ProviderSync {
  const outcome = changes.held === null ? "synced" : "held";
  return { provider, outcome, durationMs, changes, error: null };
}

async function succeeded(
  { name, url }: ProviderDefinition,
  { store, told }: Ports,
  applied: Applied & Attempt & Pick<Reading, "connection">,
): Promise<ProviderStatus> {
  const { held } = applied.changes;
  const { connection, at } = applied;
  const findings = told.has(connection) ? [] : (connection.capabilities.findings ?? []);
  const run = {
    state: "up",
    held,
    lastAttemptAt: applied.at,
    durationMs: applied.elapsed(),
    counts: countsOf(applied.catalog),
    error: null,
  } as const;
  const next = (before: ProviderStatus | null): ProviderStatus => ({
    ...(before ?? UNKNOWN_STATUS),
    ...run,
    ...(held === null && { lastSuccessAt: applied.at }),
    ...(findings.length > 0 && { measured: measuredAfter(before?.measured ?? [], findings, { url, at }) }),
  });
  const status = (await store.updateStatus(name, next)) ?? next(null);
  told.add(connection);
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
      settlements: [],
    };
  }
  await ports.disconnect(provider);
  const sync: ProviderSync = { provider, outcome: "failed", durationMs, changes: null, error };
  if (failure.dryRun) return { sync, status: null, catalog: null, settlements: [] };
  try {
    const status = await ports.store.updateStatus(provider, (before) =>
      downAfter(before, { at: failure.at, durationMs, error }),
    );
    return { sync, status, catalog: null, settlements: [] };
  } catch (storeError) {
    const status = downAfter(null, { at: failure.at, durationMs, error });
    const unstored = { ...sync, error: reportOf(appErrorOf(storeError, provider)) };
    return { sync: unstored, status, catalog: null, settlements: [] };
  }
}

function downAfter(
  before: ProviderStatus | null,
  { at, ...failure }: Pick<ProviderStatus, "durationMs" | "error"> & { readonly at: string },
): ProviderStatus {
  return { ...(before ?? UNKNOWN_STATUS), ...failure, state: "down", lastAttemptAt: at };
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
