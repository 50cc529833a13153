import type { Skipped } from "./catalog.ts";
import type { Adoption } from "./change.ts";
import { selectingTags } from "./classify.ts";
import type { ProviderDefinition } from "./provider.ts";

/** The change that gives a policy the tags that it lacks; null for one that lacks something else, or more than that. */
export function adoptionOf(skipped: Skipped, definition: ProviderDefinition): Adoption | null {
  const { policyId, name, withTags, reason } = skipped;
  if (reason !== "no-matching-tag" || withTags === undefined || withTags.outcome === "skipped") return null;
  const selection = { tags: definition.policyTags, match: definition.policyTagMatch };
  const tags = selectingTags(skipped.tags, selection);
  return { op: "adopt", kind: withTags.outcome, provider: definition.name, policyId, name, tags };
}
