import { excerpt, sameValue, type Grant, type Policy } from "../../src/plugin/index.ts";
import { limitLosses } from "./former.ts";
import { grantedId } from "./map-policy.ts";
import { rightEntries, type ReadPolicy } from "./policy-edit.ts";
import { isRecord, recordOf, textsOf, type JsonRecord } from "./record.ts";

/** What a write does beside what it is for, in sentences. */
export type Notes = { readonly affects: readonly string[]; readonly loses: readonly string[] };

/**
 * What an edit means for credentials: they follow the policy as soon as the gateways have reloaded, but for the
 * lifetime, which counts from a key's creation.
 */
export function editNotes({ policy: before, record }: ReadPolicy, after: Policy, body: JsonRecord): Notes {
  const differs = (field: keyof Policy): boolean => !sameValue(before[field], after[field]);
  const gone = before.apis.filter(({ id }) => !after.apis.some((grant) => grant.id === id));
  const isFelt = (["apis", "rate", "quota", "metadata"] as const).some(differs);
  const sleeps = after.apis.length === 0 && gone.length > 0 && after.state === "draft";
  const affects = [
    ...(isFelt ? ["Credentials that use it follow as soon as the gateways have reloaded."] : []),
    ...(gone.length > 0 ? [`Credentials lose access to ${namesOf(gone)}.`] : []),
    ...(sleeps ? ["It grants nothing any more: it becomes an inactive draft until an API is back."] : []),
    ...methodNotes(record, body),
    ...(before.state !== "active" && after.state === "active" ? ["It becomes active again."] : []),
    ...(differs("keyLifetime")
      ? ["Keys that exist keep their lifetime: it counts from their creation."]
      : []),
  ];
  const loses = [
    ...gone.flatMap((grant) => detailLosses(grant, record)),
    ...limitLosses({ before: record, after: body }),
  ];
  return { affects, loses };
}

/** Credentials are of one method: those made for another than the APIs have by now stay shut out. */
function methodNotes(before: JsonRecord, after: JsonRecord): readonly string[] {
  const [was, is] = [textsOf(before["auth_types"]), textsOf(after["auth_types"])];
  if (was.length === 0 || is.length === 0 || was.some((type) => is.includes(type))) return [];
  const made = was.map((type) => excerpt(type)).join(", ");
  return [`Credentials made for ${made} will not work with it any more: its APIs take ${is.join(", ")}.`];
}

/** Members of an access right that every grant has; what the others say was made for this one. */
const PLAIN_MEMBERS: ReadonlySet<string> = new Set(["api_id", "apiid", "api_name", "apiname"]);
const PLAIN_VERSION = "Default";

/** An API that is put back is granted as a whole: what was set for it in particular is nowhere else. */
function detailLosses({ id, name }: Grant, record: JsonRecord): readonly string[] {
  const [, right] = rightEntries(record).find(([key, one]) => grantedId(one, key) === id) ?? [];
  const members = Object.entries(recordOf(right)).filter(([member, value]) => isSpecial(member, value));
  if (members.length === 0) return [];
  const which = members.map(([member]) => excerpt(member)).join(", ");
  const api = excerpt(name === "" ? id : name);
  return [`What the policy says of ${api} in particular (${which}): put back, it is granted as a whole.`];
}

function isSpecial(member: string, value: unknown): boolean {
  if (member === "versions") return textsOf(value).some((version) => version !== PLAIN_VERSION);
  return !PLAIN_MEMBERS.has(member) && saysSomething(value);
}

/** False for what stands for nothing on this wire: empty, null, false, zero and −1. */
function saysSomething(value: unknown): boolean {
  if (typeof value === "number") return value > 0;
  if (Array.isArray(value)) return value.length > 0;
  return isRecord(value) ? Object.values(value).some(saysSomething) : Boolean(value);
}

/** What a deletion means for others: nobody looks for credentials that use the policy. */
export function deletionNotes(policy: Policy, kind: "product" | "plan"): readonly string[] {
  const { access, rate, quota } = policy.controls;
  const isKind = kind === "product" ? access && !rate && !quota : !access && (rate || quota);
  return [
    `Credentials that use it keep its id ${excerpt(policy.reference)}, which then stands for nothing.`,
    ...(isKind ? [] : [`It is no ${kind} any more: what it controls was changed at the Provider.`]),
  ];
}

function namesOf(grants: readonly Grant[]): string {
  return grants.map(({ id, name }) => excerpt(name === "" ? id : name)).join(", ");
}
