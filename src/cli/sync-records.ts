import type { ConsoleState } from "../console.ts";
import type { ErrorReport } from "../core/errors.ts";
import type { KindCounts } from "../core/sync-changes.ts";
import type { ProviderSync, SyncReport } from "../core/sync-report.ts";
import { errorRecord } from "../view/records.ts";

/** How the synchronization of one Provider ended; all counts are 0 when nothing could be read. */
type ProviderSyncRecord = {
  readonly name: string;
  readonly status: "unknown" | "up" | "down";
  readonly held: boolean;
  readonly durationMs: number;
  readonly products: KindCounts;
  readonly plans: KindCounts;
  readonly skipped: number;
  readonly error?: ErrorReport;
};

/** `sync`: the whole run, Providers in config order. */
export type SyncRecord = { readonly ok: boolean; readonly providers: readonly ProviderSyncRecord[] };

const COUNTS = ["created", "updated", "hidden", "restored", "unchanged"] as const;

/** The columns of `sync -o csv`, a line per Provider. */
export const SYNC_CSV: readonly string[] = [
  "name",
  "status",
  "held",
  "durationMs",
  ...COUNTS.map((count) => `products.${count}`),
  ...COUNTS.map((count) => `plans.${count}`),
  "skipped",
  "error.code",
  "error.message",
  "error.hint",
];

/** The report as it is printed; a Provider whose run was cancelled keeps the status it has in the state. */
export function syncRecord(report: SyncReport, state: ConsoleState): SyncRecord {
  return { ok: report.ok, providers: report.providers.map((run) => providerSyncRecord(run, state)) };
}

function providerSyncRecord(run: ProviderSync, state: ConsoleState): ProviderSyncRecord {
  return {
    name: run.provider,
    status: statusOf(run, state),
    held: run.outcome === "held",
    durationMs: Math.round(run.durationMs),
    products: countsRecord(run.changes?.products),
    plans: countsRecord(run.changes?.plans),
    skipped: run.changes?.skippedCount ?? 0,
    ...(run.error === null ? {} : { error: errorRecord(run.error) }),
  };
}

function statusOf({ outcome, provider }: ProviderSync, state: ConsoleState): ProviderSyncRecord["status"] {
  if (outcome === "failed") return "down";
  if (outcome !== "cancelled") return "up";
  const view = state.providers.find((each) => each.definition.name === provider);
  return view?.status.state ?? "unknown";
}

function countsRecord(counts: KindCounts | undefined): KindCounts {
  const { created = 0, updated = 0, hidden = 0, restored = 0, unchanged = 0 } = counts ?? {};
  return { created, updated, hidden, restored, unchanged };
}
