import type { ConfiguredProvider } from "../config/config.ts";
import { createHost } from "../host/host.ts";
import type { Connection, Plugin } from "../plugin/contract.ts";
import type { Store } from "../store/store.ts";
import type { Surroundings } from "./surroundings.ts";

type Opener = (provider: ConfiguredProvider, plugin: Plugin, signal: AbortSignal) => Promise<Connection>;

/**
 * Opens Providers through the host: the secret is fetched now, for an adapter that wants one, and every request is
 * kept in the store's request log. `folder` is the config's.
 */
export function createOpener(surroundings: Surroundings, place: { folder: string; store: Store }): Opener {
  const { env, now, random, log } = surroundings;
  const host = createHost({
    env,
    now,
    random,
    log,
    onRequest: (record) => {
      place.store.appendRequest(record).catch((error: unknown) => log(`request log: ${String(error)}`));
    },
  });
  return async (provider, plugin, signal) => {
    const { name, url, organisationId, insecureSkipVerify, options } = provider.definition;
    const secret = plugin.requires.includes("secret") ? await provider.secret(signal) : null;
    const { folder } = place;
    return host.open(
      plugin,
      { name, url, secret, organisationId, insecureSkipVerify, folder, options },
      signal,
    );
  };
}
