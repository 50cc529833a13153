import type { ConsoleState } from "../console.ts";
import type { ChangeProposal, ChangeRequest } from "../core/change.ts";
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
  if (intent.command === "promote") {
    const { plannedPromotions } = await import("./promote-command.ts");
    return carryOut(await plannedPromotions(intent, session), intent, session);
  }
  const proposals = await proposed(intent, state, session);
  const planned = proposals.map((proposal) => plannedFor(proposal, session));
  return carryOut(planned, intent, session);
}

async function proposed(
  intent: Exclude<ChangeIntent, { command: "apply" | "promote" }>,
  state: ConsoleState,
  { io }: Session,
): Promise<readonly ChangeProposal[]> {
  if (intent.command === "undo") return io.console.proposeUndo(io.signal);
  return [await io.console.propose(await requestOf(intent, state, io), io.signal)];
}

async function requestOf(
  intent: Exclude<ChangeIntent, { command: "apply" | "undo" | "promote" }>,
  state: ConsoleState,
  io: Session["io"],
): Promise<ChangeRequest> {
  switch (intent.command) {
    case "create":
      return createRequest(intent, state, io);
    case "edit":
      return editRequest(intent, state, io);
    case "publish":
    case "unpublish":
    case "delete":
      return itemRequest(intent, state);
  }
}
