import type { ConfigView, ConsoleState, ProviderView } from "../console.ts";
import type { Catalog, Counts } from "../core/catalog.ts";
import type { CheckRun } from "../core/check.ts";
import type { CredentialBook } from "../core/credential.ts";
import type { UndoEntry } from "../core/change.ts";
import type { AppEvent } from "../core/events.ts";
import type { Abilities, Measured, ProviderStatus } from "../core/provider.ts";
import type { ConfigEdit } from "../core/provider-edit.ts";
import { sameValue } from "../core/same-value.ts";
import type { SyncProgress } from "../core/sync-report.ts";

const EVENTS_KEPT = 500;

export const EMPTY_STATE: ConsoleState = {
  config: {
    file: null,
    state: "missing",
    issues: [],
    warnings: [],
    loadedAt: null,
    refreshIntervalMs: 0,
    theme: "dark",
    keys: {},
    ignore: [],
  },
  providers: [],
  catalogs: new Map(),
  books: new Map(),
  events: [],
  nextSyncAt: null,
  undo: [],
  configEdits: [],
  checks: new Map(),
};

/** Each function is one thing that happened: old state in, new state out, parts that stay are the same objects. */
export function withConfig(state: ConsoleState, config: ConfigView): ConsoleState {
  return { ...state, config };
}

export function withProviders(state: ConsoleState, providers: readonly ProviderView[]): ConsoleState {
  const names = new Set(providers.map((provider) => provider.definition.name));
  const catalogs = new Map([...state.catalogs].filter(([name]) => names.has(name)));
  const books = new Map([...state.books].filter(([name]) => names.has(name)));
  const checks = new Map([...state.checks].filter(([name]) => names.has(name)));
  return { ...state, providers, catalogs, books, checks };
}

export function withProgress(state: ConsoleState, name: string, progress: SyncProgress | null): ConsoleState {
  return changeProvider(state, name, (provider) => ({ ...provider, progress }));
}

export function withStatus(state: ConsoleState, name: string, status: ProviderStatus): ConsoleState {
  return changeProvider(state, name, (provider) => ({ ...provider, status }));
}

export function withCounts(state: ConsoleState, name: string, counts: Counts): ConsoleState {
  return changeProvider(state, name, (provider) => ({ ...provider, status: { ...provider.status, counts } }));
}

export function withMeasured(state: ConsoleState, name: string, measured: readonly Measured[]): ConsoleState {
  return changeProvider(state, name, (provider) => ({
    ...provider,
    status: { ...provider.status, measured },
  }));
}

export function withAbilities(state: ConsoleState, name: string, abilities: Abilities): ConsoleState {
  return changeProvider(state, name, (provider) => ({ ...provider, abilities }));
}

export function withUndo(state: ConsoleState, undo: readonly UndoEntry[]): ConsoleState {
  return sameValue(state.undo, undo) ? state : { ...state, undo };
}

export function withConfigEdits(
  state: ConsoleState,
  step: (edits: readonly ConfigEdit[]) => readonly ConfigEdit[],
): ConsoleState {
  return { ...state, configEdits: step(state.configEdits) };
}

export function withCatalog(state: ConsoleState, catalog: Catalog): ConsoleState {
  const known = state.providers.some((provider) => provider.definition.name === catalog.provider);
  if (!known || state.catalogs.get(catalog.provider) === catalog) return state;
  return { ...state, catalogs: new Map(state.catalogs).set(catalog.provider, catalog) };
}

export function withBook(state: ConsoleState, book: CredentialBook): ConsoleState {
  const known = state.providers.some((provider) => provider.definition.name === book.provider);
  if (!known || state.books.get(book.provider) === book) return state;
  return { ...state, books: new Map(state.books).set(book.provider, book) };
}

export function withCheck(state: ConsoleState, run: CheckRun): ConsoleState {
  return { ...state, checks: new Map(state.checks).set(run.provider, run) };
}

export function withEvents(state: ConsoleState, events: readonly AppEvent[]): ConsoleState {
  return { ...state, events: events.slice(-EVENTS_KEPT) };
}

export function withNextSync(state: ConsoleState, next: number | null): ConsoleState {
  return { ...state, nextSyncAt: next === null ? null : new Date(next).toISOString() };
}

function changeProvider(
  state: ConsoleState,
  name: string,
  change: (provider: ProviderView) => ProviderView,
): ConsoleState {
  const providers = state.providers.map((view) => (view.definition.name === name ? change(view) : view));
  return { ...state, providers };
}
