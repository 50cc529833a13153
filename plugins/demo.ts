/** The simulated Providers of `portico demo`: how the simulator is started for each, and what its config says. */
export type DemoProvider = {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly policyTags: readonly string[];
  readonly baselineUrl: string;
  readonly environment: string;
  readonly description: string;
};

const IS_SOURCE = import.meta.url.endsWith(".ts");

/** The simulator's program: beside the bundle, or in the sources. */
export const SIMULATOR = new URL(
  IS_SOURCE ? "../fixtures/tyk-dashboard/main.ts" : "./simulator.js",
  import.meta.url,
).pathname;

export const DEMO_PROVIDERS: readonly DemoProvider[] = [
  {
    name: "Production EU",
    arguments: ["--sample", "production"],
    policyTags: ["portal"],
    baselineUrl: "https://gateway.example.com",
    environment: "production",
    description: "The company's own APIs, simulated",
  },
  {
    name: "Partners",
    arguments: ["--sample", "partners"],
    policyTags: ["portal", "partner"],
    baselineUrl: "https://partners.example.com",
    environment: "staging",
    description: "What partners may use, simulated",
  },
];
