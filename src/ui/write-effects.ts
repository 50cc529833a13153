import type { Console } from "../console.ts";
import { isAppError, reportOf } from "../core/errors.ts";
import { isProviderProposal, isProviderRequest } from "../core/provider-edit.ts";
import type { Effect } from "../view/view-state.ts";
import type { WriteAnswer } from "../view/act-write.ts";
import { doneText } from "../view/done-text.ts";
import type { AnyProposal, AnyResult, Wanted } from "../view/write-dialog.ts";
import type { EffectPorts, Toast } from "./effects.ts";

type Asked<T extends Effect["type"]> = Extract<Effect, { type: T }>;

/** Proposes and carries out changes; what comes of it goes back into the machine, under the number of the change. */
export function writePerformers(
  { console, machine }: Pick<EffectPorts, "console" | "machine">,
  toast: Toast,
) {
  const preparing = new Map<number, AbortController>();
  const answer = (given: WriteAnswer): void => machine().happen({ type: "answer", answer: given });

  async function propose({ run, wanted }: Asked<"propose">): Promise<void> {
    const given = new AbortController();
    preparing.set(run, given);
    try {
      const proposals = await proposed(console, wanted, given.signal);
      answer({ type: "proposed", run, proposals });
    } catch (error) {
      if (given.signal.aborted) return;
      answer(failure(error, { run, done: [] }));
    } finally {
      preparing.delete(run);
    }
  }

  return {
    propose,
    "test-provider": async ({ run, request }: Asked<"test-provider">) => {
      const given = new AbortController();
      preparing.set(run, given);
      try {
        const test = await console.testProvider(request, given.signal);
        machine().happen({ type: "provider-tested", run, result: { step: "done", test } });
      } catch (error) {
        if (!isAppError(error)) throw error;
        const result = { step: "failed", error: reportOf(error) } as const;
        machine().happen({ type: "provider-tested", run, result });
      } finally {
        preparing.delete(run);
      }
    },
    abandon: ({ run }: Asked<"abandon">) => preparing.get(run)?.abort(),
    "carry-out": async ({ run, proposals }: Asked<"carry-out">) => {
      const done: AnyResult[] = [];
      try {
        for (const proposal of inOneBatch(proposals)) {
          done.push(await carriedOut(console, proposal));
          answer({ type: "write-progress", run, done: done.length });
        }
      } catch (error) {
        return answer(failure(error, { run, done }));
      }
      answer({ type: "written", run, done });
    },
    "change-at-once": async ({ wanted }: Asked<"change-at-once">) => {
      const proposals = await proposed(console, wanted);
      const done: AnyResult[] = [];
      for (const proposal of inOneBatch(proposals)) done.push(await carriedOut(console, proposal));
      const warnings = done.flatMap((result) => result.warnings);
      toast(doneText(done), warnings.length > 0 ? "warn" : "ok");
    },
  };
}

async function proposed(
  console: Console,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<readonly AnyProposal[]> {
  if (wanted === "undo") return console.proposeUndo(signal);
  const proposals: AnyProposal[] = [];
  for (const request of wanted) {
    proposals.push(
      await (isProviderRequest(request)
        ? console.proposeProvider(request)
        : console.propose(request, signal)),
    );
  }
  return proposals;
}

/** One key changed them all, and one key undoes them. */
function inOneBatch(proposals: readonly AnyProposal[]): readonly AnyProposal[] {
  if (proposals.length < 2) return proposals;
  const batch = crypto.randomUUID();
  return proposals.map((proposal) => (isProviderProposal(proposal) ? proposal : { ...proposal, batch }));
}

async function carriedOut(console: Console, proposal: AnyProposal): Promise<AnyResult> {
  return isProviderProposal(proposal) ? console.writeProvider(proposal) : console.carryOut(proposal);
}

type Reached = { readonly run: number; readonly done: readonly AnyResult[] };

/** What was known to be possible is told in the dialog; a fault goes on up. */
function failure(error: unknown, { run, done }: Reached): WriteAnswer {
  if (!isAppError(error)) throw error;
  return { type: "write-failed", run, error: reportOf(error), done };
}
