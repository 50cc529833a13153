import type { Plugin } from "../src/plugin/index.ts";

/** The adapters that come with Portico, by name; each is loaded when it is needed. */
export const BUILT_IN: Readonly<Record<string, () => Promise<Plugin>>> = {
  "tyk-dashboard": async () => (await import("./tyk-dashboard/index.ts")).plugin,
  "tyk-gateway": async () => (await import("./tyk-gateway/index.ts")).plugin,
  file: async () => (await import("./file/index.ts")).plugin,
};

/** The adapter of a Provider whose config names none. */
export const DEFAULT_ADAPTER = "tyk-dashboard";

export { DEMO_PROVIDERS, DEMO_TITLE, SIMULATOR, type DemoProvider } from "./tyk-dashboard/demo.ts";
