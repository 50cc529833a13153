import {
  isEmptyProposal,
  type ChangeProposal,
  type ChangeRequest,
  type ChangeResult,
} from "../core/change.ts";
import { itemText } from "../core/change-text.ts";
import { ERROR_CODES, isAppError, reportOf, type AppError } from "../core/errors.ts";
import { excerpt, plainText } from "../core/plain-text.ts";
import { errorRecord } from "../view/records.ts";
import type { ChangeFlags } from "./change-intent.ts";
import {
  carriedOutRecord,
  CHANGES_CSV,
  proposedItem,
  proposedRecord,
  unchangedRecord,
  type ChangedItem,
  type ChangeRecord,
  type ChangesRecord,
} from "./change-records.ts";
import { confirm, isAsked } from "./confirm.ts";
import { csvPieces } from "./csv.ts";
import { errorText } from "./error-text.ts";
import type { Session } from "./session.ts";

/** What is to become of one item: a change, and perhaps another one after it; or nothing, because it is as wanted. */
export type Planned =
  | { readonly proposal: ChangeProposal; readonly next?: NextChange }
  | { readonly unchanged: ChangedItem; readonly notes?: readonly string[] };

/** A change that can only be asked for once the result of another is there; `note` says beforehand what it will do. */
export type NextChange = {
  readonly note: string;
  readonly request: (result: ChangeResult) => ChangeRequest;
};

/** The plan for a proposal: nothing when it would change nothing. */
export function plannedFor(proposal: ChangeProposal, { io }: Session): Planned {
  const isDone = proposal.request.op === "edit" && proposal.undoes === undefined && isEmptyProposal(proposal);
  if (!isDone) return { proposal };
  return { unchanged: proposedItem(proposal, io.console.state()) };
}

/**
 * Shows, asks about and carries out what is planned, in its order, up to the first failure; prints what was done and
 * resolves to the exit code. Throws NOT_CONFIRMED, with nothing done.
 */
export async function carryOut(
  planned: readonly Planned[],
  flags: ChangeFlags,
  session: Session,
): Promise<number> {
  const proposals = planned.flatMap((one) => ("proposal" in one ? [one.proposal] : []));
  if (flags.dryRun) await dryRun(planned, flags, session);
  else {
    if (session.io.ask !== null && isAsked(proposals, flags)) await showBefore(planned, session);
    await confirm(proposals, flags, session.io);
    const failure = await doAll(planned, flags, session);
    if (failure !== null) return ERROR_CODES[failure.code].exit;
  }
  return flags.exitCode && proposals.length > 0 ? 2 : 0;
}

async function dryRun(planned: readonly Planned[], flags: ChangeFlags, session: Session): Promise<void> {
  const state = session.io.console.state();
  const changes = planned.map((one) =>
    "proposal" in one ? proposedRecord(withNote(one), state) : unchangedRecord(one.unchanged, one.notes),
  );
  if (flags.output !== "table") return printRecord({ ok: true, dryRun: true, changes }, flags, session);
  const { proposalText } = await import("./proposal-text.ts");
  const { columns, colour } = session.io;
  for (const one of planned) {
    if ("proposal" in one) await session.write(`${proposalText(withNote(one), { columns, colour })}\n`);
    else warn(one.unchanged, one.notes, session);
  }
  await session.write(unchangedText(changes));
  await session.write("Dry run: nothing was changed.\n");
}

/** On stderr: the result goes to stdout, perhaps into a file. */
async function showBefore(planned: readonly Planned[], { io }: Session): Promise<void> {
  const { proposalText } = await import("./proposal-text.ts");
  const style = { columns: io.stderrColumns, colour: io.colour };
  for (const one of planned) {
    if ("proposal" in one && one.proposal.write !== null)
      io.stderr(`${proposalText(withNote(one), style)}\n`);
  }
}

/** A proposal as it is shown; the one that is carried out stays as it is. */
function withNote({ proposal, next }: Extract<Planned, { proposal: unknown }>): ChangeProposal {
  return next === undefined ? proposal : { ...proposal, warnings: [...proposal.warnings, next.note] };
}

async function doAll(
  planned: readonly Planned[],
  flags: ChangeFlags,
  session: Session,
): Promise<AppError | null> {
  const changes: ChangeRecord[] = [];
  for (const [index, one] of inOneBatch(planned).entries()) {
    try {
      changes.push(...(await doOne(one, flags, session)));
    } catch (error) {
      if (!isAppError(error)) throw error;
      await reportFailure(
        { error, changes, notDone: itemsIn(planned.slice(index), session) },
        flags,
        session,
      );
      return error;
    }
  }
  if (flags.output === "table") await session.write(unchangedText(changes));
  else await printRecord({ ok: true, dryRun: false, changes }, flags, session);
  return null;
}

/** What one command changes, one undo undoes. */
function inOneBatch(planned: readonly Planned[]): readonly Planned[] {
  const changes = planned.flatMap((one) => ("proposal" in one ? [one] : []));
  if (changes.length < 2 && changes.every(({ next }) => next === undefined)) return planned;
  const batch = crypto.randomUUID();
  return planned.map((one) => ("proposal" in one ? { ...one, proposal: { ...one.proposal, batch } } : one));
}

function batchOf({ batch }: ChangeProposal): Pick<ChangeProposal, "batch"> {
  return batch === undefined ? {} : { batch };
}

async function doOne(one: Planned, flags: ChangeFlags, session: Session): Promise<readonly ChangeRecord[]> {
  if (!("proposal" in one)) {
    warn(one.unchanged, one.notes, session);
    return [unchangedRecord(one.unchanged, one.notes)];
  }
  const { console, signal } = session.io;
  const result = await console.carryOut(one.proposal, signal);
  const record = carriedOutRecord(one.proposal, result);
  warn(record, record.warnings, session);
  if (flags.output === "table") await session.write(`${doneText(result)}\n`);
  if (one.next === undefined) return [record];
  const proposed = await console.propose(one.next.request(result), signal);
  const next = { ...proposed, ...batchOf(one.proposal) };
  return [record, ...(await doOne(plannedFor(next, session), flags, session))];
}

/** On stderr, where nothing else says which item it is about. */
function warn(
  { kind, name }: Pick<ChangedItem, "kind" | "name">,
  notes: readonly string[] = [],
  { io }: Session,
): void {
  for (const note of notes) io.stderr(`⚠ ${itemText(kind, name)}: ${plainText(note)}\n`);
}

function doneText({ summary, provider, policyId }: ChangeResult): string {
  return plainText(`${summary} at ${provider} (policy ${policyId}).`);
}

function unchangedText(changes: readonly ChangeRecord[]): string {
  const same = changes.filter(({ action }) => action === "unchanged");
  const [first] = same;
  if (first === undefined) return "";
  if (same.length > 1) return `${same.length} of ${changes.length} are as wanted already.\n`;
  return `${placedText(first)} is as wanted already.\n`;
}

function placedText({ kind, name, provider }: ChangedItem): string {
  return `${itemText(kind, name)} at ${excerpt(provider)}`;
}

function itemsIn(planned: readonly Planned[], { io }: Session): readonly ChangedItem[] {
  const state = io.console.state();
  return planned.flatMap((one) => ("proposal" in one ? [proposedItem(one.proposal, state)] : []));
}

type Failure = {
  readonly error: AppError;
  readonly changes: readonly ChangeRecord[];
  readonly notDone: readonly ChangedItem[];
};

const LISTED = 10;

async function reportFailure(failure: Failure, flags: ChangeFlags, session: Session): Promise<void> {
  const { error, changes, notDone } = failure;
  const report = reportOf(error);
  session.io.stderr(errorText(report));
  const done = changes.filter(({ action }) => action !== "unchanged");
  if (done.length + notDone.length > 1) session.io.stderr(progressText(done, notDone));
  if (flags.output === "table") return;
  const record = { ok: false, dryRun: false, changes, notDone, error: errorRecord(report) };
  await printRecord(record, flags, session);
}

function progressText(done: readonly ChangedItem[], notDone: readonly ChangedItem[]): string {
  const names = notDone.slice(0, LISTED).map(placedText);
  if (notDone.length > LISTED) names.push(`and ${notDone.length - LISTED} more`);
  return `  Done: ${done.length}. Not done: ${notDone.length} (${names.join(", ")}).\n`;
}

async function printRecord(record: ChangesRecord, flags: ChangeFlags, { write }: Session): Promise<void> {
  if (flags.output === "csv") return write([...csvPieces(CHANGES_CSV, record.changes)].join(""));
  if (flags.output === "yaml") {
    const { exactYamlText } = await import("./yaml-text.ts");
    return write(exactYamlText({ kind: "changes", ...record }));
  }
  return write(`${JSON.stringify(record, null, 2)}\n`);
}
