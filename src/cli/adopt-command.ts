import { AppError } from "../core/errors.ts";
import type { Explanation } from "../core/explain.ts";
import { excerpt } from "../core/plain-text.ts";
import { carryOut, plannedFor } from "./carry-out.ts";
import type { ChangeFlags } from "./change-intent.ts";
import { printWarnings, type Session } from "./session.ts";

/**
 * Gives a policy the tags that it lacks to be selected: proposes, shows, asks and carries out. Resolves to the exit
 * code. Throws UNKNOWN_ITEM or NAME_AMBIGUOUS, and CANNOT_WRITE for one that lacks something else.
 */
export async function runAdopt(
  explanations: readonly Explanation[],
  { policy, flags }: { readonly policy: string; readonly flags: ChangeFlags },
  session: Session,
): Promise<number> {
  const { io } = session;
  printWarnings(session, io.console.state());
  const { adoption } = soleExplanation(explanations, policy);
  const proposal = await io.console.propose(adoption, io.signal);
  return carryOut([plannedFor(proposal, session)], flags, session);
}

type Adoptable = Explanation & { readonly adoption: NonNullable<Explanation["adoption"]> };

function soleExplanation(explanations: readonly Explanation[], policy: string): Adoptable {
  const found = explanations.filter(({ policyId }) => policyId !== null);
  const [first] = found;
  if (first === undefined) {
    throw new AppError("UNKNOWN_ITEM", `No policy is called "${excerpt(policy)}".`, {
      hint: "List those that were skipped with: portico get skipped",
    });
  }
  if (found.length > 1) {
    throw new AppError("NAME_AMBIGUOUS", `"${excerpt(policy)}" fits ${found.length} policies.`, {
      hint: `Use the policy id: ${found.map(({ policyId }) => excerpt(policyId ?? "")).join(", ")}.`,
    });
  }
  if (isAdoptable(first)) return first;
  throw new AppError("CANNOT_WRITE", `No tag helps "${excerpt(first.name)}": ${OUTCOMES[first.outcome]}.`, {
    hint: first.advice,
  });
}

const OUTCOMES: Readonly<Record<Explanation["outcome"], string>> = {
  product: "it is a Product already",
  plan: "it is a Plan already",
  skipped: "it would be skipped all the same",
  missing: "the Provider does not return it",
};

function isAdoptable(explanation: Explanation): explanation is Adoptable {
  return explanation.adoption !== null;
}
