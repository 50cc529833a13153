import type { ConsoleState } from "../console.ts";
import type { ChangeProposal, ChangeRequest, ChangeResult, SidedChange } from "../core/change.ts";
import type { ErrorReport } from "../core/errors.ts";
import { findItem } from "../core/find-item.ts";

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

/** One entry of `changes`: what was done with an item, or would be done. */
export type ChangeRecord = ChangedItem & {
  readonly action: ChangeAction;
  readonly fields: readonly SidedChange[];
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
  const { fields, warnings } = proposal;
  return {
    ...proposedItem(proposal, state),
    action: actionOf(proposal.request),
    fields: fields.map(fieldRecord),
    warnings,
  };
}

/** What carrying it out has done. */
export function carriedOutRecord(proposal: ChangeProposal, result: ChangeResult): ChangeRecord {
  const { provider, kind, name, policyId } = result;
  return {
    provider,
    kind,
    name,
    policyId,
    action: actionOf(proposal.request),
    fields: proposal.fields.map(fieldRecord),
    warnings: [...new Set([...proposal.warnings, ...result.warnings])],
  };
}

/** The entry of an item that is as wanted already. */
export function unchangedRecord(item: ChangedItem): ChangeRecord {
  return { ...item, action: "unchanged", fields: [], warnings: [] };
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
  const renamed = request.op === "edit" ? request.set.name : undefined;
  return { provider, kind, name: renamed ?? known?.item.name ?? policyId, policyId };
}

function actionOf(request: ChangeRequest): ChangeAction {
  switch (request.op) {
    case "create":
      return "created";
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

function fieldRecord({ field, side, before, after }: SidedChange): SidedChange {
  return { field, side, before, after };
}
