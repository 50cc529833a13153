import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Config, ConfiguredProvider } from "../config/config.ts";
import { commandFiles } from "../host/executable-files.ts";
import type { Adapters } from "./adapters.ts";

const LARGEST_READ = 16_000_000;

/** The files of the plugins that a configuration uses, by Provider; of an executable those that its command names. */
async function pluginFiles(
  { providers, folder }: Pick<Config, "providers" | "folder">,
  { files }: Adapters,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = providers.map(async ({ definition }) => {
    const { name, adapter, options } = definition;
    return [name, files.get(adapter) ?? (await filesOfCommand(options, folder))] as const;
  });
  return new Map(await Promise.all(found));
}

/** Every file whose change may make another plugin of it: those of plugins that could not be loaded, too. */
export async function watchedPluginFiles(config: Config, adapters: Adapters): Promise<readonly string[]> {
  const used = await pluginFiles(config, adapters);
  const failed = [...adapters.failures.values()].flatMap(({ files }) => files);
  return [...new Set([...used.values()].flat().concat(failed))];
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

async function filesOfCommand(options: unknown, folder: string): Promise<readonly string[]> {
  if (typeof options !== "object" || options === null || !("command" in options)) return [];
  const { command } = options;
  const place = "cwd" in options && typeof options.cwd === "string" ? resolve(folder, options.cwd) : folder;
  const words = Array.isArray(command) ? command.filter((word) => typeof word === "string") : [];
  return commandFiles({ command: words, folder: place });
}

async function digest(file: string): Promise<string> {
  const stats = await stat(file).catch(() => null);
  if (stats === null) return `${file} missing`;
  if (stats.size > LARGEST_READ) return `${file} ${stats.size} ${stats.mtimeMs}`;
  const content = await readFile(file).catch(() => "");
  return `${file} ${createHash("sha256").update(content).digest("hex")}`;
}
