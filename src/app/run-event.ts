import type { AppEvent } from "../core/events.ts";
import { shellWord } from "../core/shell-word.ts";
import type { RunResult } from "../sync/provider-run.ts";
import { changeLines, heldSummary, syncSummary } from "../sync/summary.ts";

/** A finished synchronization as one line of the history; null for a dry run or one that was cancelled. */
export function runEvent(result: RunResult, at: string): AppEvent | null {
  const { sync, status } = result;
  if (status === null) return null;
  const base = { at, kind: "sync", provider: sync.provider, command: syncCommand(sync.provider) } as const;
  if (sync.changes === null) {
    const summary = sync.error?.message ?? "failed";
    return { ...base, outcome: "fail", summary, hint: sync.error?.hint ?? null, changes: [] };
  }
  if (sync.changes.held !== null) {
    const hint = `Accept it with: ${syncCommand(sync.provider)} --force`;
    return { ...base, outcome: "warn", summary: heldSummary(sync.changes.held), hint, changes: [] };
  }
  const summary = syncSummary(status.counts, sync.changes);
  return { ...base, outcome: "ok", summary, hint: null, changes: changeLines(sync.changes) };
}

/** The command line that synchronizes a Provider; its name is quoted for a POSIX shell where it has to be. */
export function syncCommand(provider: string): string {
  return `portico sync ${shellWord(provider)}`;
}
