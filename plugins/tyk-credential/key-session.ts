import type { CredentialIntent } from "../../src/plugin/index.ts";
import { MARK_MEMBER, OWNER_MEMBER, USER_MEMBER } from "./key-map.ts";
import type { JsonRecord } from "../tyk-policy/record.ts";

export type Issue = Extract<CredentialIntent, { readonly op: "issue" }>;

/** What makes a key more than a plain one: the members that its kind adds to the session. */
export type KindMembers = { readonly members?: JsonRecord; readonly username?: string };

const UNLIMITED = -1;

/**
 * The whole session of a new key: a sparse one was answered with an empty 200. Limits and rights are left to the policies,
 * which the gateway applies on creation and again on every request.
 */
export function newSession(
  intent: Issue,
  organisation: string | null,
  { members = {}, username }: KindMembers,
): JsonRecord {
  return {
    ...(organisation === null ? {} : { org_id: organisation }),
    apply_policies: intent.policies.map(({ reference }) => reference),
    access_rights: {},
    alias: intent.alias ?? "",
    tags: [intent.mark, ...Object.entries(intent.labels).map(tagOf)],
    meta_data: newMetadata(intent, username),
    expires: expirySeconds(intent.expiresAt),
    is_inactive: false,
    allowance: 0,
    rate: 0,
    per: 0,
    throttle_interval: UNLIMITED,
    throttle_retry_limit: UNLIMITED,
    max_query_depth: UNLIMITED,
    quota_max: UNLIMITED,
    quota_renewal_rate: UNLIMITED,
    quota_remaining: UNLIMITED,
    quota_renews: 0,
    enable_detailed_recording: false,
    hmac_enabled: false,
    monitor: { trigger_limits: [] },
    ...members,
  };
}

/** A label without a value is a tag alone, as others write theirs. */
function tagOf([key, value]: readonly [string, string]): string {
  return value === "" ? key : `${key}:${value}`;
}

/** What travels with a credential: labels, the Plan's metadata, and Portico's own members. */
export function newMetadata({ labels, metadata, mark, owner }: Issue, username?: string): JsonRecord {
  return {
    ...labels,
    ...metadata,
    [MARK_MEMBER]: mark,
    ...(owner === null ? {} : { [OWNER_MEMBER]: owner }),
    ...(username === undefined ? {} : { [USER_MEMBER]: username }),
  };
}

/** Unix seconds; −1 for never. */
function expirySeconds(expiresAt: string | null): number {
  return expiresAt === null ? UNLIMITED : Math.floor(Date.parse(expiresAt) / 1000);
}
