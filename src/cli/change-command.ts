import type { ConsoleState } from "../console.ts";
import type { ChangeProposal } from "../core/change.ts";
import { carryOut, plannedFor } from "./carry-out.ts";
import type { ChangeIntent } from "./change-intent.ts";
import { createRequest, editRequest, itemRequest } from "./change-requests.ts";
import { configuredState, printWarnings, type Session } from "./session.ts";

/** Changes Products and Plans: proposes, shows, asks and carries out. Resolves to the exit code. */
export async function runChange(intent: ChangeIntent, session: Session): Promise<number> {
  const state = configuredState(session);
  printWarnings(session, state);
  if (intent.command === "apply") {
    const { plannedByFile } = await import("./apply-command.ts");
    return carryOut(await plannedByFile(intent, session), intent, session);
  }
  const proposal = await proposed(intent, state, session);
  return carryOut([plannedFor(proposal, session)], intent, session);
}

async function proposed(
  intent: Exclude<ChangeIntent, { command: "apply" }>,
  state: ConsoleState,
  { io }: Session,
): Promise<ChangeProposal> {
  switch (intent.command) {
    case "undo":
      return io.console.proposeUndo(io.signal);
    case "create":
      return io.console.propose(await createRequest(intent, state, io), io.signal);
    case "edit":
      return io.console.propose(await editRequest(intent, state, io), io.signal);
    case "publish":
    case "unpublish":
    case "delete":
      return io.console.propose(itemRequest(intent, state), io.signal);
  }
}
