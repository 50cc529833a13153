import type { ItemKind } from "../core/catalog.ts";
import type { ConsoleState, ProviderView } from "./console-data.ts";

/** What a Provider has to be able to do for a write, by the name it has among its abilities. */
export type Ability = "writeProducts" | "writePlans" | "deletePolicies";

/** The ability that creating and editing an item takes. */
export function writeAbility(kind: ItemKind): Ability {
  return kind === "product" ? "writeProducts" : "writePlans";
}

/**
 * Why nothing can be written at a Provider now, told before anyone types anything; null when it can. One that was not
 * contacted yet is taken to be able to.
 */
export function whyNotWritable(data: ConsoleState, provider: string, ability: Ability): string | null {
  const why = whyNotReached(data, provider);
  if (why !== null) return why;
  const measured = providerOf(data, provider)?.abilities?.[ability];
  return measured === undefined || measured.available ? null : `${provider}: ${measured.reason}`;
}

/** Why nothing at all can be asked of a Provider now; null when it can. */
export function whyNotReached(data: ConsoleState, provider: string): string | null {
  const view = providerOf(data, provider);
  if (view === undefined) return `${provider} has left the config`;
  const { definition, status, loadError } = view;
  if (!definition.enabled) return `${provider} is disabled in the config`;
  if (loadError !== null) return `${provider}: ${loadError.message}`;
  return status.state === "down" ? `${provider} is down: ${status.error?.message ?? "not reachable"}` : null;
}

/** The Providers at which an item of the kind can be created now, in config order. */
export function writableProviders(data: ConsoleState, kind: ItemKind): readonly string[] {
  const ability = writeAbility(kind);
  return data.providers
    .map(({ definition }) => definition.name)
    .filter((name) => whyNotWritable(data, name, ability) === null);
}

export function providerOf(data: ConsoleState, name: string): ProviderView | undefined {
  return data.providers.find(({ definition }) => definition.name === name);
}
