import type { ProviderDefinition } from "../core/provider.ts";
import { httpOptionsOf } from "../plugin/http-options.ts";
import type { Plugin } from "../plugin/contract.ts";
import type { HttpLimits } from "../host/http-limits.ts";
import type { CheckPorts } from "./check-provider.ts";
import { requestKeeper, type OpenerPlace } from "./opener.ts";
import type { AppSurroundings } from "./surroundings.ts";

/** The network as a check looks at it; the host's part of it is loaded with the first look. */
export function createNetworkPorts(
  surroundings: AppSurroundings,
  place: Pick<OpenerPlace, "store">,
): Pick<CheckPorts, "network" | "probe"> {
  const { env, now } = surroundings;
  const onRequest = requestKeeper(surroundings, place);
  return {
    async *network({ definition, plugin, ...asked }, signal) {
      const { networkCheck } = await import("../host/network-check.ts");
      yield* networkCheck({ ...asked, ...networkSettingsOf(definition, plugin), env, now }, signal);
    },
    async probe({ definition, plugin, url }, signal) {
      const { probe } = await import("../host/probe.ts");
      return probe({ url, ...networkSettingsOf(definition, plugin), env, now, onRequest }, signal);
    },
  };
}

type NetworkSettings = {
  readonly provider: string;
  readonly insecureSkipVerify: boolean;
  readonly limits: HttpLimits;
};

/** How a Provider's addresses are reached, as its adapter's options say. */
export function networkSettingsOf(
  { name, insecureSkipVerify, options }: ProviderDefinition,
  plugin: Plugin,
): NetworkSettings {
  const parsed = plugin.options.safeParse(options);
  const { connectTimeout, timeout, retries, maxResponseSize } = httpOptionsOf(parsed.data ?? options);
  const limits = { connectTimeoutMs: connectTimeout, timeoutMs: timeout, retries, maxResponseSize };
  return { provider: name, insecureSkipVerify, limits };
}
