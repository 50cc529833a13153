import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import type { ConfigView, LiveConsole, SyncOptions } from "../console.ts";
import { AppError } from "../core/errors.ts";
import type { AppEvent } from "../core/events.ts";
import type { ProviderDefinition } from "../core/provider.ts";
import type { SyncReport } from "../core/sync-report.ts";
import { createJsonStore } from "../store/json-store.ts";
import { defaultStoreFolder } from "../store/store-folder.ts";
import type { Store, UiMemory } from "../store/store.ts";
import type { Changes } from "../sync/changes.ts";
import type { Credentials } from "../sync/credentials.ts";
import type { Adapters } from "./adapters.ts";
import type { ConfigReading } from "./config-reader.ts";
import { createNetworkPorts } from "./check-network.ts";
import { createConfigWatch } from "./config-watch.ts";
import { createOpener } from "./opener.ts";
import { createSession, type Session } from "./session.ts";
import { withEvents } from "./state-changes.ts";
import type { AppSurroundings } from "./surroundings.ts";

/** From the first good configuration on there is a session, with the store that this configuration names. */
export interface Lifetime {
  apply(config: Config, adapters: Adapters): Promise<void>;
  sync(definitions: readonly ProviderDefinition[], options: SyncOptions): Promise<SyncReport>;
  /** The session with its store and Providers; null before there is a configuration. */
  current(): Open | null;
  cancel(): boolean;
  record(event: AppEvent): Promise<void>;
  /** Changes of Products and Plans. Throws CONFIG_NOT_FOUND before there is a configuration. */
  changes(): Changes;
  /** Credentials of Providers. Throws CONFIG_NOT_FOUND before there is a configuration. */
  credentials(): Credentials;
  /** Throws CONFIG_NOT_FOUND before there is a configuration. */
  store(): Store;
  readHistory(limit: number): Promise<readonly AppEvent[]>;
  readMemory(): Promise<UiMemory>;
  writeMemory(memory: UiMemory): Promise<void>;
  /** Watches the configuration just read once started; null: where one would appear. */
  follow(reading: Exclude<ConfigReading, { outcome: "missing" }> | null): Promise<void>;
  /** What is damaged in the store, or was found out about changes of other processes, and was not told yet. */
  takeWarnings(): readonly string[];
  start(): Promise<void>;
  close(): Promise<void>;
}

export type Open = {
  readonly session: Session;
  readonly store: Store;
  /** Those of the configuration in force. */
  readonly providers: Config["providers"];
};

export function createLifetime(
  surroundings: AppSurroundings,
  live: LiveConsole,
  onConfigChange: () => void,
): Lifetime {
  let open: Open | null = null;
  let started = false;
  let closed = false;
  let last: Parameters<Lifetime["follow"]>[0] = null;
  const watch = createConfigWatch(onConfigChange);

  async function follow(reading: typeof last): Promise<void> {
    // A config that has vanished is waited for where it was.
    last = reading ?? last;
    if (!started) return;
    const { cwd } = surroundings;
    await watch.follow(reading ?? { file: join(cwd, "portico.yaml"), include: [], folder: cwd });
  }

  return {
    follow,
    async apply(config, adapters) {
      // A reading that was under way when everything was closed comes to nothing.
      if (closed) return;
      const isFirst = open === null;
      const { providers } = config;
      open = { ...(open ?? (await openSession(config, surroundings, live))), providers };
      await open.session.apply(config, adapters);
      if (isFirst && started) open.session.start();
    },
    sync: async (definitions, options) =>
      open?.session.sync(definitions, options) ?? nothingSynchronized(options),
    current: () => open,
    cancel: () => open?.session.cancel() ?? false,
    async record(event) {
      if (open !== null) await open.session.record(event);
      else live.change((state) => withEvents(state, [...state.events, event]));
    },
    changes: () => opened(open).session.changes,
    credentials: () => opened(open).session.credentials,
    store: () => opened(open).store,
    readHistory: async (limit) => open?.store.readEvents(limit) ?? live.console.state().events.slice(-limit),
    readMemory: async () => open?.store.readUi() ?? {},
    writeMemory: async (memory) => open?.store.writeUi(memory),
    takeWarnings() {
      if (open === null) return [];
      const damaged = open.store.takeNotices().filter((notice) => notice.type === "damaged");
      return [...damaged.map(({ message }) => message), ...open.session.takeSettled()];
    },
    async start() {
      started = true;
      open?.session.start();
      await follow(last);
      // What was saved between reading the config and watching it would go unseen.
      if (last === null || (await isNewer(live.console.state().config))) onConfigChange();
    },
    async close() {
      closed = true;
      await watch.close();
      await open?.session.close();
    },
  };
}

function nothingSynchronized({ dryRun = false }: SyncOptions): SyncReport {
  return { ok: true, dryRun, providers: [] };
}

/** Throws CONFIG_NOT_FOUND before there is a session. */
function opened(open: Open | null): Open {
  if (open !== null) return open;
  throw new AppError("CONFIG_NOT_FOUND", "There is no valid config, so there is no Provider to change.", {
    hint: "Write one with `portico init`, or mend the one there is.",
  });
}

/** Whether the file has been saved since it was loaded. */
async function isNewer({ file, loadedAt }: ConfigView): Promise<boolean> {
  if (file === null || loadedAt === null) return false;
  const stats = await stat(file).catch(() => null);
  return stats !== null && stats.mtimeMs > Date.parse(loadedAt);
}

async function openSession(
  config: Config,
  surroundings: AppSurroundings,
  live: LiveConsole,
): Promise<Omit<Open, "providers">> {
  const { env, home, platform, now, pid, log } = surroundings;
  const folder = config.storePath ?? defaultStoreFolder({ configFile: config.file, env, home, platform });
  const store = await createJsonStore({ folder, now, pid });
  const opener = createOpener(surroundings, { folder: config.folder, store, secrets: surroundings.secrets });
  const network = createNetworkPorts(surroundings, { store });
  const { change, console } = live;
  const session = createSession({ store, opener, network, state: () => console.state(), change, now, log });
  return { session, store };
}
