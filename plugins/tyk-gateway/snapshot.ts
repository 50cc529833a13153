import type { Snapshot, SnapshotOptions } from "../../src/plugin/index.ts";
import { mapAll } from "../tyk-policy/map-all.ts";
import { mapApi } from "../tyk-policy/map-api.ts";
import { mapPolicy } from "../tyk-policy/map-policy.ts";
import { mcpId } from "../tyk-policy/mcp-id.ts";
import { textOf, type JsonRecord } from "../tyk-policy/record.ts";
import { listIn, type Client } from "./client.ts";
import { effective } from "./effective-state.ts";
import { answerError, organisationMismatch } from "./errors.ts";

export const POLICIES = "/tyk/policies";
export const APIS = "/tyk/apis";
const MCPS = "/tyk/mcps";

/** Where a gateway keeps the immutable id of a policy: `_id` is a database's, and empty for most. */
export const POLICY_IDENTITY = ["id", "_id"] as const;

/**
 * Reads policies, APIs and the ids of MCP proxies concurrently; one that fails ends the others and is thrown. A gateway
 * lists them in another order each time: they come sorted by id. With an `organisation`, only what belongs to it; it
 * throws ORGANISATION_MISMATCH when nothing does, although there is something.
 */
export async function readSnapshot(
  client: Client,
  organisation: string | null,
  { signal, onProgress }: SnapshotOptions,
): Promise<Snapshot> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const reads = [
    client.list(POLICIES, {
      signal: either,
      onProgress: ({ received, total }) => onProgress({ what: "policies", received, total }),
    }),
    client.list(APIS, { signal: either }),
    readMcpIds(client, either),
  ] as const;
  try {
    const [policies, apis, mcpIds] = await Promise.all(reads);
    refuseForeign([...policies, ...apis], organisation);
    const reading = { identity: POLICY_IDENTITY, mcpIds };
    return {
      apis: sorted(await mapAll(owned(apis, organisation), signal, mapApi)),
      policies: sorted(
        await mapAll(owned(policies, organisation), signal, (record) =>
          effective(mapPolicy(record, reading)),
        ),
      ),
    };
  } catch (error) {
    failed.abort();
    await Promise.allSettled(reads);
    throw error;
  }
}

/** The organisations of records, each once; those without one belong to the nameless one. */
export function organisationsOf(records: readonly JsonRecord[]): readonly string[] {
  return [...new Set(records.map((record) => textOf(record["org_id"])))].toSorted();
}

function owned(records: readonly JsonRecord[], organisation: string | null): readonly JsonRecord[] {
  return organisation === null
    ? records
    : records.filter((record) => textOf(record["org_id"]) === organisation);
}

function refuseForeign(records: readonly JsonRecord[], organisation: string | null): void {
  const seen = organisationsOf(records);
  if (organisation === null || seen.length === 0 || seen.includes(organisation)) return;
  throw organisationMismatch(organisation, seen);
}

/** Empty before 5.13 (404). Other failures are thrown: without the ids an MCP policy would pass for a Product. */
async function readMcpIds(client: Client, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const answer = await client.ask(MCPS, { signal });
  if (answer.status === 404 || answer.status === 405) return new Set();
  const error = answerError(answer, { path: MCPS });
  if (error !== null) throw error;
  return new Set(
    listIn(answer, MCPS)
      .map(mcpId)
      .filter((id) => id !== ""),
  );
}

function sorted<Item extends { readonly id: string }>(items: readonly Item[]): readonly Item[] {
  return items.toSorted((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));
}
