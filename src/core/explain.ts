import { isVisible, type Catalog, type Item } from "./catalog.ts";
import { skipAdvice } from "./classify.ts";
import {
  apisStep,
  authStep,
  controlsStep,
  foundStep,
  providerStep,
  shownStep,
  stateStep,
  tagsStep,
  visibleStep,
  kindStep,
  type ExplainStep,
  type IdentifiedStep,
  type Outcome,
  type PolicyTrace,
  type TellTime,
} from "./explain-steps.ts";
import { adoptionOf } from "./adoption.ts";
import type { Adoption } from "./change.ts";
import { nearestPolicies } from "./nearest-policies.ts";
import { nothingShown } from "./nothing-shown.ts";
import { excerpt } from "./plain-text.ts";
import type { ProviderDefinition, ProviderStatus } from "./provider.ts";
import { shellWord } from "./shell-word.ts";

export type { ExplainStep } from "./explain-steps.ts";

export type ExplainInput = {
  readonly definition: ProviderDefinition;
  readonly status: ProviderStatus;
  /** Null before the first catalog. */
  readonly catalog: Catalog | null;
  /** A policy id, reference, name or display name; null explains everything that is skipped or hidden. */
  readonly query: string | null;
  readonly tellTime: TellTime;
};

/**
 * Why a policy is, or is not, on show. `outcome` is `missing` when the Provider does not return it. Steps are in the
 * order in which a policy passes them; `advice` is one sentence on what to do next.
 */
export type Explanation = {
  readonly provider: string;
  readonly policyId: string | null;
  readonly name: string;
  readonly outcome: Outcome;
  readonly steps: readonly ExplainStep[];
  readonly advice: string;
  /** The change that gives the policy the tags that it lacks; null where that is not all that it lacks. */
  readonly adoption: Adoption | null;
  /** Whether that change is what is advised. */
  readonly advisesAdoption: boolean;
};

/**
 * Explains one policy, or with a null query all that are skipped or hidden, ordered by name. A query that matches
 * nothing yields one `missing` explanation; one that names several policies yields one for each. An id or a name in
 * the exact spelling wins over one that differs in case.
 */
export function explain(input: ExplainInput): readonly Explanation[] {
  const traces = tracesOf(input.catalog);
  if (input.query === null) {
    const unseen = traces.filter((trace) => shownItem(trace) === null);
    return unseen.map((trace) => explanation(input, trace)).toSorted(byName);
  }
  const found = matching(traces, input.query);
  if (found.length === 0) return [unknownPolicy(input, traces, input.query)];
  return found.map((trace) => explanation(input, trace)).toSorted(byName);
}

function tracesOf(catalog: Catalog | null): readonly PolicyTrace[] {
  const traces = new Map<string, PolicyTrace>();
  const add = (policyId: string, part: Partial<PolicyTrace>): void => {
    const before = traces.get(policyId) ?? { policyId, product: null, plan: null, skipped: null };
    traces.set(policyId, { ...before, ...part });
  };
  for (const product of catalog?.products ?? []) add(product.policyId, { product });
  for (const plan of catalog?.plans ?? []) add(plan.policyId, { plan });
  for (const skipped of catalog?.skipped ?? []) add(skipped.policyId, { skipped });
  return [...traces.values()];
}

function matching(traces: readonly PolicyTrace[], query: string): readonly PolicyTrace[] {
  const byId = traces.filter((trace) => trace.policyId === query);
  if (byId.length > 0) return byId;
  const exact = traces.filter((trace) => labelsOf(trace).includes(query));
  if (exact.length > 0) return exact;
  const wanted = query.toLowerCase();
  return traces.filter((trace) =>
    [trace.policyId, ...labelsOf(trace)].some((label) => label.toLowerCase() === wanted),
  );
}

function labelsOf(trace: PolicyTrace): readonly string[] {
  const labels: string[] = [];
  for (const part of [trace.product, trace.plan, trace.skipped]) {
    if (part !== null) labels.push(part.referenceId, part.name);
  }
  for (const item of [trace.product, trace.plan]) {
    if (item !== null && item.displayName !== null) labels.push(item.displayName);
  }
  return labels;
}

/** The Product or Plan that is on show, if any. */
function shownItem(trace: PolicyTrace): Item | null {
  if (trace.product !== null && isVisible(trace.product)) return trace.product;
  if (trace.plan !== null && isVisible(trace.plan)) return trace.plan;
  return null;
}

function outcomeOf(trace: PolicyTrace): Outcome {
  if (trace.product !== null && isVisible(trace.product)) return "product";
  if (trace.plan !== null && isVisible(trace.plan)) return "plan";
  return trace.skipped === null ? "missing" : "skipped";
}

function nameOf(trace: PolicyTrace): string {
  const item = shownItem(trace) ?? trace.skipped ?? trace.product ?? trace.plan;
  return item?.name ?? trace.policyId;
}

function explanation(input: ExplainInput, trace: PolicyTrace): Explanation {
  const outcome = outcomeOf(trace);
  const apis = input.catalog?.apis ?? [];
  const product = outcome === "product" ? trace.product : null;
  const steps = [
    providerStep(input, input.tellTime),
    foundStep(trace, outcome, input.status),
    visibleStep(outcome, input.status),
    ...tagsStep(trace, input.definition, outcome),
    ...kindStep(trace, outcome, apis),
    ...controlsStep(trace, outcome),
    ...stateStep(stateOf(trace, outcome)),
    ...(product === null ? [] : [apisStep(product, apis), authStep(product, apis)]),
    shownStep(trace, outcome, input.tellTime),
  ];
  const general = generalAdvice(input, trace, outcome);
  const adoption = trace.skipped === null ? null : adoptionOf(trace.skipped, input.definition);
  return {
    provider: input.definition.name,
    policyId: trace.policyId,
    name: nameOf(trace),
    outcome,
    steps: steps.map(({ question, answer, ok }) => ({ question, answer, ok })),
    advice: general ?? adviceFor({ input, trace, outcome, steps }),
    adoption,
    advisesAdoption: general === null && adoption !== null,
  };
}

function stateOf(trace: PolicyTrace, outcome: Outcome): Item["policyState"] | null {
  if (outcome === "skipped") return trace.skipped?.policyState ?? null;
  return shownItem(trace)?.policyState ?? null;
}

type AdviceContext = {
  readonly input: ExplainInput;
  readonly trace: PolicyTrace;
  readonly outcome: Outcome;
  readonly steps: readonly IdentifiedStep[];
};

/** What is no matter of this policy, and comes first: the Provider, or that nothing at all is on show. */
function generalAdvice(input: ExplainInput, { skipped }: PolicyTrace, outcome: Outcome): string | null {
  const provider = providerAdvice(input);
  if (provider !== null) return provider;
  const isConcerned = outcome === "missing" || skipped?.reason === "no-matching-tag";
  return isConcerned ? nothingShown(input.catalog, input.definition) : null;
}

function adviceFor({ input, trace, outcome, steps }: AdviceContext): string {
  if (outcome === "skipped") return skippedAdvice(trace, input);
  if (outcome === "missing") {
    return `If nobody deleted the policy, look whether its owner or the permissions changed, with: portico check ${shellWord(input.definition.name)} (what was set here comes back with it).`;
  }
  const failed = steps.find((step) => step.ok === false);
  return failed === undefined ? shownAdvice(trace, input) : repair(failed);
}

function skippedAdvice({ skipped }: PolicyTrace, { definition }: ExplainInput): string {
  if (skipped?.withTags?.outcome === "skipped")
    return "Leave it, or split the policy at the Provider so that it controls one part only, then tag that.";
  const { policyTags: tags, policyTagMatch: match } = definition;
  return skipAdvice(skipped?.reason ?? "", { tags, match });
}

function repair(step: IdentifiedStep): string {
  if (step.id === "state") return "Set the policy to active at the Provider, then sync.";
  if (step.id === "apis")
    return "Take the unknown APIs out of the policy, or create them at the Provider; if they are MCP servers, take the policy out of the selection.";
  if (step.id === "auth") return "Split the policy by auth method, so that one credential serves every API.";
  return "Sync the Provider and look again.";
}

function shownAdvice({ product, plan }: PolicyTrace, { definition }: ExplainInput): string {
  const kind = product !== null && isVisible(product) ? "product" : "plan";
  const item = kind === "product" ? product : plan;
  if (item === null || item.published) return "Nothing to do: it is on show and published.";
  const command = `portico publish ${kind} -p ${shellWord(definition.name)} ${shellWord(item.policyId)}`;
  return `It is on show, but not published yet; consumers see it after: ${command}`;
}

function providerAdvice({ definition, status }: ExplainInput): string | null {
  if (!definition.enabled) return `Set "enabled: true" for ${definition.name} in the config.`;
  if (status.state === "down")
    return status.error?.hint ?? `Find out why ${definition.name} is down, then sync.`;
  if (status.state === "unknown") return `Synchronize ${definition.name} first.`;
  if (status.held !== null)
    return `Look whether ${definition.name} really has no policies; if so, accept it: portico sync ${shellWord(definition.name)} --force`;
  return null;
}

function unknownPolicy(input: ExplainInput, traces: readonly PolicyTrace[], query: string): Explanation {
  const names = nearestPolicies(input.catalog, query).map((name) => `"${excerpt(name)}"`);
  const { question, answer, ok } = providerStep(input, input.tellTime);
  const advice = "Check the spelling, the organisation of the Provider, and that its user may read policies.";
  return {
    provider: input.definition.name,
    policyId: null,
    name: query,
    outcome: "missing",
    steps: [
      { question, answer, ok },
      { question: "Was it found at the Provider?", ...notFound(input, traces, query) },
    ],
    adoption: null,
    advisesAdoption: false,
    advice:
      unknownAdvice(input, traces) ?? (names.length > 0 ? `Did you mean ${names.join(" or ")}?` : advice),
  };
}

function notFound(
  { catalog }: ExplainInput,
  traces: readonly PolicyTrace[],
  query: string,
): Pick<ExplainStep, "answer" | "ok"> {
  if (catalog === null) return { answer: "Not known: nothing has been read yet.", ok: null };
  const among = traces.length === 0 ? "there are none" : `there are ${traces.length} others`;
  return { answer: `No: none has the id, reference or name "${excerpt(query)}"; ${among}.`, ok: false };
}

/** When nothing is known at all, it is no matter of spelling. */
function unknownAdvice(input: ExplainInput, traces: readonly PolicyTrace[]): string | null {
  const provider = providerAdvice(input);
  return provider ?? (traces.length === 0 ? nothingShown(input.catalog, input.definition) : null);
}

function byName(a: Explanation, b: Explanation): number {
  if (a.name === b.name) return (a.policyId ?? "") < (b.policyId ?? "") ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
