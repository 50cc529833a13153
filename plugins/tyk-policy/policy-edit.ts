import { AppError, sameValue, type Policy, type WrittenFields } from "../../src/plugin/index.ts";
import { asRead, type Shown } from "./as-read.ts";
import { withFormer } from "./former.ts";
import {
  accessRight,
  authTypesOf,
  lifetimeMembers,
  quotaMembers,
  rateMembers,
  stateMembers,
  type GrantedApi,
} from "./policy-wire.ts";
import { grantedId } from "./map-policy.ts";
import { isRecord, listOf, textOf, textsOf, type JsonRecord } from "./record.ts";

/** A policy as read for writing: the exact record, and what it means. */
export type ReadPolicy = { readonly record: JsonRecord; readonly policy: Policy };

/**
 * What an edit sets, the definitions of the APIs that come in, and how texts look to those who edit; `former` is what the
 * edit that this one undoes took away.
 */
export type Edit = {
  readonly set: Partial<WrittenFields>;
  readonly former?: string | undefined;
  readonly apis: readonly GrantedApi[];
  readonly shown: Shown;
};

/**
 * The record to put in place of the one that was read: the same, value for value, but for the members that belong to
 * fields which really change. Throws CANNOT_WRITE for what the wire cannot hold, or what this policy does not control.
 */
export function editedRecord(read: ReadPolicy, edit: Edit): JsonRecord {
  const { record, policy } = read;
  const { apis } = edit;
  const changed = changedFields(edit, read);
  refuseUncontrolled(changed, policy);
  return {
    ...record,
    ...(changed.name === undefined ? {} : { name: changed.name }),
    ...(changed.tags === undefined ? {} : { tags: changed.tags }),
    ...(changed.rate === undefined ? {} : rateMembers(changed.rate)),
    ...(changed.quota === undefined ? {} : quotaMembers(changed.quota)),
    ...(changed.keyLifetime === undefined ? {} : lifetimeMembers(changed.keyLifetime)),
    ...(changed.metadata === undefined ? {} : { meta_data: changed.metadata }),
    ...(changed.apis === undefined ? {} : rightsMembers(read, changed.apis, apis)),
  };
}

/** The record without lists that are null, which some Dashboards cannot take back: an empty one means the same. */
export function withoutNullLists(record: JsonRecord): JsonRecord {
  const { access_rights_array: array, auth_types: types, ...rest } = record;
  return {
    ...rest,
    ...writtenRights(record),
    ...(types === undefined || types === null ? {} : { auth_types: types }),
    ...(rest["tags"] === null ? { tags: [] } : {}),
    ...(rest["meta_data"] === null ? { meta_data: {} } : {}),
    ...(Array.isArray(array) ? { access_rights_array: array.map(withRightLists) } : {}),
  };
}

/** The map of what is granted; where there is only the array, made of it: without a map nothing might be granted. */
function writtenRights(record: JsonRecord): JsonRecord {
  const entries = rightEntries(record).filter(([id]) => id !== "");
  const isThere = record["access_rights"] !== undefined || entries.length > 0;
  return isThere ? { access_rights: withLists(Object.fromEntries(entries)) } : {};
}

/** Only what differs from the policy as it is, in the very texts and numbers that were read where they are the same. */
function changedFields({ set, former, shown }: Edit, { policy, record }: ReadPolicy): Partial<WrittenFields> {
  const { name: _name, tags: _tags, metadata: _metadata, apis, ...limits } = set;
  const { name, tags, metadata } = withFormer(set, former, shown);
  const texts = {
    ...(name === undefined ? {} : { name: asRead(name, policy.name, shown) }),
    ...(tags === undefined ? {} : { tags: asRead(tags, policy.tags, shown) }),
    ...(metadata === undefined ? {} : { metadata: asRead(metadata, record["meta_data"], shown) }),
  };
  const before = { ...policy, metadata: record["meta_data"] ?? {} };
  const changed = Object.entries({ ...texts, ...limits }).filter(
    ([field, value]) => value !== undefined && !sameValue(value, Reflect.get(before, field)),
  );
  const others = apis === undefined || sameIds(apis, policy.apis) ? {} : { apis };
  return { ...Object.fromEntries(changed), ...others };
}

type WithId = { readonly id: string };

function sameIds(some: readonly WithId[], others: readonly WithId[]): boolean {
  const ids = new Set(some.map(({ id }) => id));
  return ids.size === others.length && others.every(({ id }) => ids.has(id));
}

/** A member that the policy's partitions leave out would be kept, and never applied. */
function refuseUncontrolled({ rate, quota, apis }: Partial<WrittenFields>, { controls }: Policy): void {
  const missing = [
    ...(rate !== undefined && rate !== null && !controls.rate ? ["rate_limit"] : []),
    ...(quota !== undefined && quota !== null && !controls.quota ? ["quota"] : []),
    ...(apis !== undefined && !controls.access ? ["acl"] : []),
  ];
  if (missing.length === 0) return;
  throw new AppError(
    "CANNOT_WRITE",
    `The policy does not control this: its partition ${missing.join(" and ")} is off, so the gateway would not apply it.`,
    { hint: "Switch the partition on in the policy itself, then sync." },
  );
}

function rightsMembers(
  { record, policy }: ReadPolicy,
  wanted: readonly WithId[],
  apis: readonly GrantedApi[],
): JsonRecord {
  const ids = new Set(wanted.map(({ id }) => id));
  const kept = rightEntries(record).filter(([key, right]) => ids.has(grantedId(right, key)));
  const held = new Set(kept.map(([key, right]) => grantedId(right, key)));
  const added = [...ids].filter((id) => !held.has(id)).map((id) => definitionOf(id, apis));
  const rights = withLists(
    Object.fromEntries([...kept, ...added.map((api) => [api.id, accessRight(api)] as const)]),
  );
  const array = record["access_rights_array"];
  return {
    access_rights: rights,
    ...(Array.isArray(array)
      ? { access_rights_array: keptInArray(array, ids, added).map(withRightLists) }
      : {}),
    ...authMembers(record, kept.length > 0, added),
    ...stateAfter(policy, ids.size),
  };
}

/** What a record says of each API: the entries of the map; of the array where there is no map. */
export function rightEntries(record: JsonRecord): readonly (readonly [string, unknown])[] {
  const { access_rights: map, access_rights_array: array } = record;
  if (isRecord(map)) return Object.entries(map);
  return listOf(array).map((right) => [grantedId(right, ""), right] as const);
}

function keptInArray(
  array: readonly unknown[],
  ids: ReadonlySet<string>,
  added: readonly GrantedApi[],
): readonly unknown[] {
  return [...array.filter((right) => ids.has(grantedId(right, ""))), ...added.map(accessRight)];
}

function definitionOf(id: string, apis: readonly GrantedApi[]): GrantedApi {
  const api = apis.find((candidate) => candidate.id === id);
  if (api !== undefined) return api;
  throw new AppError(
    "WRITE_CONFLICT",
    `The policy no longer grants the API ${id}: it was edited meanwhile.`,
    {
      hint: "Look at what is there now, and try again.",
    },
  );
}

/** Credentials are made after these: they follow the APIs, and stay when the last one goes, for when one returns. */
function authMembers(record: JsonRecord, keepsSome: boolean, added: readonly GrantedApi[]): JsonRecord {
  const types = authTypesOf(added);
  const [first] = types;
  if (first === undefined) return {};
  const before = keepsSome ? textsOf(record["auth_types"]) : [];
  const hasType = textOf(record["auth_type"]) !== "";
  return {
    ...(Array.isArray(record["auth_types"]) ? { auth_types: [...new Set([...before, ...types])] } : {}),
    ...(hasType && !keepsSome ? { auth_type: first } : {}),
  };
}

/** A policy that grants nothing is an inactive draft, and an active one again with its first API; denied stays denied. */
function stateAfter(policy: Policy, granted: number): JsonRecord {
  if (policy.state === "denied") return {};
  if (granted === 0) return stateMembers(false);
  return policy.apis.length === 0 && policy.state === "draft" ? stateMembers(true) : {};
}

function withLists(rights: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(rights).map(([key, right]) => [key, withRightLists(right)]));
}

function withRightLists(right: unknown): unknown {
  if (!isRecord(right)) return right;
  const empty = ["allowed_urls", "versions", "restricted_types"].filter((name) => right[name] === null);
  return empty.length === 0 ? right : { ...right, ...Object.fromEntries(empty.map((name) => [name, []])) };
}
