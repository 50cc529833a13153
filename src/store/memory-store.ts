import type { Catalog } from "../core/catalog.ts";
import { emptyBook, type CredentialBook } from "../core/credential.ts";
import type { PendingWrite, UndoEntry } from "../core/change.ts";
import type { AppEvent } from "../core/events.ts";
import type { ProviderStatus } from "../core/provider.ts";
import { catalogOf } from "./catalog-owner.ts";
import { renamedPending, renamedUndo, type Renaming } from "./renamed-provider.ts";
import type { RequestRecord, Store, UiMemory } from "./store.ts";
import { createTaskQueue } from "./task-queue.ts";
import { boundedEvent, boundedUndo, byTime, MAX_EVENTS, MAX_REQUESTS } from "./stored-records.ts";

/** A store that forgets everything with the process, for tests and for running without a disk. Never gives a notice. */
export function createMemoryStore(): Store {
  const catalogs = new Map<string, Catalog>();
  const books = new Map<string, CredentialBook>();
  const statuses = new Map<string, ProviderStatus>();
  const turns = createTaskQueue();
  let events: readonly AppEvent[] = [];
  let requests: readonly RequestRecord[] = [];
  let ui: UiMemory = {};
  let undo: readonly UndoEntry[] = [];
  const pendings = new Map<string, PendingWrite>();

  return {
    readCatalog: async (provider) => catalogs.get(provider) ?? null,
    updateCatalog: (provider, change) =>
      turns.run(provider, async () => {
        const next = catalogOf(provider, await change(catalogs.get(provider) ?? null));
        if (next === null) catalogs.delete(provider);
        else catalogs.set(provider, next);
        return next;
      }),
    readCredentials: async (provider) => books.get(provider) ?? emptyBook(provider),
    updateCredentials: (provider, change) =>
      turns.run(`credentials of ${provider}`, async () => {
        const next = await change(books.get(provider) ?? emptyBook(provider));
        books.set(provider, next);
        return next;
      }),
    ...statusMethods(statuses),
    async appendEvents(added) {
      events = [...events, ...added.map(boundedEvent)].slice(-MAX_EVENTS);
    },
    readEvents: async (limit) => newest(events, limit),
    async appendRequest(record) {
      requests = [...requests, record].slice(-MAX_REQUESTS);
    },
    readRequests: async (limit) => newest(requests, limit),
    ...pendingMethods(pendings),
    alone: (provider, task) => turns.run(`writing to ${provider}`, task),
    renameProvider: (renaming, commit) =>
      turns.run(`writing to ${renaming.from}`, async () => {
        await commit();
        renameKept({ catalogs, books, statuses, pendings }, renaming);
        undo = renamedUndo(undo, renaming);
      }),
    readUndo: async () => undo,
    async updateUndo(change) {
      undo = boundedUndo(change(undo));
    },
    readUi: async () => ui,
    async writeUi(memory) {
      ui = memory;
    },
    subscribe: () => () => undefined,
    takeNotices: () => [],
    close: async () => undefined,
  };
}

function statusMethods(statuses: Map<string, ProviderStatus>): Pick<Store, "readStatus" | "updateStatus"> {
  return {
    readStatus: async (provider) => statuses.get(provider) ?? null,
    async updateStatus(provider, change) {
      const before = statuses.get(provider) ?? null;
      const status = change(before) ?? before;
      if (status !== null) statuses.set(provider, status);
      return status;
    },
  };
}

function pendingMethods(
  pendings: Map<string, PendingWrite>,
): Pick<Store, "readPending" | "writePending" | "removePending"> {
  return {
    // Whoever began a change that is open lives as long as this store does.
    readPending: async () =>
      [...pendings.values()].filter(({ outcome }) => outcome === "unknown").toSorted(byTime),
    async writePending(pending) {
      pendings.set(pending.id, pending);
    },
    async removePending(id) {
      pendings.delete(id);
    },
  };
}

function move<T>(kept: Map<string, T>, { from, to }: Renaming, renamed: (value: T) => T): void {
  const value = kept.get(from);
  if (value === undefined) return;
  kept.delete(from);
  kept.set(to, renamed(value));
}

type Kept = {
  readonly catalogs: Map<string, Catalog>;
  readonly books: Map<string, CredentialBook>;
  readonly statuses: Map<string, ProviderStatus>;
  readonly pendings: Map<string, PendingWrite>;
};

function renameKept({ catalogs, books, statuses, pendings }: Kept, renaming: Renaming): void {
  const provider = renaming.to;
  move(catalogs, renaming, (catalog) => ({ ...catalog, provider }));
  move(books, renaming, (book) => ({ ...book, provider }));
  move(statuses, renaming, (status) => status);
  const catalog = catalogs.get(provider) ?? null;
  for (const [id, pending] of pendings) pendings.set(id, renamedPending(pending, renaming, catalog));
}

function newest<T>(list: readonly T[], limit: number): readonly T[] {
  return limit > 0 ? list.slice(-limit) : [];
}
