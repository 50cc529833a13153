import type { ConfiguredProvider } from "../config/config.ts";
import type { Host, ProviderSettings } from "../host/host.ts";
import type { Connection, Plugin } from "../plugin/contract.ts";
import type { RequestRecord, Store } from "../store/store.ts";
import type { KnownSecrets } from "./known-secrets.ts";
import type { AppSurroundings } from "./surroundings.ts";

type Opener = (provider: ConfiguredProvider, plugin: Plugin, signal: AbortSignal) => Promise<Connection>;

type OpenerPlace = { readonly folder: string; readonly store: Store; readonly secrets: KnownSecrets };

/**
 * Opens Providers through the host: the secret is fetched now, for an adapter that wants one, and every request is
 * kept in the store's request log. `folder` is the config's.
 */
export function createOpener(surroundings: AppSurroundings, place: OpenerPlace): Opener {
  const { env, now, random, log } = surroundings;
  const onRequest = (record: RequestRecord): void => {
    place.store.appendRequest(record).catch((error: unknown) => log(`request log: ${String(error)}`));
  };
  let starting: Promise<Host> | null = null;
  // The host comes with the first Provider that is opened: commands that contact none do without it.
  const host = async (): Promise<Host> => {
    const { createHost } = await import("../host/host.ts");
    return createHost({ env, now, random, log, onRequest });
  };
  return async (provider, plugin, signal) => {
    starting ??= host();
    const settings = await settingsOf(provider, plugin, { ...place, signal });
    return (await starting).open(plugin, settings, signal);
  };
}

type Opening = Pick<OpenerPlace, "folder" | "secrets"> & { readonly signal: AbortSignal };

/** What an adapter gets of a Provider's settings; the secret is fetched now, for an adapter that takes one. */
export async function settingsOf(
  provider: ConfiguredProvider,
  plugin: Plugin,
  { folder, secrets, signal }: Opening,
): Promise<ProviderSettings> {
  const { name, url, organisationId, insecureSkipVerify, options } = provider.definition;
  const takesSecret = [...plugin.requires, ...(plugin.accepts ?? [])].includes("secret");
  const secret = takesSecret ? await provider.secret(signal) : null;
  if (secret !== null) secrets.add(secret);
  return { name, url, secret, organisationId, insecureSkipVerify, folder, options };
}
