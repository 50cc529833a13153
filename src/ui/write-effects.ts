import type { Console } from "../console.ts";
import type { ChangeProposal, ChangeResult } from "../core/change.ts";
import { isAppError, reportOf } from "../core/errors.ts";
import type { Effect } from "../view/view-state.ts";
import type { WriteAnswer } from "../view/act-write.ts";
import { doneText } from "../view/done-text.ts";
import type { Wanted } from "../view/write-dialog.ts";
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
    abandon: ({ run }: Asked<"abandon">) => preparing.get(run)?.abort(),
    "carry-out": async ({ run, proposals }: Asked<"carry-out">) => {
      const done: ChangeResult[] = [];
      try {
        for (const proposal of inOneBatch(proposals)) {
          done.push(await console.carryOut(proposal));
          answer({ type: "write-progress", run, done: done.length });
        }
      } catch (error) {
        return answer(failure(error, { run, done }));
      }
      answer({ type: "written", run, done });
    },
    "change-at-once": async ({ wanted }: Asked<"change-at-once">) => {
      const proposals = await proposed(console, wanted);
      const done: ChangeResult[] = [];
      for (const proposal of inOneBatch(proposals)) done.push(await console.carryOut(proposal));
      const warnings = done.flatMap((result) => result.warnings);
      toast(doneText(done), warnings.length > 0 ? "warn" : "ok");
    },
  };
}

async function proposed(
  console: Console,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<readonly ChangeProposal[]> {
  if (wanted === "undo") return console.proposeUndo(signal);
  const proposals: ChangeProposal[] = [];
  for (const request of wanted) proposals.push(await console.propose(request, signal));
  return proposals;
}

/** One key changed them all, and one key undoes them. */
function inOneBatch(proposals: readonly ChangeProposal[]): readonly ChangeProposal[] {
  if (proposals.length < 2) return proposals;
  const batch = crypto.randomUUID();
  return proposals.map((proposal) => ({ ...proposal, batch }));
}

type Reached = { readonly run: number; readonly done: readonly ChangeResult[] };

/** What was known to be possible is told in the dialog; a fault goes on up. */
function failure(error: unknown, { run, done }: Reached): WriteAnswer {
  if (!isAppError(error)) throw error;
  return { type: "write-failed", run, error: reportOf(error), done };
}
