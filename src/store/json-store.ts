import type { Catalog } from "../core/catalog.ts";
import { emptyBook, type CredentialBook } from "../core/credential.ts";
import { appEventSchema } from "../core/events.ts";
import { catalogOf, ownerObjection } from "./catalog-owner.ts";
import { createDocumentFile, type DocumentFile } from "./document-file.ts";
import { FORMATS, type StoredStatus } from "./document-format.ts";
import { createDocumentReader } from "./document-reader.ts";
import { createForeignChanges } from "./foreign-changes.ts";
import { createJournal } from "./journal.ts";
import { createRequestLog, type RequestLog } from "./request-log.ts";
import { createPendingFolder, type PendingFolder } from "./pending-folder.ts";
import { renamedPending, renamedUndo, type Renaming } from "./renamed-provider.ts";
import type { Store } from "./store.ts";
import {
  boundedEvent,
  boundedUndo,
  MAX_EVENT_BYTES,
  MAX_EVENTS,
  MAX_REQUEST_BYTES,
  MAX_REQUESTS,
  requestRecordSchema,
} from "./stored-records.ts";
import { createStoreLayout, type StoreLayout } from "./store-layout.ts";
import { createStoreNotices } from "./store-notices.ts";
import type { StoreSite } from "./store-site.ts";
import { createTaskQueue } from "./task-queue.ts";
import { writerOf, type Writer } from "./writer.ts";

export type JsonStoreOptions = {
  /** Absolute path; made, for this user alone, with the first write. */
  readonly folder: string;
  /** For the names of files that are set aside. */
  readonly now: () => Date;
  /** The number of this process. */
  readonly pid: number;
  /** How long to wait for a file that another process has locked, in ms; 10 s unless told. */
  readonly lockWaitMs?: number;
};

const LOCK_WAIT_MS = 10_000;

/**
 * A store of JSON files that processes share. Documents are replaced as a whole, durably, with the previous copy kept as
 * `<name>.prev`; see `Store` for what its methods promise. Whoever made it closes it.
 */
export async function createJsonStore(options: JsonStoreOptions): Promise<Store> {
  const layout = createStoreLayout(options.folder);
  const site = createSite(options, layout);
  const documents = createDocuments(layout, site);
  const requests = createRequests(layout, site);
  const pending = createPendingFolder(layout, site);
  const events = createJournal(
    { file: layout.events, schema: appEventSchema, maxItems: MAX_EVENTS, maxBytes: MAX_EVENT_BYTES },
    site,
  );

  return {
    readCatalog: async (provider) => await documents.catalog(provider).read(),
    updateCatalog: async (provider, change) =>
      await documents.catalog(provider).update(async (stored) => catalogOf(provider, await change(stored))),
    readCredentials: async (provider) =>
      (await documents.credentials(provider).read()) ?? emptyBook(provider),
    async updateCredentials(provider, change) {
      const book = await documents.credentials(provider).update(async (stored) => {
        const before = stored ?? emptyBook(provider);
        const next = await change(before);
        return next === before ? stored : next;
      });
      return book ?? emptyBook(provider);
    },
    readStatus: async (provider) => (await documents.status(provider).read())?.status ?? null,
    async updateStatus(provider, change) {
      const document = await documents.status(provider).update((stored) => {
        const before = stored?.status ?? null;
        const status = change(before);
        return status === null || status === before ? stored : { provider, status };
      });
      return document?.status ?? null;
    },
    appendEvents: async (added) => await events.append(added.map(boundedEvent)),
    readEvents: async (limit) => await events.read(limit),
    appendRequest: async (record) => requests.append(record),
    readRequests: async (limit) => await requests.read(limit),
    readPending: async () => await pending.read(),
    writePending: async (change) => await pending.write(change),
    removePending: async (id) => await pending.remove(id),
    alone: async (provider, task) => await pending.alone(provider, task),
    renameProvider: async (renaming, commit) =>
      await pending.alone(renaming.from, () => renameProvider({ documents, pending }, renaming, commit)),
    readUndo: async () => (await documents.undo.read())?.entries ?? [],
    async updateUndo(change) {
      await documents.undo.update((stored) => {
        const before = stored?.entries ?? [];
        const entries = change(before);
        return entries === before ? stored : { entries: boundedUndo(entries) };
      });
    },
    readUi: async () => (await documents.ui.read())?.memory ?? {},
    async writeUi(memory) {
      await documents.ui.update(() => ({ memory }));
    },
    subscribe: (listener) => subscribe(site, listener),
    takeNotices: () => site.notices.take(),
    close: async () => await close(site, requests),
  };
}

function createSite(options: JsonStoreOptions, layout: StoreLayout): StoreSite {
  const queue = createTaskQueue();
  const notices = createStoreNotices();
  let writer: Promise<Writer> | null = null;
  return {
    writer: async () => await (writer ??= writerOf(options.pid)),
    now: options.now,
    lockWaitMs: options.lockWaitMs ?? LOCK_WAIT_MS,
    queue,
    notices,
    changes: createForeignChanges({ layout, queue, notices }),
    reader: createDocumentReader(),
    swept: new Set(),
  };
}

type Documents = {
  catalog(provider: string): DocumentFile<Catalog>;
  status(provider: string): DocumentFile<StoredStatus>;
  credentials(provider: string): DocumentFile<CredentialBook>;
  readonly ui: ReturnType<typeof createUi>;
  readonly undo: ReturnType<typeof createUndo>;
};

function createDocuments(layout: StoreLayout, site: StoreSite): Documents {
  const catalogs = new Map<string, DocumentFile<Catalog>>();
  const statuses = new Map<string, DocumentFile<StoredStatus>>();
  const books = new Map<string, DocumentFile<CredentialBook>>();
  return {
    catalog: (provider) =>
      remembered(catalogs, provider, () => {
        const file = layout.catalogOf(provider);
        return createDocumentFile({ file, format: FORMATS.catalog, objection: owned(provider) }, site);
      }),
    status: (provider) =>
      remembered(statuses, provider, () => {
        const file = layout.statusOf(provider);
        return createDocumentFile({ file, format: FORMATS.status, objection: owned(provider) }, site);
      }),
    credentials: (provider) =>
      remembered(books, provider, () => {
        const file = layout.credentialsOf(provider);
        return createDocumentFile({ file, format: FORMATS.credentials, objection: owned(provider) }, site);
      }),
    ui: createUi(layout, site),
    undo: createUndo(layout, site),
  };
}

type Renamed = { readonly documents: Documents; readonly pending: PendingFolder };

/** The documents are moved one within another, so that `commit` runs while all are under both names. */
async function renameProvider(
  { documents, pending }: Renamed,
  renaming: Renaming,
  commit: () => Promise<void>,
): Promise<void> {
  const { from, to } = renaming;
  const { undo } = documents;
  const moveStatus = (): Promise<void> =>
    whileMoved(documents.status(from), { file: documents.status(to), to }, commit);
  const moveBook = (): Promise<void> =>
    whileMoved(documents.credentials(from), { file: documents.credentials(to), to }, moveStatus);
  await whileMoved(documents.catalog(from), { file: documents.catalog(to), to }, moveBook);
  const catalog = await documents.catalog(to).read();
  await pending.rewrite((one) => renamedPending(one, renaming, catalog));
  await undo.update((stored) => {
    const entries = renamedUndo(stored?.entries ?? [], renaming);
    return entries === stored?.entries || entries.length === 0 ? stored : { entries };
  });
}

/** A document is under both names while the task runs, whatever happens then; nobody changes it meanwhile. */
async function whileMoved<T extends { readonly provider: string }>(
  source: DocumentFile<T>,
  { file, to }: { readonly file: DocumentFile<T>; readonly to: string },
  task: () => Promise<void>,
): Promise<void> {
  const before = await file.read();
  await source.update(async (stored) => {
    if (stored !== null) await file.update(() => ({ ...stored, provider: to }));
    try {
      await task();
    } catch (error) {
      if (stored !== null) await file.update(() => before);
      throw error;
    }
    return null;
  });
}

function owned(provider: string): (document: { readonly provider: string }) => string | null {
  return (document) => ownerObjection(provider, document.provider);
}

function createUi(layout: StoreLayout, site: StoreSite) {
  return createDocumentFile({ file: layout.ui, format: FORMATS.ui, objection: () => null }, site);
}

function createUndo(layout: StoreLayout, site: StoreSite) {
  return createDocumentFile({ file: layout.undo, format: FORMATS.undo, objection: () => null }, site);
}

function remembered<T>(made: Map<string, T>, key: string, make: () => T): T {
  const value = made.get(key) ?? make();
  made.set(key, value);
  return value;
}

function createRequests(layout: StoreLayout, site: StoreSite): RequestLog {
  const file = layout.requests;
  const bounds = { maxItems: MAX_REQUESTS, maxBytes: MAX_REQUEST_BYTES };
  const journal = createJournal({ file, schema: requestRecordSchema, ...bounds }, site);
  return createRequestLog({ file, journal, notices: site.notices });
}

function subscribe(site: StoreSite, listener: Parameters<Store["subscribe"]>[0]): () => void {
  const unsubscribe = site.notices.subscribe(listener);
  site.changes.start();
  return () => {
    unsubscribe();
    if (!site.notices.heard()) void site.changes.stop();
  };
}

async function close(site: StoreSite, requests: RequestLog): Promise<void> {
  await requests.flush();
  await site.changes.stop();
  await site.queue.settled();
  await site.reader.close();
}
