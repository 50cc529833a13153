import type { AdapterView, NewPlugin, TrialCase, TrialReport, TrialRequest } from "./core/adapter-view.ts";
import type { Catalog } from "./core/catalog.ts";
import type { ChangeProposal, ChangeRequest, ChangeResult, UndoEntry } from "./core/change.ts";
import type { CheckRun, ProviderCheck } from "./core/check.ts";
import type { CredentialsDoor } from "./core/credential-door.ts";
import type { CredentialBook } from "./core/credential.ts";
import type { ConfigIssue } from "./core/config-issue.ts";
import { AppError, type ErrorReport } from "./core/errors.ts";
import type { AppEvent } from "./core/events.ts";
import { excerpt } from "./core/plain-text.ts";
import type { AsWritten } from "./core/practices.ts";
import type { Abilities, ProviderDefinition, ProviderStatus } from "./core/provider.ts";
import type {
  ConfigEdit,
  ConfigRequest,
  ProviderDraft,
  ProviderProposal,
  ProviderRequest,
  ProviderResult,
  ProviderTest,
} from "./core/provider-edit.ts";
import type { SyncProgress, SyncReport } from "./core/sync-report.ts";

/**
 * The configuration in force. `broken` means that the file on disk has errors (`issues`) and the last good version,
 * loaded at `loadedAt`, is still running; `missing` that there is none. `refreshIntervalMs` 0 is manual only.
 */
export type ConfigView = {
  readonly file: string | null;
  readonly state: "ok" | "broken" | "missing";
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly ConfigIssue[];
  readonly loadedAt: string | null;
  readonly refreshIntervalMs: number;
  readonly theme: string;
  /** Key overrides of the config: action id to keys. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Ids of warnings that the operator does not want to see. */
  readonly ignore: readonly string[];
};

/** A Provider as panes and commands see it: never a secret. `loadError` says why its adapter could not be loaded. */
export type ProviderView = {
  readonly definition: ProviderDefinition;
  readonly status: ProviderStatus;
  readonly progress: SyncProgress | null;
  readonly place: { readonly file: string; readonly line: number };
  readonly asWritten: AsWritten;
  readonly loadError: ErrorReport | null;
  /** What can be done there, as measured when it was last connected; null before that. */
  readonly abilities: Abilities | null;
};

/** Everything there is to show. A new object at every change; parts that did not change are the same objects. */
export type ConsoleState = {
  readonly config: ConfigView;
  /** In config order. */
  readonly providers: readonly ProviderView[];
  /** By Provider name; absent until the first catalog is read or synchronized. */
  readonly catalogs: ReadonlyMap<string, Catalog>;
  /** Credentials by Provider name; absent until they are read from the store. */
  readonly books: ReadonlyMap<string, CredentialBook>;
  /** Newest last; the last few hundred. */
  readonly events: readonly AppEvent[];
  /** ISO instant of the next automatic synchronization; null when manual only. */
  readonly nextSyncAt: string | null;
  /** What undoes the last change, newest first: one entry, or those of its whole batch; empty when there is none. */
  readonly undo: readonly UndoEntry[];
  /** The changes of the config that were made here and can be undone, newest last. */
  readonly configEdits: readonly ConfigEdit[];
  /** By Provider name: the last check of each, or the one under way. */
  readonly checks: ReadonlyMap<string, CheckRun>;
};

export type SyncOptions = {
  readonly dryRun?: boolean;
  /** Accept what would otherwise be held. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
};

/**
 * The one door that panes and commands go through. Actions never throw for what a Provider does wrong: that is in
 * their result and in the state.
 */
export interface Console {
  state(): ConsoleState;
  /** Called after every change; returns the way to stop. */
  subscribe(listener: () => void): () => void;
  /** Synchronizes the named Providers (in config order), or every enabled one for null. Rejects with UNKNOWN_PROVIDER. */
  sync(providers: readonly string[] | null, options?: SyncOptions): Promise<SyncReport>;
  /**
   * Builds the proposal of a change; writes nothing. What concerns the store alone contacts nobody. For an edit the
   * Provider is asked for every field of its own that is named, whatever the store has; `write` is null when both have
   * it all. While an earlier change of the same policy or name is pending, the Provider is synchronized first. Rejects
   * with RULE_BROKEN (naming every rule), UNKNOWN_PROVIDER, UNKNOWN_ITEM, CANNOT_WRITE, NAME_TAKEN, NOT_FOUND, or with
   * what keeps the Provider from being reached.
   */
  propose(request: ChangeRequest, signal?: AbortSignal): Promise<ChangeProposal>;
  /**
   * Carries out a proposal: the Provider first, then the store. Rejects with WRITE_CONFLICT when what it was built on
   * has moved, or with what the Provider refused it for; then nothing was changed. When no answer says what became of
   * it, the Provider is read anew at once: it resolves with a warning when it took effect, and rejects with
   * OUTCOME_UNKNOWN when that is not to be seen, or cannot be read. It then stays pending: it may take effect yet, and
   * complete readings adopt it with everything that was typed. One that begins more than 5 minutes after the change and
   * does not show it says that it did not take effect (CONNECTION_LOST, when that is this one). `summary` of the result
   * says what was done.
   */
  carryOut(proposal: ChangeProposal, signal?: AbortSignal): Promise<ChangeResult>;
  /**
   * The proposals that undo the last change, to be carried out in their order: one, or one for each change of its
   * batch. Rejects with UNKNOWN_ITEM when there is none that can be undone, with
   * WRITE_CONFLICT when it is found out meanwhile that it is not the last one any more, and as `propose` does.
   */
  proposeUndo(signal?: AbortSignal): Promise<readonly ChangeProposal[]>;
  readonly credentials: CredentialsDoor;
  /** A Provider as the config writes it, and what a new one (null) can be made of. Rejects with UNKNOWN_PROVIDER or CONFIG_INVALID. */
  readProvider(name: string | null): Promise<ProviderDraft>;
  /**
   * Builds the proposal of a change of the config's Providers, on what is on the disk now; writes nothing. What comes of
   * it is judged as when it is loaded. Rejects with CONFIG_INVALID (naming line and column), CONFIG_UNEDITABLE where the
   * YAML has to be edited by hand, CONFIG_CHANGED, NAME_TAKEN or UNKNOWN_PROVIDER. What undoes a change puts its file
   * back byte for byte, and rejects with CONFIG_CHANGED when somebody else has changed that since.
   */
  proposeProvider(request: ConfigRequest): Promise<ProviderProposal>;
  /**
   * Writes a proposal, durably, and puts the config in force. Rejects with CONFIG_CHANGED when the file was changed
   * since, or with CONFIG_UNWRITABLE; then nothing was changed. What is stored of a renamed Provider moves along.
   */
  writeProvider(proposal: ProviderProposal): Promise<ProviderResult>;
  /** Connects to a Provider as a request would have it, and says what it finds; stores nothing. Rejects as `proposeProvider`. */
  testProvider(request: ProviderRequest, signal?: AbortSignal): Promise<ProviderTest>;
  /**
   * Checks the named Providers (in config order), or every enabled one for null, all at once; the steps appear in the
   * state as they are taken. A check begun anew takes the place of the one shown. Rejects with UNKNOWN_PROVIDER, and with
   * CANCELLED when the signal says so.
   */
  check(providers: readonly string[] | null, signal?: AbortSignal): Promise<readonly ProviderCheck[]>;
  /**
   * Writes a file for a ticket, readable by its owner alone: versions, the config without secrets, the checks, status
   * and the last requests. Rejects with SUPPORT_UNWRITABLE.
   */
  writeSupport(file: string, checks: readonly ProviderCheck[]): Promise<void>;
  /** Cancels running synchronizations and checks; true when there were any. */
  cancelSync(): boolean;
  /** Opens the config in `$EDITOR` at a Provider's lines (null: at the top), then reads it again. Rejects with EDITOR_FAILED. */
  editConfig(provider: string | null): Promise<void>;
  /**
   * Opens a text in `$EDITOR`, in a file of its own that only its owner reads, and returns it as the editor left it.
   * `suffix` (`.md`) tells the editor what it is. Rejects with EDITOR_FAILED.
   */
  editText(text: string, suffix: string): Promise<string>;
  /**
   * Writes the commented example config, as the file named or as portico.yaml in the working directory, and returns its
   * path; starts watching it where it is found without being named. Never over one: rejects with USAGE.
   */
  writeExampleConfig(named?: string | null): Promise<string>;
  /** The newest `limit` events of the history, newest last; 10,000 are kept. */
  readHistory(limit: number): Promise<readonly AppEvent[]>;
  /** What the console remembers across restarts, as it last wrote it; an empty object at first. */
  readMemory(): Promise<Readonly<Record<string, unknown>>>;
  writeMemory(memory: Readonly<Record<string, unknown>>): Promise<void>;
  readonly adapters: AdapterTools;
}

/** What can be done with adapters themselves. */
export interface AdapterTools {
  /** Those that come with Portico and those that the config names, loadable or not. */
  list(): Promise<readonly AdapterView[]>;
  /**
   * Tries every promise of the contract on an adapter, at a Provider of the config; `onCase` hears of each. Rejects with
   * what keeps the adapter from being loaded, the config from being read or the Provider from being opened.
   */
  test(request: TrialRequest, onCase: (one: TrialCase) => void, signal?: AbortSignal): Promise<TrialReport>;
  /** Writes a plugin that works into a new folder of its name; returns the files. Rejects with USAGE. */
  begin(plugin: NewPlugin): Promise<readonly string[]>;
}

/** What the console needs done: app injects it. */
export type ConsolePorts = Omit<Console, "state" | "subscribe" | "sync" | "check"> & {
  readonly check: (
    providers: readonly ProviderDefinition[],
    signal: AbortSignal,
  ) => Promise<readonly ProviderCheck[]>;
  readonly sync: (providers: readonly ProviderDefinition[], options: SyncOptions) => Promise<SyncReport>;
};

/** The door, and the handle by which app moves its state. Listeners hear of a change once it is in force. */
export type LiveConsole = {
  readonly console: Console;
  readonly change: (step: (state: ConsoleState) => ConsoleState) => void;
};

export function createConsole(initial: ConsoleState, ports: ConsolePorts): LiveConsole {
  let state = initial;
  const listeners = new Set<() => void>();

  function change(step: (state: ConsoleState) => ConsoleState): void {
    const next = step(state);
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  }

  const door: Console = {
    ...ports,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async sync(providers, options = {}) {
      return ports.sync(selected(state.providers, providers), options);
    },
    async check(providers, signal = new AbortController().signal) {
      return ports.check(selected(state.providers, providers), signal);
    },
  };
  return { console: door, change };
}

/** The named Providers in config order; all enabled ones for null. A disabled one is synchronized when it is named. */
function selected(
  views: readonly ProviderView[],
  names: readonly string[] | null,
): readonly ProviderDefinition[] {
  const definitions = views.map((view) => view.definition);
  if (names === null) return definitions.filter((definition) => definition.enabled);
  const known = new Set(definitions.map((definition) => definition.name));
  const missing = names.find((name) => !known.has(name));
  if (missing !== undefined) {
    throw new AppError("UNKNOWN_PROVIDER", `There is no Provider "${excerpt(missing)}".`, {
      hint: known.size === 0 ? "The config has no Providers yet." : `Configured: ${[...known].join(", ")}.`,
    });
  }
  return definitions.filter((definition) => names.includes(definition.name));
}
