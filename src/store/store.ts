import type { AppEvent } from "../core/events.ts";
import type { Catalog } from "../core/catalog.ts";
import type { CredentialBook } from "../core/credential.ts";
import type { PendingWrite, UndoEntry } from "../core/change.ts";
import type { ProviderStatus } from "../core/provider.ts";
import type { Renaming } from "./renamed-provider.ts";

/** One request to a Provider: no query values that could be secret, no bodies. `status` is null when none came. */
export type RequestRecord = {
  readonly at: string;
  readonly provider: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly ms: number;
};

/** Makes the next catalog of the stored one; it may take its time, and rejects to leave everything as it is. */
export type CatalogChange = (stored: Catalog | null) => Promise<Catalog | null> | Catalog | null;

/** Makes the next book of the stored one, as a `CatalogChange` does. */
export type BookChange = (stored: CredentialBook) => Promise<CredentialBook> | CredentialBook;

/** Makes the next status of the stored one; null before the first. */
export type StatusChange = (stored: ProviderStatus | null) => ProviderStatus | null;

/** What the console remembers across restarts, per Provider and view; its shape is the console's business. */
export type UiMemory = Readonly<Record<string, unknown>>;

/** Something another process, or this one, has changed; or a thing the operator should know of. */
export type StoreNotice =
  | { readonly type: "catalog-changed"; readonly provider: string }
  | { readonly type: "status-changed"; readonly provider: string }
  | { readonly type: "credentials-changed"; readonly provider: string }
  | { readonly type: "events-changed" }
  | { readonly type: "undo-changed" }
  | { readonly type: "damaged"; readonly file: string; readonly message: string };

/**
 * Where catalogs, statuses, events and the console's memory are kept. Providers are named by their name. Every method
 * rejects with an AppError (STORE_LOCKED, STORE_FAILED, STORE_VERSION) and never loses what was stored before.
 */
export interface Store {
  /** Null when nothing was ever stored. A damaged document is set aside with a notice, and its previous copy used. */
  readCatalog(provider: string): Promise<Catalog | null>;
  /**
   * Reads, changes and writes under a lock, so that no other process comes between. Returning the very same object
   * (or null for null) writes nothing. Resolves to what is stored afterwards.
   */
  updateCatalog(provider: string, change: CatalogChange): Promise<Catalog | null>;
  /** An empty book when nothing was ever stored. Never a secret. */
  readCredentials(provider: string): Promise<CredentialBook>;
  /** As `updateCatalog`; returning the very same book writes nothing. */
  updateCredentials(provider: string, change: BookChange): Promise<CredentialBook>;
  readStatus(provider: string): Promise<ProviderStatus | null>;
  /** As `updateCatalog`; returning null, or the very same status, writes nothing. */
  updateStatus(provider: string, change: StatusChange): Promise<ProviderStatus | null>;
  /** Appends; the oldest go once there are more than 10,000 or the file has outgrown its bound. */
  appendEvents(events: readonly AppEvent[]): Promise<void>;
  /** The newest `limit`, oldest first. */
  readEvents(limit: number): Promise<readonly AppEvent[]>;
  appendRequest(record: RequestRecord): Promise<void>;
  readRequests(limit: number): Promise<readonly RequestRecord[]>;
  /**
   * The changes on their way, oldest first, that nobody is at any more: those of a process that still runs are left out
   * unless their outcome is unknown.
   */
  readPending(): Promise<readonly PendingWrite[]>;
  /** Written durably before it resolves; replaces the one with the same id. */
  writePending(pending: PendingWrite): Promise<void>;
  removePending(id: string): Promise<void>;
  /**
   * Runs a task while nobody else, in this process or another, runs one for this Provider: two writes to it would not
   * see each other. Rejects as the task does, or with STORE_LOCKED when another process takes longer than 45 s.
   */
  alone<T>(provider: string, task: () => Promise<T>): Promise<T>;
  /**
   * Brings everything that is kept of a Provider under another name, what was kept under that name before it gives way:
   * catalog, credentials, status, changes on their way, undo. `commit` is what makes the new name the one in use. It runs once
   * they are to be found under both names; when it rejects all is as it was, and so does this. The history keeps the
   * old name, and the console's memory is the console's.
   */
  renameProvider(renaming: Renaming, commit: () => Promise<void>): Promise<void>;
  /** The last changes, newest last: those of at most 20 commands or keys, of at most 500 items. */
  readUndo(): Promise<readonly UndoEntry[]>;
  updateUndo(change: (stored: readonly UndoEntry[]) => readonly UndoEntry[]): Promise<void>;
  readUi(): Promise<UiMemory>;
  writeUi(memory: UiMemory): Promise<void>;
  /** Tells of changes made by other processes, and of damage; returns the way to stop. */
  subscribe(listener: (notice: StoreNotice) => void): () => void;
  /** Damage that no subscriber has heard of, once: for commands, which do not subscribe. */
  takeNotices(): readonly StoreNotice[];
  /** Waits for writes under way; idempotent. */
  close(): Promise<void>;
}
