import type { ChangeProposal, ChangeResult } from "../core/change.ts";
import { AppError } from "../core/errors.ts";
import { configured, type ChangePorts } from "./change-ports.ts";
import { resultOf } from "./finish-change.ts";
import { untilAborted } from "./until-aborted.ts";

/** Marks what a reading has found out, and has told in the history. */
export class SettledError extends Error {}

/** Nothing is read of a Provider that has left the config meanwhile. */
async function readAnew(provider: string, ports: ChangePorts): Promise<void> {
  const definition = configured(provider, ports);
  if (definition !== null) await ports.settle(definition);
}

/** It may be on its way still: it stays pending, and later readings look for it. */
function notSeenYet({ title }: ChangeProposal, error: AppError): AppError {
  return new AppError("OUTCOME_UNKNOWN", `${title}: ${error.message}`, {
    cause: error,
    hint: "It may still take effect: synchronizations of the next 5 minutes look for it and keep what was typed. Doing it again is safe.",
  });
}

/** Reads the Provider anew when no answer came, and says what became of the change. */
export async function settledNow(
  id: string,
  { proposal, error }: { readonly proposal: ChangeProposal; readonly error: AppError },
  { ports, signal }: { readonly ports: ChangePorts; readonly signal: AbortSignal },
): Promise<ChangeResult> {
  const { provider } = proposal.request;
  const { store } = ports;
  const before = await store.readCatalog(provider);
  await untilAborted(readAnew(provider, ports), signal);
  const left = await store.readPending();
  if (left.some((pending) => pending.id === id)) throw notSeenYet(proposal, error);
  const after = await store.readCatalog(provider);
  const write = after?.recentWrites.find((one) => one.id === id);
  if (after !== null && write !== undefined) {
    const result = resultOf({ proposal, policyId: write.policyId, before, after });
    return {
      ...result,
      warnings: [...result.warnings, `${error.message} Reading it anew shows that it took effect.`],
    };
  }
  const cause = new SettledError(error.message, { cause: error });
  throw new AppError("CONNECTION_LOST", `${proposal.title} did not take effect: ${error.message}`, {
    cause,
    hint: "Nothing was changed; the Provider was read anew to be sure. Try again.",
  });
}
