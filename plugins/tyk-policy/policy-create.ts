import { AppError, type WriteIntent } from "../../src/plugin/index.ts";
import {
  accessRight,
  lifetimeMembers,
  quotaMembers,
  rateMembers,
  stateMembers,
  type GrantedApi,
} from "./policy-wire.ts";
import { keptRecord, textOf, type JsonRecord } from "./record.ts";

type Create = Extract<WriteIntent, { readonly op: "create" }>;

const NO_PARTITIONS = { quota: false, rate_limit: false, complexity: false, acl: false, per_api: false };

/**
 * The body that creates a policy: a Product's controls access only, a Plan's rate and quota. The members are those that
 * a Dashboard's own form sends; `identity` are those that tell whose it is, and its id where that is ours to give.
 */
export function newRecord(intent: Create, identity: JsonRecord, apis: readonly GrantedApi[]): JsonRecord {
  const isPlan = intent.kind === "plan";
  return {
    name: intent.name,
    ...identity,
    ...stateMembers(isPlan || apis.length > 0),
    ...rateMembers(isPlan ? intent.rate : null),
    ...quotaMembers(isPlan ? intent.quota : null),
    throttle_interval: -1,
    throttle_retry_limit: -1,
    max_query_depth: -1,
    ...lifetimeMembers(isPlan ? intent.keyLifetime : null),
    hmac_enabled: false,
    tags: intent.tags,
    meta_data: intent.metadata,
    partitions: isPlan
      ? { ...NO_PARTITIONS, quota: true, rate_limit: true }
      : { ...NO_PARTITIONS, acl: true },
    access_rights: Object.fromEntries(apis.map((api) => [api.id, accessRight(api)])),
  };
}

/** A record that a deletion gave back. Throws CANNOT_WRITE for a text that is none. */
export function removedRecord(text: string): JsonRecord {
  const record = keptRecord(text);
  if (record !== null && textOf(record["name"]) !== "") return record;
  throw new AppError(
    "CANNOT_WRITE",
    "What was kept of the deleted policy is no policy: it cannot be put in again.",
    {
      hint: "Create it anew.",
    },
  );
}

/** The body that puts a deleted policy in again: all of it, but for what a Dashboard gives by itself. */
export function restoredRecord(record: JsonRecord): JsonRecord {
  const { _id: _, date_created: __, last_updated: ___, ...rest } = record;
  const { id, ...others } = rest;
  return textOf(id) === "" ? others : { ...others, id };
}
