import { LISTABLE } from "./intent.ts";
import { listingOf } from "./listings.ts";
import { printTable } from "./output.ts";
import { configuredState, printWarnings, type Session } from "./session.ts";
import { synchronize } from "./sync-command.ts";

/**
 * Portico without a terminal: synchronizes every enabled Provider once, then prints the outcome and everything there
 * is; first, when they are simulated, what they are (`simulated`, the object of a sentence). Resolves to the exit
 * code: 1 when one failed.
 */
export async function runOnceIn(session: Session, simulated: string | null): Promise<number> {
  const { io, write } = session;
  printWarnings(session, configuredState(session));
  const report = await synchronize({ providers: [], dryRun: false, force: false }, session);
  const state = io.console.state();
  if (simulated !== null) await write(simulationText(simulated));
  const { printSyncTable } = await import("./sync-table.ts");
  await printSyncTable(report, state, session);
  const source = { state, providers: state.providers, all: false };
  for (const what of LISTABLE) {
    if (what === "apis") continue;
    const listing = listingOf(what, source, io.now().getTime());
    const count = listing.records.length;
    await write(`\n${listing.title}: ${count === 0 ? "none" : count}\n`);
    await printTable(listing, { columns: io.columns, colour: io.colour, write });
  }
  return report.ok ? 0 : 1;
}

function simulationText(simulated: string): string {
  return `This is a demo: it synchronized ${simulated} and nothing else, and keeps nothing.\n\n`;
}
