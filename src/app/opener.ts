import { setTimeout as pause } from "node:timers/promises";
import type { ConfiguredProvider } from "../config/config.ts";
import type { CheckStep } from "../core/check-step.ts";
import type { Host, ProviderSettings } from "../host/host.ts";
import type { Connection, Plugin } from "../plugin/contract.ts";
import type { RequestRecord, Store } from "../store/store.ts";
import type { KnownSecrets } from "./known-secrets.ts";
import type { AppSurroundings } from "./surroundings.ts";

/** A Provider of the configuration, with its adapter. */
export type Openable = { readonly provider: ConfiguredProvider; readonly plugin: Plugin };

export type Opener = {
  readonly open: (wanted: Openable, signal: AbortSignal) => Promise<Connection>;
  /**
   * The check of an adapter that wants no connection for it. Rejects with SECRET_UNAVAILABLE, and the iteration as
   * `Host.check` does.
   */
  readonly check: (wanted: Openable, signal: AbortSignal) => Promise<AsyncIterable<CheckStep>>;
};

export type OpenerPlace = {
  readonly folder: string;
  readonly store: Pick<Store, "appendRequest">;
  readonly secrets: KnownSecrets;
};

/**
 * Opens Providers through the host: the secret is fetched now, for an adapter that wants one, and every request is
 * kept in the store's request log. `folder` is the config's.
 */
export function createOpener(surroundings: AppSurroundings, place: OpenerPlace): Opener {
  const { env, now, random, log } = surroundings;
  const onRequest = requestKeeper(surroundings, place);
  let starting: Promise<Host> | null = null;
  // The host comes with the first Provider that is opened: commands that contact none do without it.
  const host = async (): Promise<Host> => {
    const { createHost } = await import("../host/host.ts");
    // The adapter's part is next: both together would keep the screen waiting.
    await pause(0);
    return createHost({ env, now, random, log, onRequest });
  };
  return {
    async open(wanted, signal) {
      starting ??= host();
      const settings = await settingsOf(wanted, { ...place, signal });
      return (await starting).open(wanted.plugin, settings, signal);
    },
    async check(wanted, signal) {
      starting ??= host();
      const settings = await settingsOf(wanted, { ...place, signal });
      return (await starting).check(wanted.plugin, settings, signal);
    },
  };
}

/** Keeps every request in the store's request log. */
export function requestKeeper(
  { log }: Pick<AppSurroundings, "log">,
  { store }: Pick<OpenerPlace, "store">,
): (record: RequestRecord) => void {
  return (record) => {
    store.appendRequest(record).catch((error: unknown) => log(`request log: ${String(error)}`));
  };
}

type Opening = Pick<OpenerPlace, "folder" | "secrets"> & { readonly signal: AbortSignal };

/** What an adapter gets of a Provider's settings; the secret is fetched now, for an adapter that takes one. */
export async function settingsOf(
  { provider, plugin }: Openable,
  { folder, secrets, signal }: Opening,
): Promise<ProviderSettings> {
  const { name, url, organisationId, insecureSkipVerify, options } = provider.definition;
  const takesSecret = [...plugin.requires, ...(plugin.accepts ?? [])].includes("secret");
  const secret = takesSecret ? await provider.secret(signal) : null;
  if (secret !== null) secrets.add(secret);
  return { name, url, secret, organisationId, insecureSkipVerify, folder, options };
}
