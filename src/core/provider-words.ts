import { excerpt } from "./plain-text.ts";
import type { ConfigRequest, ProviderRequest } from "./provider-edit.ts";

/** What a change of the config does to a Provider, as `-o json` tells it. */
export type ProviderAction = "added" | "edited" | "renamed" | "enabled" | "disabled" | "removed";

/** What a request does: an edit of the name alone is a renaming. */
export function providerAction(request: ProviderRequest): ProviderAction {
  if (request.op === "add-provider") return "added";
  if (request.op === "remove-provider") return "removed";
  const { set, secret } = request;
  const isSingle = Object.keys(set).length === 1 && secret === null;
  if (isSingle && set.name !== undefined) return "renamed";
  return isSingle && typeof set.enabled === "boolean" ? (set.enabled ? "enabled" : "disabled") : "edited";
}

const VERBS: Readonly<Record<ProviderAction, readonly [before: string, after: string]>> = {
  added: ["Add", "Added"],
  edited: ["Edit", "Edited"],
  renamed: ["Rename", "Renamed"],
  enabled: ["Enable", "Enabled"],
  disabled: ["Disable", "Disabled"],
  removed: ["Remove", "Removed"],
};

/** `Rename Provider "EU" to "Europe"`, what is about to be done. */
export function providerTitle(request: ConfigRequest): string {
  if (request.op === "undo-provider") return `Undo: ${providerSummary(request.edit.request)}`;
  return wordsOf(request, VERBS[providerAction(request)][0]);
}

/** `Renamed Provider "EU" to "Europe"`, `Edited Provider "EU" (url, secret)`, what was done. */
export function providerSummary(request: ConfigRequest): string {
  if (request.op === "undo-provider") return `Undone: ${providerSummary(request.edit.request)}`;
  const action = providerAction(request);
  return `${wordsOf(request, VERBS[action][1])}${action === "edited" ? fieldsText(request) : ""}`;
}

/** Which fields an edit is about; the values are in the file, and some are nobody's business. */
function fieldsText(request: ProviderRequest): string {
  if (request.op !== "edit-provider") return "";
  const { set, secret } = request;
  const named = Object.keys(set).filter((field) => field !== "name");
  const fields = [...named, ...(secret === null ? [] : ["secret"])];
  return fields.length === 0 ? "" : ` (${fields.join(", ")})`;
}

function wordsOf(request: ProviderRequest, verb: string): string {
  const name = `${verb} Provider "${excerpt(request.provider)}"`;
  const renamed = request.op === "edit-provider" ? request.set.name : undefined;
  if (renamed === undefined) return name;
  return `${name}${providerAction(request) === "renamed" ? " to" : ", now"} "${excerpt(renamed)}"`;
}
