import type { ChangeProposal, ChangeRequest, ChangeResult } from "../core/change.ts";
import { AppError, isAppError } from "../core/errors.ts";
import type { carryOut as CarryOut } from "./carry-out.ts";
import type { ChangePorts } from "./change-ports.ts";
import type { propose as Propose } from "./propose.ts";

/** Changes of Products and Plans; see `Console` for what its methods promise. */
export interface Changes {
  propose(request: ChangeRequest, signal?: AbortSignal): Promise<ChangeProposal>;
  carryOut(proposal: ChangeProposal, signal?: AbortSignal): Promise<ChangeResult>;
  proposeUndo(signal?: AbortSignal): Promise<ChangeProposal>;
}

const NEVER = new AbortController().signal;

export function createChanges(ports: ChangePorts): Changes {
  return {
    propose: (request, signal = NEVER) => cancellable(signal, lazyPropose(request, ports, signal)),
    carryOut: (proposal, signal = NEVER) => cancellable(signal, lazyCarryOut(proposal, ports, signal)),
    proposeUndo: (signal = NEVER) => cancellable(signal, proposeUndo(ports, signal)),
  };
}

/** Loaded with the first change: whoever only looks does without. */
const lazyPropose: typeof Propose = async (...given) => (await import("./propose.ts")).propose(...given);
const lazyCarryOut: typeof CarryOut = async (...given) => (await import("./carry-out.ts")).carryOut(...given);

/** What an abort makes work throw becomes CANCELLED; what left already is an AppError, OUTCOME_UNKNOWN. */
async function cancellable<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!signal.aborted || isAppError(error)) throw error;
    throw new AppError("CANCELLED", "It was cancelled before anything was written.", { cause: error });
  }
}

async function proposeUndo(ports: ChangePorts, signal: AbortSignal): Promise<ChangeProposal> {
  const undoes = (await ports.store.readUndo()).at(-1);
  if (undoes === undefined) {
    throw new AppError("UNKNOWN_ITEM", "There is no change to undo.", {
      hint: "Changes of Products and Plans can be undone, the last one first.",
    });
  }
  if (undoes.request === null) {
    const why = undoes.loses.join(" ");
    throw new AppError("UNKNOWN_ITEM", `${undoes.summary}: this cannot be undone. ${why}`.trim(), {
      hint: "Create it anew.",
    });
  }
  const proposal = await lazyPropose(undoes.request, ports, signal);
  const loses = [...new Set([...proposal.loses, ...undoes.loses])];
  return { ...proposal, title: `Undo: ${undoes.summary}`, loses, command: "portico undo", undoes };
}
