import { fileURLToPath } from "node:url";

/** A Provider of the demonstration: how its simulator is started, and what the demo's config says of it. */
export type DemoProvider = {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly policyTags: readonly string[];
  readonly environment: string;
  readonly description: string;
};

/** The program that simulates a Provider: a source file in a checkout, a file beside this one in a build. */
export const SIMULATOR = fileURLToPath(
  new URL(
    import.meta.url.endsWith(".ts") ? "../../fixtures/tyk-dashboard/main.ts" : "./simulator.js",
    import.meta.url,
  ),
);

/** What the demonstration runs against, in words. */
export const DEMO_TITLE = "two simulated Tyk Dashboards";

/** The Providers that the demonstration shows, in the order of its config. */
export const DEMO_PROVIDERS: readonly DemoProvider[] = [
  {
    name: "Production EU",
    arguments: ["--sample", "production"],
    policyTags: ["portal"],
    environment: "production",
    description: "What customers use",
  },
  {
    name: "Partners",
    arguments: ["--sample", "partners"],
    policyTags: ["partner"],
    environment: "production",
    description: "What partners use",
  },
];
