import { excerpt, sameValue, type Grant, type Policy } from "../../src/plugin/index.ts";
import type { ReadPolicy } from "./policy-edit.ts";
import { textOf, type JsonRecord } from "./record.ts";

/** What a write does beside what it is for, in sentences. */
export type Notes = { readonly affects: readonly string[]; readonly loses: readonly string[] };

/**
 * What an edit means for credentials: they follow the policy as soon as the gateways have reloaded, but for the
 * lifetime, which counts from a key's creation.
 */
export function editNotes(before: Policy, after: Policy): Notes {
  const differs = (field: keyof Policy): boolean => !sameValue(before[field], after[field]);
  const gone = before.apis.filter(({ id }) => !after.apis.some((grant) => grant.id === id));
  const isFelt = (["apis", "rate", "quota", "metadata"] as const).some(differs);
  const sleeps = after.apis.length === 0 && gone.length > 0;
  const affects = [
    ...(isFelt ? ["Credentials that use it follow as soon as the gateways have reloaded."] : []),
    ...(gone.length > 0 ? [`Credentials lose access to ${namesOf(gone)}.`] : []),
    ...(sleeps ? ["It grants nothing any more: it becomes an inactive draft until an API is back."] : []),
    ...(before.state !== "active" && after.state === "active" ? ["It becomes active again."] : []),
    ...(differs("keyLifetime")
      ? ["Keys that exist keep their lifetime: it counts from their creation."]
      : []),
  ];
  return { affects, loses: [] };
}

/** What a deletion means: the Dashboard does not look for credentials that use the policy. */
export function deletionNotes({ policy, record }: ReadPolicy, kind: "product" | "plan"): Notes {
  const { access, rate, quota } = policy.controls;
  const isKind = kind === "product" ? access && !rate && !quota : !access && (rate || quota);
  return {
    affects: [
      `Credentials that use it keep its id ${excerpt(policy.reference)}, which then stands for nothing.`,
      ...(isKind ? [] : [`It is no ${kind} any more: what it controls was changed at the Dashboard.`]),
    ],
    loses: identityLosses(record),
  };
}

/** What putting a deleted policy in again cannot bring back. */
export function restorationNotes(record: JsonRecord): Pick<Notes, "loses"> {
  return { loses: identityLosses(record) };
}

function identityLosses(record: JsonRecord): readonly string[] {
  const databaseId = textOf(record["_id"]);
  if (databaseId === "") return [];
  const isNamedByIt = textOf(record["id"]) === "";
  return [
    `Its database id ${excerpt(databaseId)}: put in again, the policy gets another one.`,
    ...(isNamedByIt ? ["Credentials that name it by that id: they will not find the new policy."] : []),
  ];
}

function namesOf(grants: readonly Grant[]): string {
  return grants.map(({ id, name }) => excerpt(name === "" ? id : name)).join(", ");
}
