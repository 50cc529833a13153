import type { Snapshot, SnapshotOptions } from "../../src/plugin/index.ts";
import type { Client } from "./client.ts";
import { answerError, organisationMismatch } from "./errors.ts";
import { mapApi } from "../tyk-policy/map-api.ts";
import { mapPolicy } from "../tyk-policy/map-policy.ts";
import { readEveryPage } from "./pages.ts";
import { POLICY_IDENTITY, readPolicies } from "./read-policies.ts";
import { mcpId } from "../tyk-policy/mcp-id.ts";
import { mapAll } from "../tyk-policy/map-all.ts";
import { listOf, recordOf, textOf } from "../tyk-policy/record.ts";

const EVERYTHING = { p: "-1" };
const MCPS = "/api/mcps";

/** What is known about the organisation: the configured id, and that of the key; null where unknown. */
export type Organisations = { readonly configured: string | null; readonly own: string | null };

/** Reads policies, APIs and the ids of MCP proxies concurrently; one that fails ends the others and is thrown. */
export async function readSnapshot(
  client: Client,
  organisations: Organisations,
  { signal, onProgress }: SnapshotOptions,
): Promise<Snapshot> {
  const failed = new AbortController();
  const options = { signal: AbortSignal.any([signal, failed.signal]) };
  const reads = [
    readPolicies(client, {
      ...options,
      onProgress: ({ received, total }) => onProgress({ what: "policies", received, total }),
    }),
    readApis(client, options.signal),
    readMcpIds(client, options.signal),
  ] as const;
  try {
    const [policies, apis, mcpIds] = await Promise.all(reads);
    checkOrganisation(policies, organisations);
    return {
      apis: await mapAll(apis, signal, mapApi),
      policies: await mapAll(policies, signal, (record) =>
        mapPolicy(record, { identity: POLICY_IDENTITY, mcpIds }),
      ),
    };
  } catch (error) {
    failed.abort();
    await Promise.allSettled(reads);
    throw error;
  }
}

async function readApis(client: Client, signal: AbortSignal): Promise<readonly unknown[]> {
  const { items } = await client.list("/api/apis", "apis", { query: EVERYTHING, signal });
  return items;
}

/**
 * The ids of MCP proxies; empty before 5.13 (404, or the page of the Dashboard's user interface) and for a key
 * without the permission. Other failures are thrown: without the ids an MCP policy would pass for a Product. One that
 * refuses to list them at once (400) is asked page by page.
 */
async function readMcpIds(client: Client, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const answer = await client.ask(MCPS, { query: EVERYTHING, signal });
  if (answer.status === 400)
    return idsOf(
      await readEveryPage({
        what: "MCP proxies",
        read: (page) => client.list(MCPS, "mcps", { signal, query: { p: String(page) } }),
      }),
    );
  const isTrouble = answer.status >= 500 || answer.status === 429;
  const error = isTrouble ? answerError(answer, { path: MCPS }) : null;
  if (error !== null) throw error;
  return idsOf(answer.status === 200 ? listOf(recordOf(answer.json)["mcps"]) : []);
}

function idsOf(list: readonly unknown[]): ReadonlySet<string> {
  return new Set(list.map((document) => mcpId(document)).filter((id) => id !== ""));
}

/** A policy of another organisation means that the key sees more, or other things, than the Provider stands for. */
function checkOrganisation(policies: readonly unknown[], { configured, own }: Organisations): void {
  const expected = configured ?? own;
  if (expected === null) return;
  for (const policy of policies) {
    const actual = textOf(recordOf(policy)["org_id"]);
    if (actual === "" || actual === expected) continue;
    throw organisationMismatch(expected, actual, `the policy "${textOf(recordOf(policy)["name"])}"`);
  }
}
