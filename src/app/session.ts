import type { Config, ConfiguredProvider } from "../config/config.ts";
import type { ConsoleState, ProviderView, SyncOptions } from "../console.ts";
import type { ProviderCheck } from "../core/check.ts";
import { reportOf } from "../core/errors.ts";
import type { AppEvent } from "../core/events.ts";
import { UNKNOWN_STATUS, type ProviderDefinition, type ProviderStatus } from "../core/provider.ts";
import { sameValue } from "../core/same-value.ts";
import type { SyncReport } from "../core/sync-report.ts";
import type { Store } from "../store/store.ts";
import { settlementEvent } from "../sync/change-event.ts";
import type { Changes } from "../sync/changes.ts";
import type { Credentials } from "../sync/credentials.ts";
import { createEngine } from "../sync/engine.ts";
import type { RunResult } from "../sync/provider-run.ts";
import { createTicker } from "../sync/ticker.ts";
import type { Adapters } from "./adapters.ts";
import { createBackground } from "./background.ts";
import type { CheckPorts } from "./check-provider.ts";
import { createChecking, type Checking } from "./checking.ts";
import { createConnections, type Connections } from "./connections.ts";
import { createLeftBehind } from "./left-behind.ts";
import type { Opener } from "./opener.ts";
import { createRoster, type Roster } from "./roster.ts";
import { runEvent } from "./run-event.ts";
import {
  withAbilities,
  withCatalog,
  withNextSync,
  withProgress,
  withProviders,
  withStatus,
} from "./state-changes.ts";
import { createSettledChanges } from "./settled-changes.ts";
import { createWriters } from "./writers.ts";
import { createStoreMirror, type StoreMirror } from "./store-mirror.ts";

export type SessionPorts = {
  readonly store: Store;
  readonly opener: Opener;
  readonly network: Pick<CheckPorts, "network" | "probe">;
  readonly state: () => ConsoleState;
  readonly change: (step: (state: ConsoleState) => ConsoleState) => void;
  readonly now: () => Date;
  readonly log: (line: string) => void;
};

/** The Providers of one configuration at work: connections, engine and ticker over one store. */
export interface Session {
  /** Takes a configuration in force: Providers appear, change, leave. Once started, new and changed ones synchronize. */
  apply(config: Config, adapters: Adapters): Promise<void>;
  sync(definitions: readonly ProviderDefinition[], options: SyncOptions): Promise<SyncReport>;
  /** As `Console.check`. */
  check(definitions: readonly ProviderDefinition[], signal: AbortSignal): Promise<readonly ProviderCheck[]>;
  /** Cancels what runs; true when something did. */
  cancel(): boolean;
  /** The initial synchronization of all, then the grid of the refresh interval; shows what other processes change. */
  start(): void;
  record(event: AppEvent): Promise<void>;
  readonly changes: Changes;
  readonly credentials: Credentials;
  /** What became of changes that another process had begun, and was not told yet. */
  takeSettled(): readonly string[];
  /** Cancels what runs, closes connections and store. */
  close(): Promise<void>;
}

export function createSession(ports: SessionPorts): Session {
  const { store, change } = ports;
  const parts = assemble(ports);
  const { background, mirror, roster, connections, engine, ticker, changes, credentials, sync, left } = parts;
  const checking = checkingOf(ports, parts);
  const life = { started: false, interval: 0, unsubscribe: (): void => {} };

  function synchronize(fresh: readonly ConfiguredProvider[]): void {
    const definitions = fresh
      .map((provider) => provider.definition)
      .filter((definition) => definition.enabled);
    background.run(sync(definitions, {}));
  }

  return {
    async apply(config, adapters) {
      const { stale, fresh } = roster.replace(config, adapters);
      for (const name of stale) engine.cancel(name);
      // A write under way is not cut off.
      await Promise.allSettled(
        stale.map((name) => engine.exclusively(name, () => connections.disconnect(name))),
      );
      const views = await Promise.all(
        roster.providers().map((one) => viewOf(one, { ...ports, roster, ...life })),
      );
      change((state) => withProviders(state, views));
      await Promise.all([
        ...views.map((view) => mirror.showCatalog(view.definition.name)),
        mirror.showUndo(),
      ]);
      life.interval = config.refreshIntervalMs;
      engine.setConcurrency(config.concurrency);
      if (!life.started) return;
      ticker.change(life.interval);
      synchronize(fresh);
      background.run(left.tell());
    },
    record: (event) => mirror.record(event),
    changes,
    credentials,
    takeSettled: () => parts.settled.tell(),
    sync,
    check: (definitions, signal) => checking.check(definitions, signal),
    cancel: () => [checking.cancel(), engine.cancel()].includes(true),
    start() {
      life.started = true;
      life.unsubscribe = store.subscribe((notice) => background.run(mirror.onNotice(notice)));
      background.run(left.show());
      for (const { definition } of roster.providers())
        background.run(mirror.showCredentials(definition.name));
      ticker.start(life.interval);
      synchronize(roster.providers());
    },
    async close() {
      life.unsubscribe();
      ticker.stop();
      await Promise.all([checking.close(), engine.close()]);
      await background.settled();
      await connections.close();
      await store.close();
    },
  };
}

/** The parts of a session, wired: what an engine run brings goes into the console's state and the history. */
function assemble(ports: SessionPorts) {
  const { store, change, now } = ports;
  const background = createBackground(ports.log);
  const mirror = createStoreMirror(ports);
  const roster = createRoster();
  const settled = createSettledChanges();
  const connections = createConnections(async (name, signal) => {
    const { provider, plugin } = roster.pluginOf(name);
    const connection = await ports.opener.open({ provider, plugin }, signal);
    change((state) => withAbilities(state, name, connection.capabilities.can));
    return connection;
  }, ports.log);
  const onResult = (result: RunResult): void => {
    const { status, catalog, sync } = result;
    if (status === null) return;
    change((state) =>
      withStatus(catalog === null ? state : withCatalog(state, catalog), sync.provider, status),
    );
    const at = now().toISOString();
    settled.take(result.settlements, at);
    background.run(recordRun(result, mirror, at));
  };
  // What was refused may have been granted meanwhile: connecting anew measures it.
  const connectAnew: Connections["connect"] = async (name, signal) => {
    if (lacksClaimed(name, ports.state(), roster)) await connections.renew(name);
    return connections.connect(name, signal);
  };
  const engine = createEngine(
    { ...connections, connect: connectAnew, store, now },
    { onProgress: (name, progress) => change((state) => withProgress(state, name, progress)), onResult },
  );
  const writers = createWriters({ ...ports, background, mirror, roster, connections, engine, settled });
  const left = createLeftBehind({ store, mirror, roster, settled, now });
  /** A reading first, then what is due there: credentials whose grace is over, changes that it did not settle. */
  const syncAndEnd: Session["sync"] = async (definitions, options) => {
    const report = await engine.sync(definitions, options);
    const read = report.providers.filter(({ outcome }) => outcome === "synced" && !report.dryRun);
    await Promise.all(read.map(({ provider }) => writers.credentials.endDue(provider)));
    if (!report.dryRun) await left.tell();
    return report;
  };
  const ticker = createTicker({
    now,
    onTick: () => background.run(syncAndEnd(roster.enabled(), {})),
    onNext: (next) => change((state) => withNextSync(state, next)),
  });
  const working = { background, mirror, roster, connections, engine, ticker, settled, left };
  return { ...working, ...writers, sync: syncAndEnd };
}

function checkingOf(
  ports: SessionPorts,
  { roster, connections, mirror }: Pick<ReturnType<typeof assemble>, "roster" | "connections" | "mirror">,
): Checking {
  return createChecking({
    ...ports,
    ...ports.network,
    roster,
    direct: ports.opener.check,
    connect: (name, signal) => connections.connect(name, signal),
    record: (event) => mirror.record(event),
  });
}

/** A run, and what it settled, as lines of the history. */
async function recordRun(result: RunResult, mirror: StoreMirror, at: string): Promise<void> {
  const { settlements } = result;
  const events = [runEvent(result, at), ...settlements.map((one) => settlementEvent(one, at))];
  for (const event of events) if (event !== null) await mirror.record(event);
  if (settlements.length > 0) await mirror.showUndo();
}

type ViewPorts = SessionPorts & { readonly roster: Roster; readonly started: boolean };

/** A Provider as shown: what is known of it here, else what the store has. One that is added later starts unknown. */
async function viewOf(provider: ConfiguredProvider, ports: ViewPorts): Promise<ProviderView> {
  const { definition, place, asWritten } = provider;
  const known = ports.state().providers.find((view) => view.definition.name === definition.name);
  const failure = ports.roster.failureOf(definition);
  return {
    definition,
    place,
    asWritten,
    status: known?.status ?? (await storedStatus(definition.name, ports)),
    progress: known?.progress ?? null,
    loadError: failure === null ? null : reportOf(failure),
    abilities: sameValue(known?.definition, definition) ? (known?.abilities ?? null) : null,
  };
}

async function storedStatus(name: string, ports: ViewPorts): Promise<ProviderStatus> {
  const status = (await ports.store.readStatus(name)) ?? UNKNOWN_STATUS;
  return ports.started ? { ...status, state: "unknown", held: null, error: null } : status;
}

/** Whether a Provider cannot do now what it may be granted. */
function lacksClaimed(name: string, { providers }: ConsoleState, roster: Roster): boolean {
  const abilities = providers.find((view) => view.definition.name === name)?.abilities;
  return roster.grantableAt(name).some((ability) => abilities?.[ability]?.available === false);
}
