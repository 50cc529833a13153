import type { CheckStep, ProviderCheck } from "../core/check.ts";
import { printCheckTable } from "./check-table.ts";
import type { CheckIntent } from "./intent.ts";
import { printListing } from "./output.ts";
import { configuredState, printWarnings, providerNamed, type Session } from "./session.ts";
import { showProgress } from "./sync-command.ts";

/** `check`: how one Provider was found. */
type CheckRecord = {
  readonly provider: string;
  readonly ok: boolean;
  readonly steps: readonly CheckStep[];
};

/** Checks and prints what was found. Resolves to the exit code: 1 when a step failed. */
export async function runCheck(intent: CheckIntent, session: Session): Promise<number> {
  const state = configuredState(session);
  for (const name of intent.providers) providerNamed(state, name);
  printWarnings(session, state);
  const checks = await checked(intent, session);
  if (intent.output === "table") await printCheckTable(checks, session);
  else await printRecords(checks, intent.output, session);
  if (intent.support !== null) {
    await session.io.console.writeSupport(intent.support, checks);
    session.io.stderr(`Wrote ${intent.support}: read it before you send it.\n`);
  }
  return checks.every(({ ok }) => ok) ? 0 : 1;
}

async function checked({ providers }: CheckIntent, { io }: Session): Promise<readonly ProviderCheck[]> {
  const stop = await showProgress(io);
  try {
    return await io.console.check(providers.length === 0 ? null : providers, io.signal);
  } finally {
    stop();
  }
}

async function printRecords(
  checks: readonly ProviderCheck[],
  output: CheckIntent["output"],
  { io, write }: Session,
): Promise<void> {
  const records: readonly CheckRecord[] = checks;
  const rows = checks.flatMap(({ provider, steps }) => steps.map((step) => ({ provider, ...step })));
  const listing = {
    kind: "check",
    title: "Checks",
    csv: ["provider", "id", "outcome", "seen", "advice", "practice"],
    // A line per step is what a spreadsheet can filter.
    records: output === "csv" ? rows : records,
    lines: async () => [],
  };
  await printListing(listing, output, { columns: io.columns, colour: io.colour, write });
}
