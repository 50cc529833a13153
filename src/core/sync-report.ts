import type { ErrorReport } from "./errors.ts";
import type { SyncChanges } from "./sync-changes.ts";

/**
 * How the synchronization of one Provider ended. `changes` is null when nothing could be read.
 * Times in milliseconds.
 */
export type ProviderSync = {
  readonly provider: string;
  readonly outcome: "synced" | "held" | "failed" | "cancelled";
  readonly durationMs: number;
  readonly changes: SyncChanges | null;
  readonly error: ErrorReport | null;
};

/** A whole run, Providers in config order. `ok` is false when one failed or was cancelled; a held one is not a failure. */
export type SyncReport = {
  readonly ok: boolean;
  readonly dryRun: boolean;
  readonly providers: readonly ProviderSync[];
};

/** How far a running synchronization is: what it reads, and how much of how much, where that is known. */
export type SyncProgress = {
  readonly phase: "waiting" | "connecting" | "reading" | "applying";
  readonly what: string | null;
  readonly received: number;
  readonly total: number | null;
};
