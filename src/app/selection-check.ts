import { isVisible, type Catalog, type Item, type Skipped } from "../core/catalog.ts";
import { failedBy, passed, type CheckStep } from "../core/check.ts";
import { classify } from "../core/classify.ts";
import { counted } from "../core/counted.ts";
import { isAppError } from "../core/errors.ts";
import type { Policy } from "../core/policy.ts";
import type { ProviderDefinition } from "../core/provider.ts";
import { shellWord } from "../core/shell-word.ts";
import { wantedTags } from "../core/tag-words.ts";
import { namesText } from "../view/names-text.ts";
import type { CheckPorts } from "./check-provider.ts";

/** The id of the step. */
export const SELECTION = "selection";

/** `catalog` is what was read last; null when nothing was. */
type Selecting = { readonly definition: ProviderDefinition; readonly catalog: Catalog | null };

/**
 * How many policies match the tags, what becomes of them, and which are gone since the last reading; read now. Rejects with
 * the signal's reason.
 */
export async function selectionStep(
  { definition, catalog }: Selecting,
  { connect }: Pick<CheckPorts, "connect">,
  signal: AbortSignal,
): Promise<CheckStep> {
  try {
    const connection = await connect(definition.name, signal);
    const { policies } = await connection.snapshot({ signal, onProgress: () => undefined });
    return withGone(judged(policies, definition), goneFrom(catalog, policies), definition);
  } catch (error) {
    signal.throwIfAborted();
    if (!isAppError(error)) throw error;
    return failedBy(SELECTION, error);
  }
}

type Named = Pick<Skipped, "policyId" | "name">;

/** What the last reading had and this one has not: deleted, or no longer shown to this user. */
function goneFrom(catalog: Catalog | null, policies: readonly Policy[]): readonly Named[] {
  if (catalog === null) return [];
  const there = new Set(policies.map(({ id }) => id));
  const items: readonly Item[] = [...catalog.products, ...catalog.plans];
  return [...items.filter(isVisible), ...catalog.skipped].filter(({ policyId }) => !there.has(policyId));
}

function withGone(
  step: CheckStep,
  gone: readonly Named[],
  { name }: Pick<ProviderDefinition, "name">,
): CheckStep {
  if (gone.length === 0) return step;
  const seen = `${step.seen}; gone since the last synchronization: ${namesText(gone)}`;
  const advice =
    step.advice ??
    `If nobody deleted them, the list is short, or they belong to another user now. What would be hidden: portico sync ${shellWord(name)} --dry-run`;
  return { ...step, outcome: step.outcome === "ok" ? "warn" : step.outcome, seen, advice };
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
      ? "all taken, because policyTags names no tag"
      : `${matching.length} with ${wantedTags({ tags, match })}`;
  const total = policies.length === 1 ? "1 policy" : `${policies.length} policies`;
  const seen = `${total}, ${taken}: ${counted(of("product"), "Product")} and ${counted(of("plan"), "Plan")}`;
  if (of("product") + of("plan") > 0) return passed(SELECTION, seen);
  const why = matching.length === 0 ? "Were the tags changed? " : "";
  const advice = `${why}See of each why: portico explain -p ${shellWord(name)}`;
  return { id: SELECTION, outcome: "warn", seen, advice };
}
