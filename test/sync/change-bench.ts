import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import type { Catalog } from "../../src/core/catalog.ts";
import { SECRET } from "../../fixtures/tyk-dashboard/builders.ts";
import type { Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import type { ChangeProposal, ChangeRequest, ChangeResult } from "../../src/core/change.ts";
import { AppError } from "../../src/core/errors.ts";
import type { AppEvent } from "../../src/core/events.ts";
import type { Settlement } from "../../src/core/settle.ts";
import type { ProviderDefinition } from "../../src/core/provider.ts";
import type { Claims, Connection } from "../../src/plugin/contract.ts";
import type { Store } from "../../src/store/store.ts";
import { settlementEvent } from "../../src/sync/change-event.ts";
import { createChanges, type Changes } from "../../src/sync/changes.ts";
import { createEngine, type Engine } from "../../src/sync/engine.ts";

/** A Provider to be changed: its definition, and the way to open it. */
export type Target = {
  readonly definition: ProviderDefinition;
  readonly connection: Connection;
  readonly units?: Claims["units"];
};

/** Synchronizing and changing Providers over one store, as the app wires it. */
export type ChangeBench = {
  readonly changes: Changes;
  readonly engine: Engine;
  readonly events: AppEvent[];
  /** What readings have found out, oldest first. */
  readonly settlements: Settlement[];
  /** So many ms pass at once. */
  wait(ms: number): void;
  sync(): Promise<void>;
  /** The stored catalog of the first Provider. */
  catalog(): Promise<Catalog>;
  /** Proposes and carries out. */
  change(request: ChangeRequest): Promise<ChangeResult>;
  /** The one proposal that undoes the last change. */
  undo(): Promise<ChangeProposal>;
};

/** More than a change without an answer is waited for. */
export const LONG_MS = 6 * 60_000;

const SECONDS = ["second", "minute", "hour", "day"] as const;

export function changeBench(store: Store, ...targets: readonly Target[]): ChangeBench {
  const events: AppEvent[] = [];
  const found: Settlement[] = [];
  let passed = 0;
  const now = (): Date => new Date(Date.now() + passed);
  const targetOf = (name: string): Target => {
    const target = targets.find(({ definition }) => definition.name === name);
    if (target === undefined) throw new AppError("UNKNOWN_PROVIDER", `There is no Provider "${name}".`);
    return target;
  };
  const connect = async (name: string): Promise<Connection> => targetOf(name).connection;
  const engine = createEngine(
    { store, connect, disconnect: async () => undefined, now },
    {
      onProgress: () => undefined,
      onResult: ({ settlements }) => {
        for (const one of settlements) {
          found.push(one);
          const event = settlementEvent(one, now().toISOString());
          if (event !== null) events.push(event);
        }
      },
    },
  );
  const changes = createChanges({
    store,
    now,
    connect,
    newId: randomUUID,
    definitionOf: (name) => targetOf(name).definition,
    unitsOf: (name) =>
      targetOf(name).units ?? { rate: SECONDS, quota: [...SECONDS, "forever"], keyLifetime: SECONDS },
    exclusively: (name, task) => engine.exclusively(name, task),
    settle: (definition) => engine.sync([definition]),
    onCatalog: async () => undefined,
    onUndo: async () => undefined,
    record: async (event) => void events.push(event),
  });
  onTestFinished(() => engine.close());
  const [first] = targets;
  return {
    changes,
    engine,
    events,
    settlements: found,
    wait: (ms) => void (passed += ms),
    async sync() {
      const report = await engine.sync(targets.map(({ definition }) => definition));
      if (!report.ok) throw new Error(JSON.stringify(report.providers.map(({ error }) => error)));
    },
    async catalog() {
      const catalog = await store.readCatalog(first?.definition.name ?? "");
      if (catalog === null) throw new Error("nothing is stored");
      return catalog;
    },
    change: async (request) => changes.carryOut(await changes.propose(request)),
    async undo() {
      const [proposal, ...more] = await changes.proposeUndo();
      if (proposal === undefined || more.length > 0) throw new Error("it is not one proposal");
      return proposal;
    },
  };
}

/** The requests of a proposal reach the Dashboard, long after anybody waits for their answers. */
export async function arriveLate({ url }: Dashboard, { requests }: ChangeProposal): Promise<void> {
  for (const { method, path, body } of requests) {
    const sent = body === null ? {} : { body: JSON.stringify(body) };
    await fetch(`${url}${path}`, { method, headers: { authorization: SECRET }, ...sent });
  }
}
