import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import type { Plugin } from "../plugin/contract.ts";

/** How a plugin named in the config is loaded: the outcome as a value. */
export type PluginLoader = (spec: string, folder: string) => Promise<LoadedPlugin>;
export type LoadedPlugin =
  | {
      readonly ok: true;
      readonly plugin: Plugin;
      /** The file that it came from. */
      readonly source: string;
      readonly warnings: readonly string[];
      readonly files: readonly string[];
    }
  | ({ readonly ok: false } & LoadFailure);

/** Why a plugin could not be loaded; `adapter` is what it offers, null when that is not known either. */
export type LoadFailure = {
  readonly error: AppError;
  readonly adapter: string | null;
  /** As far as it came. */
  readonly files: readonly string[];
};

export type BuiltInAdapters = Readonly<Record<string, () => Promise<Plugin>>>;

/** The adapters that can be used, and why others named in the config cannot. */
export type Adapters = {
  readonly plugins: ReadonlyMap<string, Plugin>;
  /** By what the config names, in its order. */
  readonly failures: ReadonlyMap<string, LoadFailure>;
  /** The files that adapters of the config's `plugins` came from, by adapter. */
  readonly sources: ReadonlyMap<string, string>;
  /** The files that they consist of, by adapter; none unless they are loaded anew when those change. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** What is not as it should be with those that were loaded. */
  readonly warnings: readonly string[];
};

/**
 * The built-in adapters together with those of the config's `plugins`. A failure is kept under the name of what was
 * to be loaded; it costs only the Providers that need it. An adapter name that is taken already is such a failure.
 */
export async function loadAdapters(
  builtIn: BuiltInAdapters,
  wanted: { readonly specs: readonly string[]; readonly folder: string; readonly load: PluginLoader },
): Promise<Adapters> {
  const plugins = new Map<string, Plugin>();
  const failures = new Map<string, LoadFailure>();
  const sources = new Map<string, string>();
  const files = new Map<string, readonly string[]>();
  const warnings: string[] = [];
  const own = await Promise.all(Object.values(builtIn).map((load) => load()));
  for (const plugin of own) plugins.set(plugin.adapter, plugin);
  const loaded = await Promise.all(
    wanted.specs.map(async (spec) => ({ spec, result: await wanted.load(spec, wanted.folder) })),
  );
  for (const { spec, result } of loaded) {
    if (!result.ok) {
      const { error, adapter } = result;
      failures.set(spec, { error, adapter, files: result.files });
    } else if (plugins.has(result.plugin.adapter))
      failures.set(spec, { ...taken(spec, result.plugin), files: result.files });
    else {
      const { plugin, source } = result;
      plugins.set(plugin.adapter, plugin);
      sources.set(plugin.adapter, source);
      files.set(plugin.adapter, result.files);
      warnings.push(...result.warnings);
    }
  }
  return { plugins, failures, sources, files, warnings };
}

function taken(spec: string, { adapter }: Plugin): Omit<LoadFailure, "files"> {
  const error = new AppError(
    "PLUGIN_SHAPE",
    `The plugin ${excerpt(spec)} offers the adapter "${excerpt(adapter)}", which another one offers already.`,
    { hint: "Remove one of the two from `plugins:`." },
  );
  return { error, adapter };
}
