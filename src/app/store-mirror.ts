import type { ConsoleState } from "../console.ts";
import { countsOf, type Catalog } from "../core/catalog.ts";
import type { AppEvent } from "../core/events.ts";
import { lastChange } from "../core/last-change.ts";
import type { Store, StoreNotice } from "../store/store.ts";
import { withBook, withCatalog, withCounts, withEvents, withStatus, withUndo } from "./state-changes.ts";

const EVENTS_SHOWN = 500;

export type MirrorPorts = {
  readonly store: Store;
  readonly change: (step: (state: ConsoleState) => ConsoleState) => void;
  readonly now: () => Date;
};

/** Brings what is stored into the console's state, and events into both. */
export interface StoreMirror {
  showCatalog(provider: string): Promise<void>;
  showCredentials(provider: string): Promise<void>;
  showEvents(): Promise<void>;
  showUndo(): Promise<void>;
  /** A catalog that a change has written, with the counts of it. */
  showWritten(catalog: Catalog): Promise<void>;
  /** What another process has changed, or what is damaged. */
  onNotice(notice: StoreNotice): Promise<void>;
  record(event: AppEvent): Promise<void>;
}

export function createStoreMirror({ store, change, now }: MirrorPorts): StoreMirror {
  async function showCatalog(provider: string): Promise<void> {
    const catalog = await store.readCatalog(provider);
    if (catalog !== null) change((state) => withCatalog(state, catalog));
  }

  async function showCredentials(provider: string): Promise<void> {
    const book = await store.readCredentials(provider);
    change((state) => withBook(state, book));
  }

  async function showStatus(provider: string): Promise<void> {
    const status = await store.readStatus(provider);
    if (status !== null) change((state) => withStatus(state, provider, status));
  }

  async function showEvents(): Promise<void> {
    const events = await store.readEvents(EVENTS_SHOWN);
    change((state) => withEvents(state, events));
  }

  async function showUndo(): Promise<void> {
    const entries = await store.readUndo();
    change((state) =>
      withUndo(state, lastChange(entries.filter(({ provider }) => isShown(state, provider)))),
    );
  }

  async function showWritten(catalog: Catalog): Promise<void> {
    change((state) => withCatalog(state, catalog));
    const counts = countsOf(catalog);
    const status = await store.updateStatus(catalog.provider, (before) => before && { ...before, counts });
    if (status !== null) change((state) => withCounts(state, catalog.provider, counts));
  }

  async function record(event: AppEvent): Promise<void> {
    change((state) => withEvents(state, [...state.events, event]));
    await store.appendEvents([event]);
  }

  return {
    showCatalog,
    showCredentials,
    showEvents,
    showUndo,
    showWritten,
    record,
    async onNotice(notice) {
      switch (notice.type) {
        case "catalog-changed":
          return showCatalog(notice.provider);
        case "status-changed":
          return showStatus(notice.provider);
        case "credentials-changed":
          return showCredentials(notice.provider);
        case "events-changed":
          return showEvents();
        case "undo-changed":
          return showUndo();
        case "damaged":
          return record(damageEvent(notice.message, now().toISOString()));
      }
    },
  };
}

function isShown({ providers }: ConsoleState, name: string): boolean {
  return providers.some(({ definition }) => definition.name === name);
}

function damageEvent(summary: string, at: string): AppEvent {
  const hint = "The previous copy is in use; the next synchronization brings it up to date.";
  return { at, kind: "store", provider: null, outcome: "fail", summary, hint, command: null, changes: [] };
}
