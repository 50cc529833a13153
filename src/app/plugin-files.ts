import { createHash } from "node:crypto";
import { readFile, readdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Config, ConfiguredProvider } from "../config/config.ts";
import type { Adapters } from "./adapters.ts";

const LARGEST_READ = 16_000_000;

/**
 * The files of the plugins that a configuration uses, by Provider: those directly in the folder of its plugin, or those
 * that the command of an executable names. Those in folders below are not looked at.
 */
export async function pluginFiles(
  { providers, folder }: Pick<Config, "providers" | "folder">,
  { sources }: Adapters,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = providers.map(async ({ definition }) => {
    const source = sources.get(definition.adapter);
    const files = source === undefined ? commandFiles(definition.options, folder) : filesBeside(source);
    return [definition.name, await files] as const;
  });
  return new Map(await Promise.all(found));
}

/** The Providers with fingerprints that differ when a file of their plugin does. */
export async function withPluginState(config: Config, adapters: Adapters): Promise<Config> {
  const files = await pluginFiles(config, adapters);
  const providers = config.providers.map(async (provider): Promise<ConfiguredProvider> => {
    const contents = await Promise.all((files.get(provider.definition.name) ?? []).map(digest));
    return { ...provider, fingerprint: [provider.fingerprint, ...contents].join("\n") };
  });
  return { ...config, providers: await Promise.all(providers) };
}

async function filesBeside(source: string): Promise<readonly string[]> {
  const folder = dirname(source);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map(({ name }) => join(folder, name))
    .toSorted();
}

async function commandFiles(options: unknown, folder: string): Promise<readonly string[]> {
  if (typeof options !== "object" || options === null || !("command" in options)) return [];
  const { command } = options;
  const place = "cwd" in options && typeof options.cwd === "string" ? resolve(folder, options.cwd) : folder;
  const words = Array.isArray(command) ? command.filter((word) => typeof word === "string") : [];
  const checked = words.map(async (word) => {
    const file = resolve(place, word);
    const stats = await stat(file).catch(() => null);
    return stats?.isFile() === true ? [file] : [];
  });
  return (await Promise.all(checked)).flat();
}

async function digest(file: string): Promise<string> {
  const stats = await stat(file).catch(() => null);
  if (stats === null) return `${file} missing`;
  if (stats.size > LARGEST_READ) return `${file} ${stats.size} ${stats.mtimeMs}`;
  const content = await readFile(file).catch(() => "");
  return `${file} ${createHash("sha256").update(content).digest("hex")}`;
}
