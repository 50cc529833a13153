import { isDeepStrictEqual } from "node:util";
import { AppError } from "../../src/plugin/index.ts";
import type { Client, GetOptions, ListAnswer } from "./client.ts";

const POLICIES = "/api/portal/policies/";
/** Where a Dashboard keeps the immutable id of a policy. */
export const POLICY_IDENTITY = ["_id"] as const;
const MOST_PAGES = 10_000;
const MOST_READINGS = 5;

/**
 * All policy records in one consistent answer (`p=-2`, trailing slash: the very request of the original portal). Only
 * a Dashboard that refuses it is read page by page, until two readings in a row agree; throws SERVER_ERROR when five
 * do not. A reading is complete, or it throws.
 */
export async function readPolicies(client: Client, options: GetOptions): Promise<readonly unknown[]> {
  const whole = await readWhole(client, options);
  return whole ?? readPages(client, options);
}

async function readWhole(client: Client, options: GetOptions): Promise<readonly unknown[] | null> {
  const answer = await client.listIfTaken(POLICIES, "Data", { ...options, query: { p: "-2" } });
  // More than one page means that this answer was only the first.
  return answer === null || (answer.pages !== null && answer.pages > 1) ? null : answer.items;
}

async function readPages(client: Client, options: GetOptions): Promise<readonly unknown[]> {
  let before: readonly unknown[] | null = null;
  for (let reading = 0; reading < MOST_READINGS; reading += 1) {
    const items = await readEveryPage(client, { path: POLICIES, member: "Data" }, options);
    if (before !== null && isDeepStrictEqual(before, items)) return items;
    before = items;
  }
  throw new AppError(
    "SERVER_ERROR",
    `The policies changed all the time while they were read page by page (${MOST_READINGS} readings, no two alike).`,
    { hint: "Sync again when nobody edits policies." },
  );
}

/** A list page by page, once: it may have changed meanwhile. Throws for everything that is no such list. */
export async function readEveryPage(
  client: Client,
  { path, member }: { readonly path: string; readonly member: string },
  options: GetOptions,
): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer: ListAnswer = await client.list(path, member, {
      ...options,
      query: { p: String(page) },
    });
    items.push(...answer.items);
    const isLast = answer.pages !== null && answer.pages > 0 && page >= answer.pages;
    if (answer.items.length === 0 || isLast) return items;
  }
  throw new AppError("SERVER_ERROR", `The Dashboard answered more than ${MOST_PAGES} pages of ${path}.`, {
    hint: "It seems to repeat pages. Look at the Dashboard's log.",
  });
}
