import type { Policy } from "./policy.ts";
import { tagWords, wantedTags } from "./tag-words.ts";

/** Which policies a Provider offers to Portico: those with any, or all, of the tags; no tags selects every policy. */
export type TagSelection = { readonly tags: readonly string[]; readonly match: "any" | "all" };

/** What becomes of a policy. `reason` is stable (`no-matching-tag`, `mcp`, `per-api`, `mixed`, …), `detail` for people. */
export type Classification =
  | { readonly outcome: "product" }
  | { readonly outcome: "plan" }
  | { readonly outcome: "skipped"; readonly reason: string; readonly detail: string };

/** Access without limits is a Product, limits without access a Plan, anything else is skipped: the first hit wins. */
export function classify(policy: Policy, selection: TagSelection): Classification {
  const { controls, excluded } = policy;
  const limits = controls.rate || controls.quota;
  if (!hasSelectedTags(policy.tags, selection))
    return skipped("no-matching-tag", tagDetail(policy.tags, selection));
  if (excluded !== null) return skipped(excluded.reason, excluded.detail);
  if (controls.perApi)
    return skipped("per-api", "It sets limits per API; a Product or Plan needs one part only.");
  if (controls.access && limits) return skipped("mixed", mixedDetail(policy));
  if (controls.access) return { outcome: "product" };
  if (limits) return { outcome: "plan" };
  if (controls.complexity) {
    return skipped("complexity-only", "It limits query complexity only: neither access nor rate nor quota.");
  }
  return skipped("not-partitioned", "It is not split into parts: access and limits apply all at once.");
}

/** What a policy would become with the tags that select it; for one that lacks them. */
export function withTagsOutcome(policy: Policy): { outcome: "product" | "plan" | "skipped"; detail: string } {
  const outcome = classify(policy, { tags: [], match: "any" });
  return { outcome: outcome.outcome, detail: outcome.outcome === "skipped" ? outcome.detail : "" };
}

/** The tags of a policy with those added that it lacks to be selected. */
export function selectingTags(tags: readonly string[], selection: TagSelection): readonly string[] {
  if (hasSelectedTags(tags, selection)) return tags;
  const added = selection.match === "all" ? selection.tags : selection.tags.slice(0, 1);
  return [...tags, ...added.filter((tag) => !tags.includes(tag))];
}

/** True when the tags (case-sensitive) contain any, or all, of the selected ones. */
export function hasSelectedTags(tags: readonly string[], selection: TagSelection): boolean {
  if (selection.tags.length === 0) return true;
  const has = (tag: string): boolean => tags.includes(tag);
  return selection.match === "all" ? selection.tags.every(has) : selection.tags.some(has);
}

/** What to do about a skip reason, as advice to the operator. */
export function skipAdvice(reason: string, selection: TagSelection): string {
  switch (reason) {
    case "no-matching-tag":
      return `Add the tag ${wantedTags(selection)} to the policy at the Provider, then sync.`;
    case "mcp":
      return "Leave it: policies for MCP servers are never Products. Use a policy over ordinary APIs.";
    case "per-api":
      return "Move the limits into a Plan of their own, and keep a policy that controls access only.";
    case "mixed":
      return "Split it in two at the Provider: one policy that controls access only, one that controls limits only.";
    case "complexity-only":
      return "Let the policy control rate or quota too (a Plan), or access (a Product).";
    case "not-partitioned":
      return "Let the policy control access only (a Product) or rate and quota only (a Plan).";
    default:
      return "Change the policy at the Provider so that this no longer applies, then sync.";
  }
}

function skipped(reason: string, detail: string): Classification {
  return { outcome: "skipped", reason, detail };
}

function tagDetail(tags: readonly string[], selection: TagSelection): string {
  const has = tags.length === 0 ? "It has no tags" : `It has the tags ${tagWords(tags)}`;
  return `${has}; this Provider selects ${wantedTags(selection)}.`;
}

function mixedDetail(policy: Policy): string {
  const { rate, quota } = policy.controls;
  const limits = rate && quota ? ", rate and quota" : ` and ${rate ? "rate" : "quota"}`;
  return `It controls access${limits} in one policy.`;
}
