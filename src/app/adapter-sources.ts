import { BUILT_IN, DEFAULT_ADAPTER } from "../../plugins/index.ts";
import type { LoadedPlugin, BuiltInAdapters, PluginLoader } from "./adapters.ts";
import type { FreshImports } from "../host/fresh-imports.ts";
import type { Executables } from "./executables.ts";

/** Where adapters come from: those that come with Portico, and how others are loaded. */
export type AdapterSources = {
  readonly builtIn: BuiltInAdapters;
  readonly defaultAdapter: string;
  readonly load: PluginLoader;
};

/** `isFresh` loads a module anew when its files have changed; `setLimit` is how many executables run at once. */
export function adapterSources(
  executables: Executables,
  isFresh: boolean,
): { readonly sources: AdapterSources; readonly setLimit: Executables["setLimit"] } {
  let imports: Promise<FreshImports> | undefined;
  const fresh: Loading["fresh"] = async () => {
    if (!isFresh) return undefined;
    imports ??= import("../host/fresh-imports.ts").then(({ createFreshImports }) => createFreshImports());
    return imports;
  };
  const sources: AdapterSources = {
    builtIn: {
      ...BUILT_IN,
      exec: async () => {
        const { execPlugin } = await import("../host/exec-plugin.ts");
        return execPlugin(await executables.surroundings());
      },
    },
    defaultAdapter: DEFAULT_ADAPTER,
    load: (spec, folder) => loadWanted(spec, folder, { executables, fresh }),
  };
  return { sources, setLimit: (count) => executables.setLimit(count) };
}

type Loading = {
  readonly executables: Executables;
  readonly fresh: () => Promise<FreshImports | undefined>;
};

/** Loading plugins is loaded only for a config that names some. */
async function loadWanted(
  spec: string,
  folder: string,
  { executables, fresh }: Loading,
): Promise<LoadedPlugin> {
  const { loadPlugin } = await import("../host/load-plugin.ts");
  return loadPlugin(spec, folder, { exec: await executables.surroundings(), fresh: await fresh() });
}
