import type { ConsoleState, ProviderView } from "../console.ts";
import type { CheckRun } from "../core/check.ts";
import { plainText } from "../core/plain-text.ts";
import type { SyncProgress } from "../core/sync-report.ts";
import { clip } from "../view/cell.ts";
import type { CommandIo } from "./command-io.ts";

const FRAME_MS = 100;
const CLEAR_LINE = "\r\u001B[2K";

/**
 * Shows what running synchronizations and checks do on one line of a terminal of `columns` cells (stderr), at most ten times a
 * second. The returned function stops it and clears the line.
 */
export function followProgress(
  io: Pick<CommandIo, "console" | "stderr" | "now">,
  columns: number,
): () => void {
  let drawn = "";
  let drawnAt = Number.NEGATIVE_INFINITY;
  const draw = (): void => {
    const now = io.now().getTime();
    if (now - drawnAt < FRAME_MS) return;
    const text = clip(progressText(io.console.state()), columns - 1);
    if (text === drawn) return;
    drawn = text;
    drawnAt = now;
    io.stderr(CLEAR_LINE + text);
  };
  const unsubscribe = io.console.subscribe(draw);
  return () => {
    unsubscribe();
    if (drawn !== "") io.stderr(CLEAR_LINE);
  };
}

function progressText(state: ConsoleState): string {
  return [
    ...state.providers.flatMap(providerProgress),
    ...[...state.checks.values()].flatMap(checkProgress),
  ].join(" · ");
}

function checkProgress({ provider, running, steps }: CheckRun): readonly string[] {
  if (!running) return [];
  const failed = steps.filter(({ outcome }) => outcome === "fail").length;
  const found = failed === 0 ? "" : `, ${failed} failed`;
  return [plainText(`${provider}: checked ${steps.at(-1)?.id ?? "nothing yet"}${found}`)];
}

function providerProgress({ definition, progress }: ProviderView): readonly string[] {
  if (progress === null) return [];
  const what = progress.what === null ? "" : ` ${progress.what}`;
  return [plainText(`${definition.name}: ${progress.phase}${what}${amountText(progress)}`)];
}

function amountText({ received, total }: SyncProgress): string {
  if (total !== null && total > 0) return ` ${Math.min(100, Math.floor((received / total) * 100))}%`;
  return received === 0 ? "" : ` ${Math.ceil(received / 1000).toLocaleString("en-US")} kB`;
}
