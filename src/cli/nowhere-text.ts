import type { ConsoleState, ProviderView } from "../console.ts";
import { nearestPolicies } from "../core/nearest-policies.ts";
import { excerpt } from "../core/plain-text.ts";
import { listedNames } from "./session.ts";

/** One line on a policy that no Provider has: where it was looked for, and what was probably meant. */
export function nowhereText(policy: string, { providers, catalogs }: ConsoleState): string {
  const parts = [`No Provider has a policy named "${excerpt(policy)}"`];
  const looked = providers.filter((view) => catalogs.has(nameOf(view)));
  const unseen = providers.filter((view) => !catalogs.has(nameOf(view)));
  if (looked.length > 0) parts.push(`looked at ${listedNames(looked.map(nameOf))}`);
  if (unseen.length > 0) parts.push(`not synchronized yet: ${listedNames(unseen.map(nameOf))}`);
  const [nearest] = looked.flatMap((view) => {
    const [name] = nearestPolicies(catalogs.get(nameOf(view)) ?? null, policy);
    return name === undefined ? [] : [`nearest: "${excerpt(name)}" at ${excerpt(nameOf(view))}`];
  });
  if (nearest !== undefined) parts.push(nearest);
  return `${parts.join("; ")}.\n`;
}

function nameOf({ definition }: ProviderView): string {
  return definition.name;
}
