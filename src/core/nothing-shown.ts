import { isVisible, type Catalog, type Skipped } from "./catalog.ts";
import type { ProviderDefinition } from "./provider.ts";
import { shellWord } from "./shell-word.ts";
import { tagWords, wantedTags } from "./tag-words.ts";

/** A single policy without the tags is a matter of that policy. */
const FEWEST = 2;

/**
 * When nothing of a Provider is on show any more, and that is no matter of one policy: what is the case, the likeliest
 * cause first, and the one thing to do. Null when something is on show, or policies have reasons of their own.
 */
export function nothingShown(
  catalog: Catalog | null,
  definition: Pick<ProviderDefinition, "name" | "policyTags" | "policyTagMatch">,
): string | null {
  if (catalog === null || [...catalog.products, ...catalog.plans].some(isVisible)) return null;
  const { skipped } = catalog;
  const check = `portico check ${shellWord(definition.name)}`;
  if (skipped.length === 0) {
    return `The Provider returns no policy at all: look first whether they are owned by other users, then at organisation and permissions, with: ${check}`;
  }
  if (skipped.length < FEWEST || skipped.some(({ reason }) => reason !== "no-matching-tag")) return null;
  const tags = wantedTags({ tags: definition.policyTags, match: definition.policyTagMatch });
  return `None of ${skipped.length} policies has the tag ${tags}${insteadText(skipped)}: look first whether policyTags or the tags of the policies were changed, then, if others are missing, at ownership and permissions, with: ${check}`;
}

/** The tag that half of them have or more, which may be the one that was meant. */
function insteadText(skipped: readonly Skipped[]): string {
  const counts = new Map<string, number>();
  for (const tag of skipped.flatMap(({ tags }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  if (most === undefined) return ", nor any other";
  const [tag, count] = most;
  if (count * 2 < skipped.length) return "";
  return `, ${count} ${count === 1 ? "has" : "have"} ${tagWords([tag])}`;
}
