import type { ChangeProposal, ChangeRequest, ChangeResult, UndoEntry } from "../core/change.ts";
import { AppError, isAppError } from "../core/errors.ts";
import { sameValue } from "../core/same-value.ts";
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
  const { proposed, settleFirst } = await import("./propose.ts");
  const undoes = await undoable(ports);
  await settleFirst(undoes.request, ports, signal);
  await checkLast(undoes, ports);
  const proposal = await proposed(undoes.request, ports, signal);
  const loses = [...new Set([...proposal.loses, ...undoes.loses])];
  return { ...proposal, title: `Undo: ${undoes.summary}`, loses, command: "portico undo", undoes };
}

/** It may be undone by now, without an answer having come: another change is not undone in its place, unasked. */
async function checkLast(undoes: Undoable, { store }: ChangePorts): Promise<void> {
  if (sameValue((await store.readUndo()).at(-1), undoes)) return;
  const message = `"${undoes.summary}" is no longer the last change: what became of one without an answer was found out.`;
  throw new AppError("WRITE_CONFLICT", message, {
    hint: "Nothing was written. Look again: portico undo --dry-run",
  });
}

type Undoable = UndoEntry & { readonly request: ChangeRequest };

/** The last change. Throws UNKNOWN_ITEM when there is none, or no way back. */
async function undoable({ store }: ChangePorts): Promise<Undoable> {
  const undoes = (await store.readUndo()).at(-1);
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
  return { ...undoes, request: undoes.request };
}
