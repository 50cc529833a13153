import type { ConsoleState } from "../console.ts";
import type { ChangeProposal, ChangeRequest, ChangeResult, SidedChange } from "../core/change.ts";
import type { ErrorReport } from "../core/errors.ts";
import { findItem } from "../core/find-item.ts";
import type { WriteRequest } from "../core/write.ts";

/** A Product or Plan that a change is about. `policyId` is null as long as there is none. */
export type ChangedItem = {
  readonly provider: string;
  readonly kind: "product" | "plan";
  readonly name: string;
  readonly policyId: string | null;
};

export type ChangeAction =
  | "created"
  | "updated"
  | "deleted"
  | "restored"
  | "published"
  | "unpublished"
  | "unchanged";

/**
 * One entry of `changes`: what was done with an item, or would be done, with the requests that it takes (`body` null for
 * none), what else it affects and what cannot come back after it.
 */
export type ChangeRecord = ChangedItem & {
  readonly action: ChangeAction;
  readonly fields: readonly SidedChange[];
  readonly requests: readonly WriteRequest[];
  readonly affects: readonly string[];
  readonly loses: readonly string[];
  readonly warnings: readonly string[];
};

/** What commands print that change something; `notDone` and `error` are there when one failed. */
export type ChangesRecord = {
  readonly ok: boolean;
  readonly dryRun: boolean;
  readonly changes: readonly ChangeRecord[];
  readonly notDone?: readonly ChangedItem[];
  readonly error?: ErrorReport;
};

export const CHANGES_CSV: readonly string[] = ["provider", "kind", "name", "policyId", "action", "warnings"];

/** What a proposal would do. */
export function proposedRecord(proposal: ChangeProposal, state: ConsoleState): ChangeRecord {
  return { ...proposedItem(proposal, state), ...shownParts(proposal), warnings: proposal.warnings };
}

/** What carrying it out has done. */
export function carriedOutRecord(proposal: ChangeProposal, result: ChangeResult): ChangeRecord {
  const { provider, kind, name, policyId } = result;
  const warnings = [...new Set([...proposal.warnings, ...result.warnings])];
  return { provider, kind, name, policyId, ...shownParts(proposal), warnings };
}

type ShownParts = Pick<ChangeRecord, "action" | "fields" | "requests" | "affects" | "loses">;

function shownParts({ request, fields, requests, affects, loses }: ChangeProposal): ShownParts {
  return {
    action: actionOf(request),
    fields: fields.map(fieldRecord),
    requests: requests.map(requestRecord),
    affects,
    loses,
  };
}

/** The entry of an item that is as wanted already. */
export function unchangedRecord(item: ChangedItem, warnings: readonly string[] = []): ChangeRecord {
  const nothing = { fields: [], requests: [], affects: [], loses: [], warnings };
  return { ...item, action: "unchanged", ...nothing };
}

/** The item that a proposal is about, named as it will be. */
export function proposedItem({ request }: ChangeProposal, { catalogs }: ConsoleState): ChangedItem {
  const { provider, kind } = request;
  if (request.op === "create" || request.op === "restore") {
    return { provider, kind, name: request.name, policyId: null };
  }
  const { policyId } = request;
  const catalog = catalogs.get(provider);
  const known = catalog === undefined ? null : findItem(catalog, kind, policyId);
  const renamed =
    request.op === "edit" ? request.set.name : request.op === "adopt" ? request.name : undefined;
  return { provider, kind, name: renamed ?? known?.item.name ?? policyId, policyId };
}

function actionOf(request: ChangeRequest): ChangeAction {
  switch (request.op) {
    case "create":
      return "created";
    case "adopt":
      return "updated";
    case "delete":
      return "deleted";
    case "restore":
      return "restored";
    case "edit": {
      const { published, ...others } = request.set;
      if (published === undefined || Object.keys(others).length > 0) return "updated";
      return published ? "published" : "unpublished";
    }
  }
}

function requestRecord({ method, path, body }: WriteRequest): WriteRequest {
  return { method, path, body: body ?? null };
}

function fieldRecord({ field, side, before, after }: SidedChange): SidedChange {
  return { field, side, before, after };
}
