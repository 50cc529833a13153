import { counted } from "../core/counted.ts";
import type { ConsoleState } from "../console.ts";
import { plainText } from "../core/plain-text.ts";
import type { KindCounts, SyncChanges } from "../core/sync-changes.ts";
import type { ProviderSync, SyncReport } from "../core/sync-report.ts";
import { noProvidersText, type Session } from "./session.ts";
import { shellWord } from "../core/shell-word.ts";
import { tableLines, type Column, type Role } from "./table.ts";

/** Prints a report for people: a row per Provider on stdout; on stderr what failed or is held, and what to do. */
export async function printSyncTable(
  report: SyncReport,
  state: ConsoleState,
  session: Session,
): Promise<void> {
  const { io, write } = session;
  if (report.providers.length === 0) {
    await write(nothingToDo(state));
    return;
  }
  const columns = report.dryRun ? DRY_COLUMNS : COLUMNS;
  const lines = [...tableLines(columns, report.providers, { columns: io.columns, colour: io.colour })];
  lines.push(...report.providers.flatMap(quietChanges));
  if (report.dryRun) lines.push("Dry run: nothing was changed.");
  await write(`${lines.join("\n")}\n`);
  for (const run of report.providers) {
    const notes = notesOf(run, report);
    if (notes.length > 0) io.stderr(`${notes.map(plainText).join("\n  ")}\n`);
  }
}

const COLUMNS: readonly Column<ProviderSync>[] = [
  { title: "PROVIDER", text: (run) => run.provider, min: 10, priority: 0 },
  { title: "STATUS", text: (run) => run.outcome, role: (run) => ROLES[run.outcome], priority: 1 },
  { title: "PRODUCTS", text: (run) => countsText(run.changes?.products), min: 12, priority: 2 },
  { title: "PLANS", text: (run) => countsText(run.changes?.plans), min: 12, priority: 3 },
  { title: "SKIPPED", text: (run) => String(run.changes?.skippedCount ?? "-"), align: "right", priority: 4 },
  { title: "TIME", text: (run) => durationText(run.durationMs), align: "right", priority: 5 },
];

/** A dry run has read a Provider, and synchronized nothing. */
const DRY_COLUMNS: readonly Column<ProviderSync>[] = COLUMNS.map((column) =>
  column.title === "STATUS"
    ? { ...column, text: (run) => (run.outcome === "synced" ? "dry run" : run.outcome) }
    : column,
);

const ROLES: Readonly<Record<ProviderSync["outcome"], Role>> = {
  synced: "ok",
  held: "warn",
  failed: "error",
  cancelled: "warn",
};

const COUNTED = ["created", "updated", "hidden", "restored", "unchanged"] as const;

function countsText(counts: KindCounts | undefined): string {
  if (counts === undefined) return "-";
  const told = COUNTED.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${name}`);
  return told.length === 0 ? "none" : told.join(", ");
}

function durationText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Changes that no count of Products or Plans tells of. */
function quietChanges({ provider, changes }: ProviderSync): readonly string[] {
  if (changes === null || changes.items.length > 0) return [];
  const lists = [
    ...(changes.apis === null ? [] : ["its APIs"]),
    ...(changes.skipped === null ? [] : ["its skipped policies"]),
    ...(changes.origin === null ? [] : ["where it is read from"]),
  ];
  return lists.length === 0 ? [] : [plainText(`${provider}: ${lists.join(" and ")} changed.`)];
}

function nothingToDo(state: ConsoleState): string {
  if (state.providers.length === 0) return noProvidersText(state);
  return `No Provider in ${state.config.file ?? "the configuration"} is enabled; name one to synchronize it.\n`;
}

function notesOf(run: ProviderSync, report: SyncReport): readonly string[] {
  if (run.error !== null) {
    const { code, message, hint } = run.error;
    return [`✖ ${run.provider}: ${message} [${code}]`, ...(hint === null ? [] : [hint])];
  }
  if (run.outcome === "failed" || run.outcome === "cancelled") return [`✖ ${run.provider}: ${run.outcome}.`];
  const held = run.changes?.held ?? null;
  return held === null ? [] : heldNotes(run.provider, held, report.dryRun);
}

function heldNotes(
  provider: string,
  held: NonNullable<SyncChanges["held"]>,
  dryRun: boolean,
): readonly string[] {
  const counts = [counted(held.products, "Product"), counted(held.plans, "Plan")].join(" and ");
  const kept = dryRun ? "They would be kept" : "Nothing was changed";
  return [
    `⚠ ${provider} returned none of its policies: ${counts} would be hidden and unpublished. ${kept}.`,
    `If that is right, accept it: portico sync ${forced(provider)}`,
  ];
}

function forced(provider: string): string {
  const word = shellWord(provider);
  return provider.startsWith("-") ? `--force -- ${word}` : `${word} --force`;
}
