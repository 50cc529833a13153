import type { ChangeProposal, ChangeResult } from "../core/change.ts";
import { changeSummary, changeTitle } from "../core/change-text.ts";
import type { AppError } from "../core/errors.ts";
import type { AppEvent, ChangeLine } from "../core/events.ts";
import type { Settlement } from "../core/settle.ts";

/** A change that was carried out, as a line of the history. */
export function changeEvent(proposal: ChangeProposal, result: ChangeResult, at: string): AppEvent {
  const { command, warnings } = proposal;
  const { summary } = result;
  const [hint = null] = warnings;
  const outcome = hint === null ? "ok" : "warn";
  return { ...base(proposal, at), outcome, summary, hint, command, changes: [changeLine(proposal, result)] };
}

const TYPES = {
  create: "created",
  adopt: "created",
  edit: "updated",
  delete: "deleted",
  restore: "restored",
} as const;

function changeLine({ request, fields }: ChangeProposal, { kind, policyId, name }: ChangeResult): ChangeLine {
  const line = { kind, type: TYPES[request.op], policyId, name } as const;
  if (request.op !== "edit") return line;
  const former = fields.find(({ field }) => field === "name")?.before;
  const renamed = typeof former === "string" ? { formerName: former } : {};
  return { ...line, ...renamed, fields: fields.map(({ field }) => field) };
}

/** One that was refused, or whose outcome nobody knows. */
export function failureEvent(proposal: ChangeProposal, error: AppError, at: string): AppEvent {
  const { title, command } = proposal;
  return {
    ...base(proposal, at),
    outcome: "fail",
    summary: error.message.startsWith(title) ? error.message : `${title}: ${error.message}`,
    hint: error.hint,
    command,
  };
}

/** What a reading found out about a change whose answer never came; null for one that is nothing new. */
export function settlementEvent({ pending, outcome }: Settlement, at: string): AppEvent | null {
  const { request, command, name, undoes } = pending;
  if (outcome === "known" || outcome === "waiting") return null;
  if (outcome === "effect") {
    const done = undoes === undefined ? changeSummary(request, name) : `Undone: ${undoes.summary}`;
    const summary = `${done}: no answer had come, but it took effect`;
    return { ...base({ request }, at), outcome: "ok", summary, hint: null, command };
  }
  const title = undoes === undefined ? changeTitle(request, name) : `Undo: ${undoes.summary}`;
  if (outcome === "overtaken") {
    // Whoever got no answer was told so, with the command; of a process that died nobody was told anything.
    if (pending.outcome === "unknown") return null;
    const summary = `${title}: no answer had come, and a later change has followed it`;
    const hint = "If anything of it is missing, do it again with the command of this line.";
    return { ...base({ request }, at), outcome: "warn", summary, hint, command };
  }
  const summary = `${title} did not take effect, and no answer had come`;
  const hint = "Nothing was changed. Do it again with the command of this line.";
  return { ...base({ request }, at), outcome: "fail", summary, hint, command };
}

function base({ request }: Pick<ChangeProposal, "request">, at: string) {
  return { at, kind: "write", provider: request.provider, changes: [] } as const;
}
