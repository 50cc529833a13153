import type { ConfiguredProvider } from "../config/config.ts";
import { isAppError } from "../core/errors.ts";
import { startForwarder, type Forwarder } from "../host/forwarder.ts";
import { createHost, type ProviderSettings } from "../host/host.ts";
import type { Subject } from "../plugin/conformance-subject.ts";
import type { Plugin } from "../plugin/contract.ts";
import { networkSettingsOf } from "./check-network.ts";
import { settingsOf } from "./opener.ts";
import type { AppSurroundings } from "./surroundings.ts";
import { consumersAt } from "./trial-consumers.ts";

type Trial = { readonly plugin: Plugin; readonly provider: ConfiguredProvider; readonly folder: string };

/** An adapter at one Provider: straight, and on a way where things can go wrong; the same without such a way. */
export type TrialSubjects = {
  readonly direct: Subject;
  readonly faulty: Subject;
  readonly close: () => Promise<void>;
};

/** Opens the Provider once, to see whether it can be opened at all; rejects with why it cannot. The caller closes. */
export async function trialSubjects(
  { plugin, provider, folder }: Trial,
  surroundings: AppSurroundings,
  signal: AbortSignal,
): Promise<TrialSubjects> {
  const settings = await settingsOf({ provider, plugin }, { folder, secrets: surroundings.secrets, signal });
  const consumers = consumersAt({ plugin, provider: provider.definition }, surroundings);
  const at = { plugin, surroundings, signal };
  const direct = { ...subjectAt(settings, at), ...consumers };
  const connection = await direct.open(signal);
  await connection.close();
  const network = networkSettingsOf(provider.definition, plugin);
  const forwarder =
    settings.url === null
      ? null
      : await startForwarder({ ...network, ...settings, url: settings.url, env: surroundings.env });
  const close = async (): Promise<void> => forwarder?.close();
  try {
    const faulty = forwarder && (await faultySubject(settings, at, forwarder));
    return { direct, faulty: faulty === null ? direct : { ...faulty, ...consumers }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type At = { readonly plugin: Plugin; readonly surroundings: AppSurroundings; readonly signal: AbortSignal };

/** Null when the adapter does not go to the url that it is given. */
async function faultySubject(
  settings: ProviderSettings,
  at: At,
  { url, requests, faults }: Forwarder,
): Promise<Subject | null> {
  // A loopback address is not asked for through a proxy.
  const surroundings = { ...at.surroundings, env: {} };
  const subject = subjectAt({ ...settings, url }, { ...at, surroundings });
  return (await isReadable(subject, at.signal)) && requests() > 0 ? { ...subject, requests, faults } : null;
}

/** Whether it can be read there: an adapter may have gone elsewhere, or check where it is. */
async function isReadable(subject: Subject, signal: AbortSignal): Promise<boolean> {
  try {
    const connection = await subject.open(signal);
    try {
      await connection.snapshot({ signal, onProgress: () => {} });
      return true;
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (!isAppError(error) && !signal.aborted) throw error;
    return false;
  }
}

function subjectAt(settings: ProviderSettings, { plugin, surroundings, signal }: At): Subject {
  const said: string[] = [];
  const host = createHost({
    ...surroundings,
    log: (line) => said.push(line),
    onRequest: (record) => said.push(JSON.stringify(record)),
  });
  return {
    plugin,
    secret: settings.secret,
    open: (given) => host.open(plugin, settings, AbortSignal.any([given, signal])),
    said: () => said,
    faults: { restore: async () => {} },
  };
}
