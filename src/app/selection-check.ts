import { failedBy, passed, type CheckStep } from "../core/check.ts";
import { classify } from "../core/classify.ts";
import { counted } from "../core/counted.ts";
import { isAppError } from "../core/errors.ts";
import type { Policy } from "../core/policy.ts";
import type { ProviderDefinition } from "../core/provider.ts";
import { shellWord } from "../core/shell-word.ts";
import type { CheckPorts } from "./check-provider.ts";

/** The id of the step. */
export const SELECTION = "selection";

/** How many policies match the tags, and what becomes of them; read now. Rejects with the signal's reason. */
export async function selectionStep(
  definition: ProviderDefinition,
  { connect }: Pick<CheckPorts, "connect">,
  signal: AbortSignal,
): Promise<CheckStep> {
  try {
    const connection = await connect(definition.name, signal);
    const { policies } = await connection.snapshot({ signal, onProgress: () => undefined });
    return judged(policies, definition);
  } catch (error) {
    signal.throwIfAborted();
    if (!isAppError(error)) throw error;
    return failedBy(SELECTION, error);
  }
}

function judged(policies: readonly Policy[], definition: ProviderDefinition): CheckStep {
  if (policies.length === 0) {
    const advice =
      "If there should be some: are they in another organisation, owned by other users, or is a permission missing?";
    return { id: SELECTION, outcome: "warn", seen: "there are no policies that this user sees", advice };
  }
  const { name, policyTags: tags, policyTagMatch: match } = definition;
  const outcomes = policies.map((policy) => classify(policy, { tags, match }));
  const matching = outcomes.filter((one) => one.outcome !== "skipped" || one.reason !== "no-matching-tag");
  const of = (kind: "product" | "plan"): number => matching.filter(({ outcome }) => outcome === kind).length;
  const taken =
    tags.length === 0
      ? "all of them taken, for no tags are asked for"
      : `${matching.length} with ${tags.join(match === "all" ? " and " : " or ")}`;
  const total = policies.length === 1 ? "1 policy" : `${policies.length} policies`;
  const seen = `${total}, ${taken}: ${counted(of("product"), "Product")} and ${counted(of("plan"), "Plan")}`;
  if (of("product") + of("plan") > 0) return passed(SELECTION, seen);
  const why = matching.length === 0 ? "Were the tags changed? " : "";
  const advice = `${why}See of each why: portico explain -p ${shellWord(name)}`;
  return { id: SELECTION, outcome: "warn", seen, advice };
}
