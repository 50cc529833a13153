import { isAppError, type CheckStep, type HttpAnswer } from "../../src/plugin/index.ts";
import { failed, ok } from "../tyk-policy/check-steps.ts";
import { listIn, type Client, type ListAnswer } from "./client.ts";
import { answerError } from "./errors.ts";

const POLICIES = "/api/portal/policies/";
const ID = "policies";

/**
 * Whether the policies can be read, and whether two ways of counting them agree: an answer that is short hides Products
 * and Plans, and says nothing of it. `first` is the first page.
 */
export async function policiesStep(
  client: Client,
  first: HttpAnswer,
  signal: AbortSignal,
): Promise<CheckStep> {
  const error = answerError(first, { path: POLICIES });
  if (error !== null) return failed(ID, error);
  try {
    const counted = await count(client, listIn(first, POLICIES, "Data"), signal);
    // Somebody may have changed policies between the two.
    return judged(isSame(counted) ? counted : await count(client, await page(client, 1, signal), signal));
  } catch (reason) {
    if (!isAppError(reason) || reason.code === "CANCELLED") throw reason;
    return failed(ID, reason);
  }
}

/** How many there are in one answer, and by the pages; null where the Dashboard does not count so. */
type Counted = { readonly whole: number | null; readonly paged: number | null };

async function count(client: Client, first: ListAnswer, signal: AbortSignal): Promise<Counted> {
  const { items, pages } = first;
  const whole = await client.listIfTaken(POLICIES, "Data", { query: { p: "-2" }, signal });
  const last = pages === null || pages <= 1 ? null : await page(client, pages, signal);
  const before = pages === null || last === null ? 0 : (pages - 1) * items.length;
  const paged = pages === null ? null : before + (last ?? first).items.length;
  return { whole: whole === null ? null : whole.items.length, paged };
}

function page(client: Client, number: number, signal: AbortSignal): Promise<ListAnswer> {
  return client.list(POLICIES, "Data", { query: { p: String(number) }, signal });
}

function isSame({ whole, paged }: Counted): boolean {
  return whole === null || paged === null || whole === paged;
}

function judged(counted: Counted): CheckStep {
  const { whole, paged } = counted;
  if (!isSame(counted)) {
    return {
      id: ID,
      outcome: "warn",
      seen: `the list is not whole: ${whole} of the policies in one answer, ${paged} by its pages`,
      advice:
        "What is missing would be hidden at the next synchronization; `portico sync --dry-run` shows it. Look for errors in the Dashboard's log and database, and for caches in front of it.",
    };
  }
  if (whole !== null && paged !== null) {
    return ok(ID, `can be read: ${whole}, in one answer and by its pages`);
  }
  return ok(ID, `can be read: ${whole ?? paged ?? "how many is not told"}`);
}
