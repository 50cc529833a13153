import type { Config, ConfiguredProvider } from "../config/config.ts";
import { AppError } from "../core/errors.ts";
import type { LimitUnits } from "../core/limit-rules.ts";
import { excerpt } from "../core/plain-text.ts";
import type { ProviderDefinition } from "../core/provider.ts";
import type { CapabilityName, Claims, Plugin } from "../plugin/contract.ts";
import type { Standing } from "../sync/abandoned.ts";
import type { Adapters } from "./adapters.ts";
import { missingAdapter } from "./missing-adapter.ts";

/** What a new configuration means for the Providers at work. */
export type RosterChange = {
  /** Removed, or with other settings: their connections are of no use any more. */
  readonly stale: readonly string[];
  /** Added, or with other settings. */
  readonly fresh: readonly ConfiguredProvider[];
};

/** The Providers of the configuration in force, and the adapters they can use. */
export interface Roster {
  providers(): readonly ConfiguredProvider[];
  enabled(): readonly ProviderDefinition[];
  replace(config: Config, adapters: Adapters): RosterChange;
  /** The plugin of a Provider's adapter. Throws UNKNOWN_PROVIDER, or why the plugin could not be loaded. */
  pluginOf(name: string): { readonly provider: ConfiguredProvider; readonly plugin: Plugin };
  /** Whether the Provider is there to be read. */
  standingOf(name: string): Standing;
  /** Throws UNKNOWN_PROVIDER. */
  definitionOf(name: string): ProviderDefinition;
  /**
   * What its adapter can do elsewhere, so that it may be granted here, too. Nothing of an adapter that can do something
   * else at each Provider, or when there is no such Provider or adapter.
   */
  grantableAt(name: string): readonly CapabilityName[];
  /** The units in which limits are kept there; null when there is no such Provider or adapter. */
  unitsOf(name: string): LimitUnits | null;
  /** Why the Provider's adapter cannot be used, or null. */
  failureOf(definition: ProviderDefinition): AppError | null;
}

export function createRoster(): Roster {
  let byName: ReadonlyMap<string, ConfiguredProvider> = new Map();
  let adapters: Pick<Adapters, "plugins" | "failures"> = { plugins: new Map(), failures: new Map() };

  function failureOf(definition: ProviderDefinition): AppError | null {
    const { adapter } = definition;
    return adapters.plugins.has(adapter) ? null : missingAdapter(adapter, adapters);
  }

  function providerOf(name: string): ConfiguredProvider {
    const provider = byName.get(name);
    if (provider !== undefined) return provider;
    throw new AppError("UNKNOWN_PROVIDER", `There is no Provider "${excerpt(name)}".`, {
      hint:
        byName.size === 0 ? "The config has no Providers." : `Configured: ${[...byName.keys()].join(", ")}.`,
    });
  }

  function claimsOf(name: string): Claims | null {
    const adapter = byName.get(name)?.definition.adapter;
    return adapter === undefined ? null : (adapters.plugins.get(adapter)?.claims ?? null);
  }

  return {
    standingOf(name) {
      const enabled = byName.get(name)?.definition.enabled;
      return enabled === undefined ? "absent" : enabled ? "read" : "disabled";
    },
    definitionOf: (name) => providerOf(name).definition,
    grantableAt(name) {
      const claims = claimsOf(name);
      return claims === null || claims.differ === true ? [] : claims.can;
    },
    unitsOf: (name) => claimsOf(name)?.units ?? null,
    providers: () => [...byName.values()],
    enabled: () => [...byName.values()].map((one) => one.definition).filter((one) => one.enabled),
    replace(config, nextAdapters) {
      const next = new Map(config.providers.map((provider) => [provider.definition.name, provider]));
      const change = {
        stale: [...byName.values()].filter((old) => !isSame(old, next)).map((old) => old.definition.name),
        fresh: config.providers.filter((provider) => !isSame(provider, byName)),
      };
      byName = next;
      adapters = nextAdapters;
      return change;
    },
    pluginOf(name) {
      const provider = byName.get(name);
      if (provider === undefined) {
        throw new AppError("UNKNOWN_PROVIDER", `The Provider ${name} is no longer configured.`);
      }
      const plugin = adapters.plugins.get(provider.definition.adapter);
      if (plugin !== undefined) return { provider, plugin };
      throw failureOf(provider.definition) ?? new AppError("INTERNAL", `${name} has no adapter.`);
    },
    failureOf,
  };
}

function isSame(provider: ConfiguredProvider, among: ReadonlyMap<string, ConfiguredProvider>): boolean {
  const known = among.get(provider.definition.name);
  return known !== undefined && known.fingerprint === provider.fingerprint;
}
