import type { Policy } from "../../src/core/policy.ts";
import type { WriteIntent, WriteProposal, WriteStep } from "../../src/core/write.ts";
import type { Connection, Intent } from "../../src/plugin/contract.ts";

const never = new AbortController().signal;

/** The proposal of an intent; the connection must be one that writes. */
export async function proposed(
  connection: Connection,
  intent: Intent,
  signal: AbortSignal = never,
): Promise<WriteProposal> {
  if (connection.prepare === undefined) throw new Error("this connection cannot prepare a write");
  return connection.prepare(intent, signal);
}

/** An intent with the proposal that it led to. */
export type Order = { readonly intent: Intent; readonly proposal: WriteProposal };

/** The steps of applying a proposal, to the last one. `onStep` may act between them. */
export async function applied(
  connection: Connection,
  { intent, proposal }: Order,
  {
    signal = never,
    onStep,
  }: { readonly signal?: AbortSignal; readonly onStep?: (step: WriteStep) => void } = {},
): Promise<readonly WriteStep[]> {
  if (connection.apply === undefined) throw new Error("this connection cannot apply a write");
  const steps: WriteStep[] = [];
  for await (const step of connection.apply(intent, proposal, signal)) {
    steps.push(step);
    onStep?.(step);
  }
  return steps;
}

/** What a write came to: the policy as read back, null when it is gone, and what a deletion gave back. */
export type Written = { readonly policy: Policy | null; readonly removed: string | null };

/** Prepares and applies. */
export async function carriedOut(connection: Connection, intent: WriteIntent): Promise<Written> {
  const steps = await applied(connection, { intent, proposal: await proposed(connection, intent) });
  const last = steps.at(-1);
  if (last?.step !== "written") throw new Error("the write ended without its result");
  return last;
}
