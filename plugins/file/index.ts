import { resolve } from "node:path";
import * as z from "zod";
import { definePlugin, everyCapability, type Capability } from "../../src/plugin/index.ts";
import { readCatalogFile } from "./read-catalog-file.ts";

const READ_ONLY: Capability = { available: false, reason: "A file is only read; edit it by hand." };
const UNITS = ["second", "minute", "hour", "day", "week", "month", "year", "forever"] as const;

/** APIs and policies from a YAML or JSON file: for work offline, demonstrations, and as the smallest example. */
export const plugin = definePlugin({
  adapter: "file",
  apiVersion: 1,
  version: "1.0.0",
  title: "File",
  requires: [],
  options: z.strictObject({
    path: z.string().min(1).describe("A YAML or JSON file, relative to the config's folder."),
  }),
  claims: { can: [], units: { rate: UNITS, quota: UNITS, keyLifetime: UNITS } },
  async connect({ folder, options }) {
    const file = resolve(folder, options.path);
    return {
      capabilities: {
        identity: { product: "File", version: null, organisationId: null, user: null },
        origin: { products: "derived", plans: "derived" },
        can: everyCapability(() => READ_ONLY),
      },
      async *check(signal) {
        const { apis, policies } = await readCatalogFile(file, signal);
        const seen = `${apis.length} APIs and ${policies.length} policies in ${file}`;
        yield { id: "readable", outcome: "ok", seen, advice: null };
      },
      snapshot: ({ signal }) => readCatalogFile(file, signal),
      close: async () => {},
    };
  },
});
