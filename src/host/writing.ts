import { AppError, isAppError, type ErrorCode } from "../core/errors.ts";
import type { WriteProposal, WriteStep } from "../core/write.ts";
import type { Connection, Intent } from "../plugin/contract.ts";
import type { Border } from "./border.ts";
import type { Guard } from "./guard.ts";

const MOST_STEPS = 1_000;

/** Errors by which nobody says what became of a request that was on its way. */
const SILENT: ReadonlySet<ErrorCode> = new Set([
  "CANCELLED",
  "PLUGIN_TIMEOUT",
  "PLUGIN_FAILED",
  "PLUGIN_RUBBISH",
]);

type Parts = {
  readonly plugin: { readonly adapter: string };
  readonly guard: Guard;
  readonly border: Border;
  readonly log: (line: string) => void;
};

/**
 * The writing side of a connection, guarded; nothing where the adapter has none. Once a request has been sent, a
 * cancellation, a silence or a fault of the adapter is OUTCOME_UNKNOWN, and after an answer every error is: none of
 * them may pass for "nothing was written".
 */
export function guardedWriting(inner: Connection, parts: Parts): Pick<Connection, "prepare" | "apply"> {
  if (inner.prepare === undefined || inner.apply === undefined) return {};
  const { guard, border } = parts;

  async function prepare(intent: Intent, signal: AbortSignal): Promise<WriteProposal> {
    const call = guard.begin("prepare", signal);
    try {
      return await call.run(async () => border.writeProposal(await inner.prepare?.(intent, call.signal)));
    } finally {
      call.end();
    }
  }

  const apply: NonNullable<Connection["apply"]> = (intent, proposal, signal) =>
    applySteps(parts, signal, (given) => iteratorOf(inner.apply?.(intent, proposal, given)));
  return { prepare, apply };
}

type Start = (signal: AbortSignal) => AsyncIterator<unknown>;

function iteratorOf(steps: AsyncIterable<unknown> | undefined): AsyncIterator<unknown> {
  if (steps === undefined) throw new Error("there is nothing to iterate over");
  return steps[Symbol.asyncIterator]();
}

async function* applySteps(parts: Parts, signal: AbortSignal, start: Start): AsyncGenerator<WriteStep> {
  const { guard, border } = parts;
  const call = guard.begin("apply", signal);
  let iterator: AsyncIterator<unknown> | null = null;
  let stage: Stage = "before";
  try {
    for (let count = 0; count < MOST_STEPS; count += 1) {
      const step = await call.run(async () => {
        iterator ??= start(call.signal);
        const { value, done } = await iterator.next();
        if (done === true) throw endedEarly(parts);
        return border.writeStep(value);
      });
      guard.beat();
      if (step.step === "sent" || step.step === "answered") stage = step.step;
      yield step;
      if (stage !== step.step) return;
    }
    throw endedEarly(parts);
  } catch (error) {
    throw afterwards(error, stage);
  } finally {
    call.end();
    endIteration(iterator, parts);
  }
}

/** How far a write came when it failed. */
type Stage = "before" | "sent" | "answered";

function afterwards(error: unknown, stage: Stage): unknown {
  if (!isAppError(error) || error.code === "OUTCOME_UNKNOWN" || stage === "before") return error;
  if (stage === "sent" && !SILENT.has(error.code)) return error;
  const what =
    stage === "sent"
      ? "The request was on its way, and nothing says whether it took effect"
      : "It was written, but what is there now could not be read back";
  return new AppError("OUTCOME_UNKNOWN", `${what}: ${error.message}`, {
    hint: "The next sync shows what became of it. Do not repeat it before.",
    cause: error,
  });
}

function endedEarly({ plugin }: Parts): AppError {
  return new AppError("PLUGIN_RUBBISH", `The adapter ${plugin.adapter} ended a write without its result.`, {
    hint: "This is a fault of the plugin; its author needs this message.",
  });
}

/** Not waited for: an adapter that hangs here hangs alone. */
function endIteration(iterator: AsyncIterator<unknown> | null, { log }: Parts): void {
  iterator?.return?.().catch((error: unknown) => log(`ending a write failed: ${String(error)}`));
}
