import type { CredentialsDoor } from "../../src/core/credential-door.ts";
import { emptyBook, type CredentialBook } from "../../src/core/credential.ts";
import type { ConfigView, Console, ConsoleState, ProviderView, SyncOptions } from "../../src/console.ts";
import { countsOf, emptyCatalog, type Catalog } from "../../src/core/catalog.ts";
import { UNKNOWN_STATUS, type ProviderDefinition, type ProviderStatus } from "../../src/core/provider.ts";
import type { ChangeProposal, ChangeRequest, ChangeResult } from "../../src/core/change.ts";
import { AppError } from "../../src/core/errors.ts";
import type { AppEvent } from "../../src/core/events.ts";
import type { SyncReport } from "../../src/core/sync-report.ts";

export const SYNCED_AT = "2026-08-21T12:00:00.000Z";

const CONFIG: ConfigView = {
  file: "portico.yaml",
  state: "ok",
  issues: [],
  warnings: [],
  loadedAt: SYNCED_AT,
  refreshIntervalMs: 600_000,
  theme: "dark",
  keys: {},
  ignore: [],
};

export function definition(name: string, part: Partial<ProviderDefinition> = {}): ProviderDefinition {
  return {
    name,
    adapter: "tyk-dashboard",
    url: "https://dash.example.com",
    organisationId: null,
    insecureSkipVerify: false,
    policyTags: [],
    policyTagMatch: "any",
    baselineUrl: "https://api.example.com",
    environment: null,
    description: null,
    enabled: true,
    options: {},
    ...part,
  };
}

export function upStatus(of: Catalog): ProviderStatus {
  return {
    ...UNKNOWN_STATUS,
    state: "up",
    lastAttemptAt: SYNCED_AT,
    lastSuccessAt: SYNCED_AT,
    durationMs: 412,
    counts: countsOf(of),
  };
}

export function catalog(provider: string, part: Partial<Catalog> = {}): Catalog {
  return { ...emptyCatalog(provider, { url: null, organisationId: null }), ...part };
}

export function providerView(name: string, part: Partial<ProviderView> = {}): ProviderView {
  return {
    definition: definition(name),
    status: UNKNOWN_STATUS,
    progress: null,
    place: { file: "portico.yaml", line: 1 },
    asWritten: { exposesSecret: false, namesPort: true },
    loadError: null,
    abilities: null,
    ...part,
  };
}

export type ConsoleStub = Console & {
  /** What `sync` was called with. */
  readonly syncs: readonly { readonly providers: readonly string[] | null; readonly options: SyncOptions }[];
  /** What `carryOut` was called with. */
  readonly carriedOut: readonly ChangeProposal[];
  /** Replaces the state and tells everybody who subscribed. */
  update(state: Partial<ConsoleState>): void;
};

export type StubOptions = {
  /** Unless told, no change can be proposed. */
  readonly propose?: (request: ChangeRequest) => Promise<ChangeProposal>;
  readonly carryOut?: (proposal: ChangeProposal) => Promise<ChangeResult>;
  readonly proposeUndo?: () => Promise<readonly ChangeProposal[]>;
  readonly config?: Partial<ConfigView>;
  readonly providers?: readonly ProviderView[];
  readonly catalogs?: readonly Catalog[];
  readonly books?: readonly CredentialBook[];
  /** Unless told, nothing can be done with credentials. */
  readonly credentials?: Partial<CredentialsDoor>;
  /** What is stored of the history; the events of the state unless told. */
  readonly history?: readonly AppEvent[];
  readonly sync?: (stub: ConsoleStub) => SyncReport | Promise<SyncReport>;
  readonly writeExampleConfig?: () => Promise<string>;
};

/** A Console over a state in memory. */
export function consoleStub(options: StubOptions = {}): ConsoleStub {
  let state: ConsoleState = {
    config: { ...CONFIG, ...options.config },
    providers: options.providers ?? [],
    catalogs: new Map((options.catalogs ?? []).map((one) => [one.provider, one])),
    books: new Map((options.books ?? []).map((one) => [one.provider, one])),
    events: [],
    nextSyncAt: null,
    undo: [],
    configEdits: [],
    checks: new Map(),
  };
  const listeners = new Set<() => void>();
  const carriedOut: ChangeProposal[] = [];
  const syncs: { providers: readonly string[] | null; options: SyncOptions }[] = [];
  const stub: ConsoleStub = {
    syncs,
    carriedOut,
    update(part) {
      state = { ...state, ...part };
      for (const listener of listeners) listener();
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async sync(providers, syncOptions = {}) {
      syncs.push({ providers, options: syncOptions });
      return options.sync?.(stub) ?? { ok: true, dryRun: false, providers: [] };
    },
    propose: (request) => options.propose?.(request) ?? cannotWrite(),
    async carryOut(proposal) {
      carriedOut.push(proposal);
      return options.carryOut?.(proposal) ?? cannotWrite();
    },
    proposeUndo: () => options.proposeUndo?.() ?? cannotWrite(),
    credentials: {
      read: async (provider) => state.books.get(provider) ?? emptyBook(provider),
      refresh: () => cannotWrite(),
      propose: () => cannotWrite(),
      carryOut: () => cannotWrite(),
      usage: async () => new Map(),
      tokens: async () => null,
      certificates: async () => [],
      ...options.credentials,
    },
    readProvider: cannotWrite,
    proposeProvider: cannotWrite,
    writeProvider: cannotWrite,
    testProvider: cannotWrite,
    check: async () => [],
    writeSupport: async () => undefined,
    cancelSync: () => false,
    editConfig: async () => undefined,
    editText: async (text) => text,
    writeExampleConfig: options.writeExampleConfig ?? (async () => "/home/op/portico.yaml"),
    readHistory: async (limit) => (options.history ?? state.events).slice(-limit),
    readMemory: async () => ({}),
    writeMemory: async () => undefined,
    adapters: { list: async () => [], test: () => cannotWrite(), begin: async () => [] },
  };
  return stub;
}

async function cannotWrite(): Promise<never> {
  throw new AppError("CANNOT_WRITE", "Nothing can be changed here.");
}
