import type { AdapterTools, ConsoleState } from "../console.ts";
import type { AdapterSources } from "./adapter-sources.ts";
import type { ConfigReading } from "./config-reader.ts";
import type { AppSurroundings } from "./surroundings.ts";

export type AdapterToolsPorts = {
  readonly surroundings: AppSurroundings;
  readonly sources: AdapterSources;
  /** Reads the configuration anew, with these adapters. */
  readonly read: (sources: AdapterSources) => Promise<ConfigReading>;
  readonly state: () => ConsoleState;
};

/** The tools of people who write adapters; each is loaded when it is used. */
export function adapterTools(ports: AdapterToolsPorts): AdapterTools {
  return {
    async list() {
      const { listAdapters } = await import("./adapter-list.ts");
      return listAdapters(ports);
    },
    async test(request, onCase, signal) {
      const { tryAdapter } = await import("./adapter-trial.ts");
      return tryAdapter(request, ports, { onCase, ...(signal && { signal }) });
    },
    async begin(plugin) {
      const { beginPlugin } = await import("./new-plugin.ts");
      return beginPlugin(plugin, ports.surroundings.cwd);
    },
  };
}
