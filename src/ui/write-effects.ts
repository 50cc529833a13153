import type { Console } from "../console.ts";
import { isCredentialRequest } from "../core/credential-change.ts";
import type { IssuedSecret } from "../core/credential.ts";
import { isAppError, reportOf } from "../core/errors.ts";
import { isProviderProposal, isProviderRequest } from "../core/provider-edit.ts";
import type { Effect } from "../view/view-state.ts";
import type { WriteAnswer } from "../view/act-write.ts";
import { doneText } from "../view/done-text.ts";
import type { Sealed } from "../view/secret-dialog.ts";
import {
  isAboutCredentials,
  type AnyRequest,
  type Done,
  type Proposal,
  type Wanted,
} from "../view/write-dialog.ts";
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
      const done: Done[] = [];
      let sealed: Sealed | null = null;
      try {
        for (const proposal of inOneBatch(proposals)) {
          const { secret, ...kept } = await carriedOut(console, proposal);
          if (secret !== null) sealed = () => secret;
          done.push(kept);
          answer({ type: "write-progress", run, done: done.length });
        }
      } catch (error) {
        return answer(failure(error, { run, done }));
      }
      answer({ type: "written", run, done, ...(sealed === null ? {} : { secret: sealed }) });
    },
    "change-at-once": async ({ wanted }: Asked<"change-at-once">) => {
      const proposals = await proposed(console, wanted);
      const done: Done[] = [];
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
): Promise<readonly Proposal[]> {
  if (wanted === "undo") return console.proposeUndo(signal);
  const proposals: Proposal[] = [];
  for (const request of wanted) proposals.push(await proposedOne(console, request, signal));
  return proposals;
}

async function proposedOne(console: Console, request: AnyRequest, signal?: AbortSignal): Promise<Proposal> {
  if (isProviderRequest(request)) return console.proposeProvider(request);
  if (!isCredentialRequest(request)) return console.propose(request, signal);
  if (request.op !== "addCertificate") return console.credentials.propose(request, signal);
  const { pemOf } = await import("./pem-file.ts");
  return console.credentials.propose({ ...request, pem: await pemOf(request.pem) }, signal);
}

async function carriedOut(
  console: Console,
  proposal: Proposal,
): Promise<Done & { readonly secret: IssuedSecret | null }> {
  if (isAboutCredentials(proposal)) return console.credentials.carryOut(proposal);
  if (isProviderProposal(proposal)) return { ...(await console.writeProvider(proposal)), secret: null };
  return { ...(await console.carryOut(proposal)), secret: null };
}

/** One key changed them all, and one key undoes them; what was done to credentials or the config is not undone. */
function inOneBatch(proposals: readonly Proposal[]): readonly Proposal[] {
  if (proposals.length < 2) return proposals;
  const batch = crypto.randomUUID();
  return proposals.map((proposal) =>
    isAboutCredentials(proposal) || isProviderProposal(proposal) ? proposal : { ...proposal, batch },
  );
}

type Reached = { readonly run: number; readonly done: readonly Done[] };

/** What was known to be possible is told in the dialog; a fault goes on up. */
function failure(error: unknown, { run, done }: Reached): WriteAnswer {
  if (!isAppError(error)) throw error;
  return { type: "write-failed", run, error: reportOf(error), done };
}
