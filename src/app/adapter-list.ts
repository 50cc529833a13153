import type { AdapterView } from "../core/adapter-view.ts";
import type { AppError } from "../core/errors.ts";
import type { Plugin } from "../plugin/contract.ts";
import { loadAdapters, type Adapters } from "./adapters.ts";
import { failureFor } from "./missing-adapter.ts";
import type { AdapterToolsPorts } from "./adapter-tools.ts";

/** Every adapter there is: those of the config that cannot be loaded are told with the reason. */
export async function listAdapters({
  read,
  sources,
  state,
}: AdapterToolsPorts): Promise<readonly AdapterView[]> {
  const reading = state().config.file === null ? null : await read(sources);
  const { plugins: specs, folder } =
    reading === null || reading.outcome === "missing" ? { plugins: [], folder: "" } : reading;
  const loaded = await loadAdapters(sources.builtIn, { specs, folder, load: sources.load });
  const users = (adapter: string): readonly string[] =>
    state()
      .providers.filter(({ definition }) => definition.adapter === adapter)
      .map(({ definition }) => definition.name);
  const good = [...loaded.plugins.values()].map(({ adapter, version, claims }: Plugin) => ({
    adapter,
    version,
    source: loaded.sources.get(adapter) ?? "built-in",
    claims: claims.can,
    providers: users(adapter),
  }));
  const bad = [...loaded.failures].map(([spec, { error, adapter }]) => ({
    adapter: adapter ?? spec,
    version: null,
    source: spec,
    claims: [],
    providers: state()
      .providers.filter(({ definition }) => isBlamed(error, definition.adapter, loaded))
      .map(({ definition }) => definition.name),
    error: error.message,
  }));
  return [...good, ...bad];
}

function isBlamed(error: AppError, adapter: string, loaded: Adapters): boolean {
  return !loaded.plugins.has(adapter) && failureFor(adapter, loaded) === error;
}
