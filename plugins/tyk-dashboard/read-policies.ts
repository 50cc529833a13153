import type { Client, GetOptions } from "./client.ts";
import { readPages } from "./pages.ts";

const POLICIES = "/api/portal/policies/";
/** Where a Dashboard keeps the immutable id of a policy. */
export const POLICY_IDENTITY = ["_id"] as const;

/**
 * All policy records in one consistent answer (`p=-2`, trailing slash: the very request of the original portal). Only
 * a Dashboard that refuses it is read page by page, until two readings in a row agree; throws SERVER_ERROR when five
 * do not. A reading is complete, or it throws.
 */
export async function readPolicies(client: Client, options: GetOptions): Promise<readonly unknown[]> {
  const whole = await readWhole(client, options);
  if (whole !== null) return whole;
  const read = (page: number) => client.list(POLICIES, "Data", { ...options, query: { p: String(page) } });
  return readPages({ what: "policies", when: "Sync again when nobody edits policies.", read });
}

async function readWhole(client: Client, options: GetOptions): Promise<readonly unknown[] | null> {
  const answer = await client.listIfTaken(POLICIES, "Data", { ...options, query: { p: "-2" } });
  // More than one page means that this answer was only the first.
  return answer === null || (answer.pages !== null && answer.pages > 1) ? null : answer.items;
}
