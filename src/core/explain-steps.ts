import { authText, type Api } from "./api.ts";
import { isVisible, type Item, type Skipped } from "./catalog.ts";
import { hasSelectedTags } from "./classify.ts";
import { counted } from "./counted.ts";
import { lifetimeText, limitText } from "./period.ts";
import type { Plan } from "./plan.ts";
import type { Product } from "./product.ts";
import type { ProviderDefinition, ProviderStatus } from "./provider.ts";
import { authConflict } from "./rules.ts";
import { tagWords, wantedTags } from "./tag-words.ts";

/** One question a policy has to pass. `ok` is null where the answer is neither good nor bad, or not known. */
export type ExplainStep = {
  readonly question: string;
  readonly answer: string;
  readonly ok: boolean | null;
};

/** A step that can be told from the others, so that advice can be given on it. */
export type IdentifiedStep = ExplainStep & {
  readonly id:
    | "provider"
    | "found"
    | "visible"
    | "tags"
    | "kind"
    | "controls"
    | "state"
    | "apis"
    | "auth"
    | "shown";
};

/** What became of a policy; `missing` when the Provider does not return it. */
export type Outcome = "product" | "plan" | "skipped" | "missing";

/** What is known of one policy: at most one of each. A policy can be skipped now and have been a Product before. */
export type PolicyTrace = {
  readonly policyId: string;
  readonly product: Product | null;
  readonly plan: Plan | null;
  readonly skipped: Skipped | null;
};

/** How an ISO instant is told, so that it completes "last synchronized …" and "hidden …": `2m ago`. */
export type TellTime = (instant: string) => string;

type Standing = { readonly definition: ProviderDefinition; readonly status: ProviderStatus };

/** Is the Provider up, and when was it last read? */
export function providerStep({ definition, status }: Standing, tellTime: TellTime): IdentifiedStep {
  const base = { id: "provider", question: "Is the Provider up?" } as const;
  const last =
    status.lastSuccessAt === null
      ? "never synchronized"
      : `last synchronized ${tellTime(status.lastSuccessAt)}`;
  if (!definition.enabled) return { ...base, answer: `Disabled in the config; ${last}.`, ok: false };
  if (status.state === "unknown")
    return { ...base, answer: "Not known: it was never synchronized.", ok: null };
  if (status.state === "down") {
    const message = asSentence(status.error?.message ?? "the last attempt failed");
    return { ...base, answer: `No: ${message} It was ${last}.`, ok: false };
  }
  if (status.held !== null) {
    const { products, plans } = status.held;
    const answer = `Yes, but it returned no policies: ${counted(products, "Product")} and ${counted(plans, "Plan")} are kept until you decide.`;
    return { ...base, answer, ok: null };
  }
  return { ...base, answer: `Yes, ${last}.`, ok: true };
}

/** Messages end with a full stop, or not. */
function asSentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

/** Does the Provider return the policy? Of a reading that is held back nothing is known. */
export function foundStep(trace: PolicyTrace, outcome: Outcome, { held }: Held): IdentifiedStep {
  const base = { id: "found", question: "Was it found at the Provider?" } as const;
  if (held !== null && outcome !== "missing") {
    const answer = `Not by the last reading; policy ${trace.policyId} is kept as it was read before.`;
    return { ...base, answer, ok: null };
  }
  if (outcome === "missing") return { ...base, answer: "No: the Provider no longer returns it.", ok: false };
  return { ...base, answer: `Yes, as policy ${trace.policyId}.`, ok: true };
}

type Held = Pick<ProviderStatus, "held">;

/** Is it there for the user behind the secret? What is not returned may be hidden from it. */
export function visibleStep(outcome: Outcome, { held }: Held): IdentifiedStep {
  const base = { id: "visible", question: "Is it visible to this user?" } as const;
  if (outcome !== "missing" && held === null) return { ...base, answer: "Yes: it was returned.", ok: true };
  const answer =
    "Not known: what is not returned may be deleted, owned by other users, or in another organisation.";
  return { ...base, answer, ok: null };
}

/** Is it about ordinary APIs? Nothing to say about what was not looked at. */
export function kindStep(
  { skipped, product }: PolicyTrace,
  outcome: Outcome,
  apis: readonly Api[],
): readonly IdentifiedStep[] {
  if (outcome === "missing" || skipped?.reason === "no-matching-tag") return [];
  const base = { id: "kind", question: "Is it about ordinary APIs?" } as const;
  if (outcome === "skipped" && skipped?.reason === "mcp")
    return [{ ...base, answer: `No: ${skipped.detail}`, ok: false }];
  if (outcome === "product" && product !== null && unlisted(product, apis).length > 0) {
    const answer = "Not known: it is about something that the Provider does not list as an API.";
    return [{ ...base, answer, ok: null }];
  }
  return [{ ...base, answer: "Yes: about no MCP server.", ok: true }];
}

/** Do its tags select it? Nothing to say about a policy that is missing. */
export function tagsStep(
  trace: PolicyTrace,
  definition: ProviderDefinition,
  outcome: Outcome,
): readonly IdentifiedStep[] {
  if (outcome === "missing") return [];
  const base = { id: "tags", question: "Do its tags match?" } as const;
  const { policyTags: tags, policyTagMatch: match } = definition;
  if (tags.length === 0) return [{ ...base, answer: "Yes: this Provider selects every policy.", ok: true }];
  const own = currentTags(trace, outcome);
  const ok = hasSelectedTags(own, { tags, match });
  const has = own.length === 0 ? "it has no tags" : `it has ${tagWords(own)}`;
  const answer = `${ok ? "Yes" : "No"}: ${has}; this Provider selects ${wantedTags({ tags, match })}`;
  return [{ ...base, answer: `${answer}${ok ? "" : spelledOtherwise(own, tags)}.`, ok }];
}

/** A tag that only differs in capitals passes for the same to whoever reads it. */
function spelledOtherwise(own: readonly string[], wanted: readonly string[]): string {
  const isNear = own.some((tag) => wanted.some((other) => tag.toLowerCase() === other.toLowerCase()));
  return isNear ? ", and capitals count" : "";
}

function currentTags(trace: PolicyTrace, outcome: Outcome): readonly string[] {
  const part = outcome === "skipped" ? trace.skipped : outcome === "plan" ? trace.plan : trace.product;
  return part?.tags ?? [];
}

/** Access, limits, or something that is neither Product nor Plan? */
export function controlsStep(trace: PolicyTrace, outcome: Outcome): readonly IdentifiedStep[] {
  const base = { id: "controls", question: "What does it control?" } as const;
  if (outcome === "product" && trace.product !== null) {
    const count = trace.product.apis.length;
    return [
      { ...base, answer: `Access only, to ${count === 1 ? "1 API" : `${count} APIs`}: a Product.`, ok: true },
    ];
  }
  if (outcome === "plan" && trace.plan !== null) {
    const { rate, quota, keyLifetime } = trace.plan;
    const answer = `Limits only (rate ${limitText(rate)}, quota ${limitText(quota)}, keys expire: ${lifetimeText(keyLifetime)}): a Plan.`;
    return [{ ...base, answer, ok: true }];
  }
  if (trace.skipped === null || outcome !== "skipped") return [];
  if (trace.skipped.reason === "mcp") return [];
  if (trace.skipped.reason === "no-matching-tag") return [{ ...base, ...withTagsAnswer(trace.skipped) }];
  return [{ ...base, answer: `${trace.skipped.detail} (${trace.skipped.reason})`, ok: false }];
}

function withTagsAnswer({ withTags }: Skipped): Pick<ExplainStep, "answer" | "ok"> {
  if (withTags === undefined) return { answer: "Not looked at: the tags already leave it out.", ok: null };
  const { outcome, detail } = withTags;
  if (outcome === "skipped")
    return { answer: `With the tags it would still be skipped: ${detail}`, ok: false };
  return { answer: `With the tags it would be a ${outcome === "product" ? "Product" : "Plan"}.`, ok: true };
}

/** Is the policy in force? Null where nobody knows. */
export function stateStep(state: Item["policyState"] | null): readonly IdentifiedStep[] {
  if (state === null) return [];
  const base = { id: "state", question: "Is the policy active?" } as const;
  if (state === "active") return [{ ...base, answer: "Yes.", ok: true }];
  const meaning = state === "draft" ? "no new credentials can use it" : "its credentials are refused";
  return [{ ...base, answer: `No, ${state}: ${meaning}.`, ok: false }];
}

/** Does the Provider know the APIs that it grants? */
export function apisStep(product: Product, apis: readonly Api[]): IdentifiedStep {
  const base = { id: "apis", question: "Are its APIs known?" } as const;
  if (product.apis.length === 0) return { ...base, answer: "It grants no APIs.", ok: null };
  const unknown = unlisted(product, apis).map((grant) => grant.name || grant.id);
  if (unknown.length === 0) return { ...base, answer: "Yes, all of them.", ok: true };
  return {
    ...base,
    answer: `No: the Provider does not list ${unknown.join(", ")}: deleted, or not visible to this user.`,
    ok: false,
  };
}

function unlisted(product: Product, apis: readonly Api[]): Product["apis"] {
  const known = new Set(apis.map((api) => api.id));
  return product.apis.filter((grant) => !known.has(grant.id));
}

/** Can one credential serve all of its APIs? */
export function authStep(product: Product, apis: readonly Api[]): IdentifiedStep {
  const base = { id: "auth", question: "Do its APIs share one auth method?" } as const;
  const conflict = authConflict(product, new Map(apis.map((api) => [api.id, api])));
  if (conflict !== null) return { ...base, answer: conflict, ok: false };
  const methods = authText(product.authMethods);
  if (methods === "") return { ...base, answer: "Nothing is known against it.", ok: null };
  return { ...base, answer: `Yes: ${methods}.`, ok: true };
}

/** Is it on show, and if not, since when and why? */
export function shownStep(trace: PolicyTrace, outcome: Outcome, tellTime: TellTime): IdentifiedStep {
  const base = { id: "shown", question: "Is it shown?" } as const;
  const hidden = [trace.product, trace.plan].filter((item) => item !== null && !isVisible(item));
  const before = hidden.map((item) => {
    const when = item?.hiddenAt == null ? "some time ago" : tellTime(item.hiddenAt);
    return `hidden ${when} (${item?.hiddenReason ?? "no reason kept"})`;
  });
  if (outcome === "product" || outcome === "plan") {
    const note = before.length === 0 ? "" : ` Its other form was ${before.join(", ")}.`;
    return { ...base, answer: `Yes, as a ${outcome === "product" ? "Product" : "Plan"}.${note}`, ok: true };
  }
  if (before.length > 0) return { ...base, answer: `No: it was ${before.join(", ")}.`, ok: false };
  return { ...base, answer: "No: it is listed under Skipped.", ok: false };
}
