import { open } from "node:fs/promises";
import { arch, platform, release } from "node:os";
import { resolve } from "node:path";
import type { ConfiguredProvider } from "../config/config.ts";
import { readMasked } from "../config/load.ts";
import type { ConsoleState } from "../console.ts";
import type { ProviderCheck } from "../core/check.ts";
import { cleanValue } from "../core/clean-value.ts";
import { AppError } from "../core/errors.ts";
import type { Store } from "../store/store.ts";
import type { AppSurroundings } from "./surroundings.ts";

const REQUESTS = 1000;
const EVENTS = 100;

export type SupportParts = Pick<AppSurroundings, "cwd" | "now" | "secrets"> & {
  readonly state: ConsoleState;
  readonly checks: readonly ProviderCheck[];
  /** The Providers that may have secrets. */
  readonly configured: readonly Pick<ConfiguredProvider, "secret">[];
  /** Null before there is a configuration. */
  readonly store: Pick<Store, "readRequests"> | null;
};

/**
 * Writes a file for a ticket, for its owner alone: JSON that people can read, with everything masked in the config that
 * may be a secret, and every secret taken out wherever it stands. An existing file is replaced. Rejects with
 * SUPPORT_UNWRITABLE.
 */
export async function writeSupport(file: string, parts: SupportParts): Promise<void> {
  await fetchSecrets(parts);
  await replaceFile(resolve(parts.cwd, file), await supportText(parts));
}

/** A check that failed early has fetched none, and a secret may stand in other places than its own. */
async function fetchSecrets({ configured, secrets }: SupportParts): Promise<void> {
  const { signal } = new AbortController();
  const fetched = await Promise.allSettled(configured.map(({ secret }) => secret(signal)));
  for (const one of fetched) {
    // One that cannot be had now was never sent.
    if (one.status === "fulfilled" && one.value !== null) secrets.add(one.value);
  }
}

async function supportText({ now, state, checks, store, secrets }: SupportParts): Promise<string> {
  const { config, providers, catalogs, events } = state;
  const record = {
    kind: "portico-support",
    at: now().toISOString(),
    versions: await versions(),
    config: { ...config, files: await maskedFiles(state) },
    providers: providers.map(({ definition, status, loadError, abilities }) => {
      const isRead = catalogs.has(definition.name);
      // Options of adapters may hold anything: they are in the config, where they are masked.
      return { definition: { ...definition, options: "see config" }, status, loadError, abilities, isRead };
    }),
    checks,
    events: events.slice(-EVENTS),
    requests: (await store?.readRequests(REQUESTS)) ?? [],
  };
  const clean = cleanValue(record, (text) => secrets.redact(text));
  return `${JSON.stringify(clean, null, 2)}\n`;
}

async function versions(): Promise<Readonly<Record<string, string>>> {
  const { default: about } = await import("../../package.json", { with: { type: "json" } });
  return {
    portico: about.version,
    runtime: navigator.userAgent,
    system: `${platform()} ${release()} ${arch()}`,
  };
}

/** The config and what it includes. */
async function maskedFiles({ config, providers }: ConsoleState): Promise<Readonly<Record<string, string>>> {
  const files = new Set([config.file ?? [], providers.map(({ place }) => place.file)].flat());
  const texts = await Promise.all(
    [...files].map(async (file) => [file, (await readMasked(file)) ?? "cannot be read"] as const),
  );
  return Object.fromEntries(texts);
}

async function replaceFile(path: string, text: string): Promise<void> {
  try {
    await using handle = await open(path, "w", 0o600);
    await handle.chmod(0o600);
    await handle.writeFile(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError("SUPPORT_UNWRITABLE", `The support file ${path} cannot be written: ${why}`, {
      hint: "Name a file in a folder that you may write to.",
      cause: error,
    });
  }
}
