import { resolve } from "node:path";
import * as z from "zod";
import {
  definePlugin,
  everyCapability,
  type Capability,
  type CapabilityName,
} from "../../src/plugin/index.ts";
import { readCatalogFile } from "./read-catalog-file.ts";

const WRITES: readonly string[] = ["writeProducts", "writePlans", "deletePolicies", "tagPolicies"];
const UNITS = ["second", "minute", "hour", "day", "week", "month", "year", "forever"] as const;

const READABLE = "readable";

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
  checkSteps: ["connection", READABLE],
  claims: { can: [], units: { rate: UNITS, quota: UNITS, keyLifetime: UNITS } },
  async connect({ folder, options }) {
    const { path } = options;
    const file = resolve(folder, path);
    return {
      capabilities: {
        identity: { product: "File", version: null, organisationId: null, user: null },
        origin: { products: "derived", plans: "derived" },
        can: everyCapability((name) => cannot(name, path)),
      },
      async *check(signal) {
        const { apis, policies } = await readCatalogFile(file, signal);
        const seen = `${apis.length} APIs and ${policies.length} policies in ${file}`;
        yield { id: READABLE, outcome: "ok", seen, advice: null };
      },
      snapshot: ({ signal }) => readCatalogFile(file, signal),
      close: async () => {},
    };
  },
});

function cannot(name: CapabilityName, path: string): Capability {
  const reason = WRITES.includes(name)
    ? `The file ${path} is only read: edit it by hand, then sync.`
    : "A file holds APIs and policies only.";
  return { available: false, reason };
}
