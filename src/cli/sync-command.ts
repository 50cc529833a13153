import type { ConsoleState, SyncOptions } from "../console.ts";
import { isUnchanged } from "../core/sync-changes.ts";
import type { ProviderSync, SyncReport } from "../core/sync-report.ts";
import type { CommandIo } from "./command-io.ts";
import { csvPieces } from "./csv.ts";
import type { SyncIntent } from "./intent.ts";
import { configuredState, printWarnings, providerNamed, type Session } from "./session.ts";
import { SYNC_CSV, syncRecord } from "./sync-records.ts";

/** Synchronizes and prints the outcome. Resolves to the exit code: 1 when one failed, 2 as `--exit-code` asks. */
export async function runSync(intent: SyncIntent, session: Session): Promise<number> {
  const state = configuredState(session);
  for (const name of intent.providers) providerNamed(state, name);
  printWarnings(session, state);
  const report = await synchronize(intent, session);
  await printReport(report, intent, session);
  if (!report.ok) return 1;
  return intent.exitCode && report.providers.some(differs) ? 2 : 0;
}

/** Runs a synchronization, showing its progress where somebody watches. */
export async function synchronize(
  { providers, dryRun, force }: Pick<SyncIntent, "providers" | "dryRun" | "force">,
  { io }: Session,
): Promise<SyncReport> {
  const options: SyncOptions = { dryRun, force, ...(io.signal === undefined ? {} : { signal: io.signal }) };
  const stop = await showProgress(io);
  try {
    return await io.console.sync(providers.length === 0 ? null : providers, options);
  } finally {
    stop();
  }
}

/** Shows on stderr what goes on, where somebody watches; the returned function ends that. */
export async function showProgress(io: CommandIo): Promise<() => void> {
  if (io.stderrColumns === null) return () => undefined;
  const { followProgress } = await import("./progress.ts");
  return followProgress(io, io.stderrColumns);
}

async function printReport(report: SyncReport, intent: SyncIntent, session: Session): Promise<void> {
  const state: ConsoleState = session.io.console.state();
  if (intent.output === "table") {
    const { printSyncTable } = await import("./sync-table.ts");
    return printSyncTable(report, state, session);
  }
  const record = syncRecord(report, state);
  if (intent.output === "json") return session.write(`${JSON.stringify(record, null, 2)}\n`);
  if (intent.output === "csv") return session.write([...csvPieces(SYNC_CSV, record.providers)].join(""));
  const { yamlText } = await import("./yaml-text.ts");
  return session.write(yamlText({ kind: "sync", ...record }));
}

/** A held Provider counts: its changes wait to be accepted. */
function differs({ outcome, changes }: ProviderSync): boolean {
  return outcome === "held" || (changes !== null && !isUnchanged(changes));
}
