import { adapterSources } from "./app/adapter-sources.ts";
import { adapterTools } from "./app/adapter-tools.ts";
import type { Adapters } from "./app/adapters.ts";
import type { Config } from "./config/config.ts";
import { createConfigControl, type ConfigControl } from "./app/config-control.ts";
import { readConfig, type ConfigReading, type ReaderOptions } from "./app/config-reader.ts";
import { createExecutables } from "./app/executables.ts";
import { openEditor, type EditorPlace } from "./app/editor.ts";
import { editText } from "./app/edit-text.ts";
import { writeExample } from "./app/example-file.ts";
import { createLifetime, type Lifetime } from "./app/lifetime.ts";
import { EMPTY_STATE } from "./app/state-changes.ts";
import { createKnownSecrets, type KnownSecrets } from "./app/known-secrets.ts";
import type { ProviderEditing } from "./app/provider-editing.ts";
import type { AppSurroundings, Surroundings } from "./app/surroundings.ts";
import { createConsole, type Console, type ConsoleState, type LiveConsole } from "./console.ts";
import { secretsIn } from "./core/credential-change.ts";
import { AppError, isAppError } from "./core/errors.ts";

import { ACTIONS } from "./view/action-table.ts";
import { THEMES } from "./view/themes.ts";

export type { Surroundings };

export type App = {
  readonly console: Console;
  /** What a console needs beside its door: initial synchronization, refresh grid, watching of config and store. */
  readonly start: () => Promise<void>;
  /** Takes every secret that was fetched out of a text: for what a fault says. */
  readonly redact: (text: string) => string;
  /** What is damaged in the store, or became of changes of others, and was not told yet; the console has events for it. */
  readonly takeWarnings: () => readonly string[];
  /** Cancels what runs, closes everything and waits. */
  readonly close: () => Promise<void>;
};

/**
 * Builds Portico: config (the file named by `configFlag`, or found), adapters, store, sync. The stored catalogs are in the console's state when it resolves. A
 * missing or broken configuration is part of that state, not an error. Rejects with CONFIG_NOT_FOUND for a file that
 * is named but not there, and with what the store rejects with.
 */
export async function createApp(surroundings: Surroundings, configFlag: string | null): Promise<App> {
  const secrets = createKnownSecrets();
  const log = (line: string): void => surroundings.log(secrets.redact(line));
  const { live, control, lifetime } = assemble({ ...surroundings, log, secrets }, configFlag);
  await control.reload();
  return {
    console: live.console,
    start: () => lifetime.start(),
    redact: (text) => secrets.redact(text),
    takeWarnings: () => lifetime.takeWarnings(),
    close: () => lifetime.close(),
  };
}

type Parts = { readonly live: LiveConsole; readonly control: ConfigControl; readonly lifetime: Lifetime };

function assemble(surroundings: AppSurroundings, configFlag: string | null): Parts {
  const { cwd, env, now, log, watchPlugins = false } = surroundings;
  const { setLimit, sources } = adapterSources(createExecutables(surroundings), watchPlugins);
  const reader = readerOf({ cwd, env, ...sources }, configFlag);
  const live: LiveConsole = createConsole(EMPTY_STATE, {
    sync: (definitions, syncOptions) => lifetime.sync(definitions, syncOptions),
    propose: async (request, signal) => lifetime.changes().propose(request, signal),
    carryOut: async (proposal, signal) => lifetime.changes().carryOut(proposal, signal),
    proposeUndo: async (signal) => lifetime.changes().proposeUndo(signal),
    credentials: credentialsOf(() => lifetime.credentials(), surroundings.secrets),
    check: async (definitions, signal) => lifetime.current()?.session.check(definitions, signal) ?? [],
    async writeSupport(file, checks) {
      const { writeSupport } = await import("./app/support-file.ts");
      const { store = null, providers = [] } = lifetime.current() ?? {};
      const held = { store, configured: providers };
      await writeSupport(file, { ...surroundings, ...held, state: live.console.state(), checks });
    },
    cancelSync: () => lifetime.cancel(),
    readHistory: (limit) => lifetime.readHistory(limit),
    readMemory: () => lifetime.readMemory(),
    writeMemory: (memory) => lifetime.writeMemory(memory),
    async editConfig(provider) {
      await openEditor(editorPlace(live.console.state(), provider), env);
      await control.reload();
    },
    adapters: adapterTools({
      surroundings,
      sources,
      read: (also) => readConfig({ ...reader(live.console.state().config.file), ...also }),
      state: () => live.console.state(),
    }),
    editText: (text, suffix) => editText(text, suffix, env),
    ...providersOf(() => editing()),
    async writeExampleConfig(named = null) {
      const file = await writeExample(cwd, named);
      await control.reload();
      return file;
    },
  });
  const { change, console } = live;
  const onConfigChange = (): void => {
    control.reload().catch((error: unknown) => log(`reading the config again failed: ${String(error)}`));
  };
  const lifetime: Lifetime = createLifetime(surroundings, live, onConfigChange);
  const control: ConfigControl = createConfigControl({
    read: () => readAgain(live.console.state(), (file) => readConfig(reader(file))),
    ...inForce(lifetime, { setLimit, watchPlugins }),
    record: (event) => lifetime.record(event),
    state: () => console.state(),
    change,
    now,
  });
  const editing = async (): Promise<ProviderEditing> => {
    const { editingOf } = await import("./app/editing-of.ts");
    const file = console.state().config.file;
    return editingOf({ surroundings, live, lifetime, control, reader: reader(file) });
  };
  return { live, control, lifetime };
}

type Following = { readonly setLimit: (count: number) => void; readonly watchPlugins: boolean };

/** What becomes of a configuration that was read: it is put in force, and its files are watched. */
function inForce(
  lifetime: Lifetime,
  { setLimit, watchPlugins }: Following,
): Pick<Parameters<typeof createConfigControl>[0], "apply" | "onRead"> {
  return {
    async apply(config, adapters) {
      setLimit(config.concurrency);
      await lifetime.apply(watchPlugins ? await withPluginState(config, adapters) : config, adapters);
    },
    onRead: async (reading) => lifetime.follow(watchPlugins ? await withPluginsWatched(reading) : reading),
  };
}

/** What reading the configuration takes; `file` is the one in force. */
function readerOf(
  places: Omit<ReaderOptions, "flag" | keyof typeof KNOWN>,
  configFlag: string | null,
): (file: string | null) => ReaderOptions {
  return (file) => ({ ...places, flag: file ?? configFlag, ...KNOWN });
}

const KNOWN = {
  actions: new Set(Object.keys(ACTIONS)),
  themes: THEMES,
  keyProblems: async () => (await import("./view/key-problems.ts")).keyProblems,
};

/** The Providers of a plugin whose files have changed count as changed. */
async function withPluginState(config: Config, adapters: Adapters): Promise<Config> {
  const files = await import("./app/plugin-files.ts");
  return files.withPluginState(config, adapters);
}

type FollowedReading = Parameters<Lifetime["follow"]>[0];

/** The files of plugins are watched like those that the config includes. */
async function withPluginsWatched(reading: FollowedReading): Promise<FollowedReading> {
  if (reading?.outcome !== "ok") return reading;
  const { watchedPluginFiles } = await import("./app/plugin-files.ts");
  const files = await watchedPluginFiles(reading.config, reading.adapters);
  return { ...reading, include: [...reading.include, ...files] };
}

/** The way to credentials, whichever configuration is in force. No fault tells a secret that has gone this way. */
function credentialsOf(
  credentials: () => ReturnType<Lifetime["credentials"]>,
  secrets: KnownSecrets,
): Console["credentials"] {
  return {
    read: async (provider) => credentials().read(provider),
    refresh: async (...given) => credentials().refresh(...given),
    async propose(request, ...more) {
      for (const secret of secretsIn(request)) secrets.add(secret);
      return credentials().propose(request, ...more);
    },
    async carryOut(...given) {
      const result = await credentials().carryOut(...given);
      if (result.secret !== null) secrets.add(result.secret.value);
      return result;
    },
    usage: async (...given) => credentials().usage(...given),
    tokens: async (...given) => credentials().tokens(...given),
    certificates: async (...given) => credentials().certificates(...given),
  };
}

type ProviderDoor = Pick<Console, "readProvider" | "proposeProvider" | "writeProvider" | "testProvider">;

/** The way to the editing of Providers, which is loaded with the first edit. */
function providersOf(editing: () => Promise<ProviderEditing>): ProviderDoor {
  return {
    readProvider: async (name) => (await editing()).readProvider(name),
    proposeProvider: async (request) => (await editing()).proposeProvider(request),
    writeProvider: async (proposal) => (await editing()).writeProvider(proposal),
    testProvider: async (request, signal) => (await editing()).testProvider(request, signal),
  };
}

type Read = (file: string | null) => Promise<ConfigReading>;

/** Stays with the file that was found first: when it vanishes, another one further up is not meant. */
async function readAgain({ config }: ConsoleState, read: Read): Promise<ConfigReading> {
  try {
    return await read(config.file);
  } catch (error) {
    if (config.file === null || !isAppError(error) || error.code !== "CONFIG_NOT_FOUND") throw error;
    return { outcome: "missing" };
  }
}

/** The Provider's lines; else the first error of a broken config; else its top. */
function editorPlace(state: ConsoleState, provider: string | null): EditorPlace {
  const view = state.providers.find((one) => one.definition.name === provider);
  if (view !== undefined) return view.place;
  const { file, issues } = state.config;
  const [issue] = issues;
  if (issue !== undefined) return { file: issue.file, line: issue.line ?? 1 };
  if (file !== null) return { file, line: 1 };
  throw new AppError("CONFIG_NOT_FOUND", "There is no config to edit yet.", {
    hint: "Write one with: portico init",
  });
}
