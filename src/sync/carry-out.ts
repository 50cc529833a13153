import type { Catalog } from "../core/catalog.ts";
import {
  isEmptyProposal,
  type ChangeProposal,
  type ChangeRequest,
  type ChangeResult,
  type PendingWrite,
  type UndoEntry,
} from "../core/change.ts";
import { nameOf } from "../core/change-text.ts";
import { AppError, isAppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import type { ProviderDefinition } from "../core/provider.ts";
import { sameValue } from "../core/same-value.ts";
import { movedSince, withStoreChange } from "../core/store-change.ts";
import { withWritten } from "../core/written-item.ts";
import { applyWrite, type AppliedWrite } from "./apply-write.ts";
import { failureEvent } from "./change-event.ts";
import type { ChangePorts } from "./change-ports.ts";
import { finish, resultOf, undoOf } from "./finish-change.ts";
import { alreadyGone, writable } from "./propose.ts";
import { SettledError, settledNow } from "./settled-now.ts";

/**
 * Carries out a proposal: the Provider first, then the store, the way to undo it and a line of the history. Rejects as
 * `Console.carryOut` says.
 */
export async function carryOut(
  proposal: ChangeProposal,
  ports: ChangePorts,
  signal: AbortSignal,
): Promise<ChangeResult> {
  signal.throwIfAborted();
  ports.definitionOf(proposal.request.provider);
  try {
    await checkUndo(proposal, ports);
    if (proposal.write === null) return await inStore(proposal, ports);
    return await atProvider(proposal, proposal.write, { ports, signal });
  } catch (error) {
    if (isAppError(error) && isTold(error, signal)) {
      const event = failureEvent(proposal, error, ports.now().toISOString());
      // A history that cannot be written must not hide what went wrong.
      await ports.record(event).catch(() => undefined);
    }
    throw error;
  }
}

/** Whoever cancels knows it; what a reading has found out is in the history already. */
function isTold(error: AppError, signal: AbortSignal): boolean {
  if (error.cause instanceof SettledError) return false;
  return !signal.aborted || error.code === "OUTCOME_UNKNOWN";
}

/** What can be undone, another process may have undone. */
async function checkUndo({ undoes }: ChangeProposal, { store }: ChangePorts): Promise<void> {
  if (undoes === undefined) return;
  const entries = await store.readUndo();
  if (entries.some((entry) => sameValue(entry, undoes))) return;
  throw new AppError("WRITE_CONFLICT", `"${undoes.summary}" was undone already.`, {
    hint: "Look again: portico undo --dry-run",
  });
}

/** A change that concerns the store alone. The way to undo it is on record before the catalog has it. */
async function inStore(proposal: ChangeProposal, ports: ChangePorts): Promise<ChangeResult> {
  const { request } = proposal;
  const { store } = ports;
  const id = ports.newId();
  const policyId = "policyId" in request ? request.policyId : (policyOf(request) ?? "");
  const isDone = isEmptyProposal(proposal) && proposal.undoes === undefined;
  const begun: { made: Begun | null } = { made: null };
  const change = async (stored: Catalog | null): Promise<Catalog> => {
    if (stored === null) throw nothingThere(request);
    checkMoved(proposal, stored);
    if (isDone) return stored;
    const at = ports.now().toISOString();
    const undo = undoOf(proposal, { id, policyId, removed: null, wasGone: false, before: stored, at });
    const pending = {
      ...pendingOf(id, proposal, { catalog: stored, at }),
      policyId,
      undo,
      storeOnly: true,
    } as const;
    begun.made = { before: stored, undo, pending };
    await store.writePending(pending);
    return withStoreChange(stored, request);
  };
  try {
    const after = await store.updateCatalog(request.provider, change);
    if (begun.made === null) return resultOf({ proposal, policyId, before: after, after });
    const { before, undo } = begun.made;
    const result = await finish({ proposal, policyId, before, after, undo }, ports);
    await store.removePending(id);
    return result;
  } catch (error) {
    // What has become of it is looked up before anything is undone.
    if (begun.made !== null) {
      await store.writePending({ ...begun.made.pending, outcome: "unknown" }).catch(() => undefined);
    }
    throw error;
  }
}

type Begun = { readonly before: Catalog; readonly undo: UndoEntry; readonly pending: PendingWrite };

function policyOf(request: ChangeRequest): string | null {
  return request.op === "restore" ? (request.item?.policyId ?? null) : null;
}

function nothingThere({ provider }: ChangeRequest): AppError {
  return new AppError("UNKNOWN_ITEM", `Nothing is stored of ${excerpt(provider)} any more.`, {
    hint: "Synchronize it first.",
  });
}

function checkMoved(proposal: ChangeProposal, stored: Catalog): void {
  const moved = movedSince(proposal, stored);
  if (moved.length === 0) return;
  const what = moved.includes("item") ? "the item itself" : moved.join(", ");
  throw new AppError("WRITE_CONFLICT", `${proposal.title}: ${what} changed since this was proposed.`, {
    hint: "Nothing was written. Look at what there is now and propose the change again.",
  });
}

/** What was shown and agreed to may now be about another Dashboard, have other tags, or concern production. */
function configuredAnew({ title, request }: ChangeProposal): AppError {
  const message = `${title}: the config of ${excerpt(request.provider)} changed since this was proposed.`;
  return new AppError("WRITE_CONFLICT", message, {
    hint: "Nothing was written. Propose the change again, for the Provider as it is configured now.",
  });
}

type Write = NonNullable<ChangeProposal["write"]>;
type Tools = { readonly ports: ChangePorts; readonly signal: AbortSignal };

async function atProvider(
  proposal: ChangeProposal,
  write: Write,
  { ports, signal }: Tools,
): Promise<ChangeResult> {
  const id = ports.newId();
  const { provider } = proposal.request;
  try {
    return await ports.exclusively(provider, () =>
      ports.store.alone(provider, () => written(id, { proposal, write }, { ports, signal })),
    );
  } catch (error) {
    if (!isAppError(error) || error.code !== "OUTCOME_UNKNOWN") throw error;
    return await settledNow(id, { proposal, error }, { ports, signal });
  }
}

async function written(
  id: string,
  { proposal, write }: { readonly proposal: ChangeProposal; readonly write: Write },
  { ports, signal }: Tools,
): Promise<ChangeResult> {
  signal.throwIfAborted();
  const { request } = proposal;
  const { store } = ports;
  const before = await store.readCatalog(request.provider);
  if (before === null) throw nothingThere(request);
  checkMoved(proposal, before);
  const definition = ports.definitionOf(request.provider);
  if (!sameValue(definition, write.definition)) throw configuredAnew(proposal);
  const connection = await ports.connect(request.provider, signal);
  const writing = writable(connection, write.intent, definition);
  const pending = pendingOf(id, proposal, { catalog: before, at: ports.now().toISOString() });
  const applied = await applyWrite(pending, write, { store, connection: writing, signal });
  const { policyId } = applied;
  const undo = undoOf(proposal, { ...applied, id, before, at: ports.now().toISOString() });
  const told = applied.wasGone ? alreadyGone(proposal) : proposal;
  const result = { proposal: told, applied, before, definition, undo };
  const known: PendingWrite = { ...pending, policyId, undo };
  try {
    await store.writePending(known);
    return await storeWritten(id, result, ports);
  } catch (error) {
    await store.writePending({ ...known, outcome: "unknown" }).catch(() => undefined);
    throw halfDone(proposal, error);
  }
}

function pendingOf(
  id: string,
  { request, command, loses, undoes, before, batch, write }: ChangeProposal,
  { catalog, at }: { readonly catalog: Catalog; readonly at: string },
): PendingWrite {
  const policyId = "policyId" in request ? request.policyId : null;
  const name = nameOf(request, catalog);
  const undoing = undoes === undefined ? {} : { undoes };
  const edited = before === null ? {} : { before };
  const together = batch === undefined ? {} : { batch };
  const former = write?.proposal.former === undefined ? {} : { former: write.proposal.former };
  const optional = { ...undoing, ...edited, ...together, ...former };
  return { id, at, request, name, policyId, outcome: "open", command, loses, ...optional };
}

type Result = {
  readonly proposal: ChangeProposal;
  readonly applied: AppliedWrite;
  readonly before: Catalog;
  readonly definition: ProviderDefinition;
  readonly undo: UndoEntry;
};

async function storeWritten(id: string, result: Result, ports: ChangePorts): Promise<ChangeResult> {
  const { proposal, applied, before, definition, undo } = result;
  const { request } = proposal;
  const { store } = ports;
  const { policyTags: tags, policyTagMatch: match } = definition;
  const { policyId, policy } = applied;
  const after = await store.updateCatalog(request.provider, (stored) => {
    const selection = { tags, match };
    return withWritten(stored ?? before, { id, request, policyId, policy, selection, now: undo.at });
  });
  const finished = await finish({ proposal, policyId, before, after, undo }, ports);
  await store.removePending(id);
  return finished;
}

function halfDone({ title, request }: ChangeProposal, error: unknown): unknown {
  if (!isAppError(error)) return error;
  const message = `${title}: ${excerpt(request.provider)} has it, but it could not be stored here: ${error.message}`;
  return new AppError(error.code, message, {
    cause: error,
    hint: "The next synchronization stores it, with everything that was typed.",
  });
}
