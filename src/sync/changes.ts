import type { ChangeProposal, ChangeRequest, ChangeResult, UndoEntry } from "../core/change.ts";
import { AppError } from "../core/errors.ts";
import { lastChange, undoSummary } from "../core/last-change.ts";
import { sameValue } from "../core/same-value.ts";
import { cancellable } from "./cancellable.ts";
import type { carryOut as CarryOut } from "./carry-out.ts";
import { configured, type ChangePorts } from "./change-ports.ts";
import type { propose as Propose } from "./propose.ts";
import { recoverUndo } from "./recover-undo.ts";

/** Changes of Products and Plans; see `Console` for what its methods promise. */
export interface Changes {
  propose(request: ChangeRequest, signal?: AbortSignal): Promise<ChangeProposal>;
  carryOut(proposal: ChangeProposal, signal?: AbortSignal): Promise<ChangeResult>;
  proposeUndo(signal?: AbortSignal): Promise<readonly ChangeProposal[]>;
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

async function proposeUndo(ports: ChangePorts, signal: AbortSignal): Promise<readonly ChangeProposal[]> {
  const { proposed, settleFirst } = await import("./propose.ts");
  await recoverUndo(ports);
  const change = await undoable(ports);
  for (const { request } of change.undoes) await settleFirst(request, ports, signal);
  await checkLast(change, ports);
  const proposals: ChangeProposal[] = [];
  for (const entry of change.undoes) {
    const proposal = await proposed(entry.request, ports, signal);
    const loses = [...new Set([...proposal.loses, ...entry.loses])];
    const title = `Undo: ${entry.summary}`;
    proposals.push({ ...proposal, title, loses, command: "portico undo", undoes: entry });
  }
  return withLeftOut(proposals, change);
}

/** The last change: what undoes it, the newest first, and what of it cannot be undone. */
type LastChange = { readonly undoes: readonly Undoable[]; readonly leftOut: readonly UndoEntry[] };
type Undoable = UndoEntry & { readonly request: ChangeRequest };

function isUndoable(entry: UndoEntry): entry is Undoable {
  return entry.request !== null;
}

/** What was changed at a Provider that has left the config keeps nothing else from being undone. */
async function readLast(ports: ChangePorts): Promise<LastChange> {
  const stored = await ports.store.readUndo();
  const entries = lastChange(stored.filter(({ provider }) => configured(provider, ports) !== null));
  return { undoes: entries.filter(isUndoable), leftOut: entries.filter((one) => !isUndoable(one)) };
}

/** It may be undone by now, without an answer having come: another change is not undone in its place, unasked. */
async function checkLast(change: LastChange, ports: ChangePorts): Promise<void> {
  if (sameValue(await readLast(ports), change)) return;
  const message = `"${undoSummary(change.undoes)}" is no longer the last change: what became of one without an answer was found out.`;
  throw new AppError("WRITE_CONFLICT", message, {
    hint: "Nothing was written. Look again: portico undo --dry-run",
  });
}

/** The last change, as far as it can be undone. Throws UNKNOWN_ITEM when there is none, or no way back. */
async function undoable(ports: ChangePorts): Promise<LastChange> {
  const change = await readLast(ports);
  if (change.undoes.length > 0) return change;
  if (change.leftOut.length === 0) {
    throw new AppError("UNKNOWN_ITEM", "There is no change to undo.", {
      hint: "Changes of Products and Plans can be undone, the last one first.",
    });
  }
  const why = change.leftOut.map(whyNot).join(" ");
  throw new AppError("UNKNOWN_ITEM", why, { hint: "Create it anew." });
}

function whyNot({ summary, loses }: UndoEntry): string {
  return `${summary}: this cannot be undone. ${loses.join(" ")}`.trim();
}

function withLeftOut(
  proposals: readonly ChangeProposal[],
  { leftOut }: LastChange,
): readonly ChangeProposal[] {
  const [first, ...rest] = proposals;
  if (first === undefined || leftOut.length === 0) return proposals;
  return [{ ...first, warnings: [...first.warnings, ...leftOut.map(whyNot)] }, ...rest];
}
