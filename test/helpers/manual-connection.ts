import type { ProviderDefinition } from "../../src/core/provider.ts";
import type { Snapshot } from "../../src/core/snapshot.ts";
import {
  everyCapability,
  type Capabilities,
  type Connection,
  type SnapshotOptions,
} from "../../src/plugin/contract.ts";

const REASON = { available: false, reason: "This Provider only reads." } as const;

const CAPABILITIES: Capabilities = {
  identity: { product: "manual", version: null, organisationId: null, user: null },
  origin: { products: "native", plans: "native" },
  can: everyCapability(() => REASON),
};

/** A reading that a test ends when it wants to. */
export type Reading = {
  readonly options: SnapshotOptions;
  readonly answer: (snapshot: Snapshot) => void;
  readonly fail: (error: unknown) => void;
};

export interface ManualProvider {
  readonly definition: ProviderDefinition;
  readonly connection: Connection;
  /** Readings under way, oldest first. */
  readonly readings: Reading[];
  /** Resolves with the next reading that begins. */
  next(): Promise<Reading>;
}

/** A Provider whose every reading a test answers by hand; an abort ends it as an adapter has to. */
export function manualProvider(name: string, fields: Partial<ProviderDefinition> = {}): ManualProvider {
  const readings: Reading[] = [];
  let waiting: ((reading: Reading) => void) | null = null;
  const connection: Connection = {
    capabilities: CAPABILITIES,
    async *check() {
      yield { id: "always", outcome: "ok", seen: "a manual Provider", advice: null };
    },
    snapshot: (options) =>
      new Promise((resolve, reject) => {
        const reading = { options, answer: resolve, fail: reject };
        options.signal.addEventListener("abort", () => reject(options.signal.reason), { once: true });
        readings.push(reading);
        waiting?.(reading);
        waiting = null;
      }),
    close: () => Promise.resolve(),
  };
  return {
    definition: aDefinition(name, fields),
    connection,
    readings,
    next: () => new Promise((resolve) => (waiting = resolve)),
  };
}

export function aDefinition(name: string, fields: Partial<ProviderDefinition> = {}): ProviderDefinition {
  return {
    name,
    adapter: "manual",
    url: "https://dashboard.example.com",
    organisationId: null,
    insecureSkipVerify: false,
    policyTags: ["portal"],
    policyTagMatch: "any",
    baselineUrl: null,
    environment: null,
    description: null,
    enabled: true,
    options: {},
    ...fields,
  };
}
