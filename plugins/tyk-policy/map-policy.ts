import {
  AppError,
  excerpt,
  secondsPeriod,
  type Grant,
  type Limit,
  type Policy,
} from "../../src/plugin/index.ts";
import { isRecord, listOf, positiveOf, recordOf, textOf, textsOf, type JsonRecord } from "./record.ts";

/** Members of an access right that only a grant to an MCP proxy fills (from 5.13 on). */
const MCP_MEMBERS = [
  "json_rpc_methods",
  "json_rpc_methods_access_rights",
  "mcp_primitives",
  "mcp_access_rights",
];

/**
 * How records are read: `identity` are the members that may hold the immutable id, the first one that is filled does
 * (`_id` at a Dashboard, `id` at a gateway); `mcpIds` are the ids of MCP proxies.
 */
export type PolicyReading = {
  readonly identity: readonly [string, ...string[]];
  readonly mcpIds: ReadonlySet<string>;
};

/**
 * A policy of the wire as Portico's. Throws MALFORMED for a record without an immutable identity; every other oddity is
 * read for what it means:
 * - the id that keys name is `id`, or `_id` where that is empty (before 5.11);
 * - `state` rules; records from before 3.0 have only `active` and `is_inactive`;
 * - −1 and 0 mean unlimited, or never; times are seconds; a renewal of −1 or 0 never renews;
 * - null lists and maps are empty ones; `versions` of nothing is the `Default` one;
 * - very old access rights are spelled `apiid` and `apiname`.
 */
export function mapPolicy(record: JsonRecord, { identity, mcpIds }: PolicyReading): Policy {
  const id = textOf(...identity.map((member) => record[member]));
  if (id === "") {
    throw new AppError(
      "MALFORMED",
      `A policy (name "${excerpt(textOf(record["name"]))}") came without its ${identity[0]}.`,
      {
        hint: "Look at what the Provider has stored; nothing of this reading was used.",
      },
    );
  }
  const rights = accessRights(record);
  const partitions = recordOf(record["partitions"]);
  return {
    id,
    reference: textOf(record["id"], id),
    name: textOf(record["name"], id),
    tags: textsOf(record["tags"]),
    state: stateOf(record),
    controls: {
      access: partitions["acl"] === true,
      rate: partitions["rate_limit"] === true,
      quota: partitions["quota"] === true,
      perApi: partitions["per_api"] === true,
      complexity: partitions["complexity"] === true,
    },
    apis: rights.map(({ grant }) => grant),
    rate: rateOf(record),
    quota: quotaOf(record),
    keyLifetime: periodOf(record["key_expires_in"]),
    metadata: recordOf(record["meta_data"]),
    excluded: mcpExclusion(rights, mcpIds),
    raw: record,
  };
}

type AccessRight = { readonly grant: Grant; readonly record: JsonRecord };

function accessRights(record: JsonRecord): readonly AccessRight[] {
  const map = record["access_rights"];
  const entries = isRecord(map)
    ? Object.entries(map)
    : listOf(record["access_rights_array"]).map((value): [string, unknown] => ["", value]);
  const byId = new Map<string, AccessRight>();
  for (const [key, value] of entries) {
    const right = recordOf(value);
    const id = grantedId(right, key);
    if (id !== "" && !byId.has(id)) byId.set(id, { grant: grantOf(id, right), record: right });
  }
  return [...byId.values()];
}

/** The API that an access right is about; `key` is its key in the map, empty in a list. */
export function grantedId(value: unknown, key: string): string {
  const right = recordOf(value);
  return textOf(right["api_id"], right["apiid"], key);
}

function grantOf(id: string, right: JsonRecord): Grant {
  const versions = textsOf(right["versions"]);
  return {
    id,
    name: textOf(right["api_name"], right["apiname"]),
    versions: versions.length === 0 ? ["Default"] : versions,
    ...(NARROWING.some((name) => isFilled(right[name])) ? { narrowed: true as const } : {}),
  };
}

/** Members of an access right that leave out a part of the API: endpoints, GraphQL types and fields. */
const NARROWING = ["allowed_urls", "restricted_types", "allowed_types", "field_access_rights"];

function stateOf(record: JsonRecord): Policy["state"] {
  switch (record["state"]) {
    case "active":
      return "active";
    case "draft":
      return "draft";
    case "deny":
      return "denied";
    default:
      return record["is_inactive"] === true ? "denied" : record["active"] === false ? "draft" : "active";
  }
}

function rateOf(record: JsonRecord): Limit | null {
  const count = positiveOf(record["rate"]);
  const per = periodOf(record["per"]);
  return count === null || per === null ? null : { count, per };
}

function quotaOf(record: JsonRecord): Limit | null {
  const count = positiveOf(record["quota_max"]);
  if (count === null) return null;
  return { count, per: periodOf(record["quota_renewal_rate"]) ?? { every: 1, unit: "forever" } };
}

function periodOf(seconds: unknown): Limit["per"] | null {
  const count = positiveOf(seconds);
  return count === null ? null : secondsPeriod(count);
}

function mcpExclusion(rights: readonly AccessRight[], mcpIds: ReadonlySet<string>): Policy["excluded"] {
  const mcp = rights.find(
    ({ grant, record }) => mcpIds.has(grant.id) || MCP_MEMBERS.some((name) => isFilled(record[name])),
  );
  if (mcp === undefined) return null;
  const { id, name } = mcp.grant;
  return { reason: "mcp", detail: `It grants access to the MCP proxy ${name === "" ? id : name}.` };
}

/** True when there is anything in it at all: lists inside of objects count, empty ones do not. */
function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isRecord(value) && Object.values(value).some(isFilled);
}
