import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createJsonStore, type JsonStoreOptions } from "../../src/store/json-store.ts";
import type { Store, StoreNotice } from "../../src/store/store.ts";

const NOW = new Date("2026-03-01T12:30:45.678Z");

/** An empty folder, removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "portico-store-"));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A store in `folder`, closed when the test ends. */
export async function openStore(folder: string, more: Partial<JsonStoreOptions> = {}): Promise<Store> {
  const store = await createJsonStore({ folder, now: () => NOW, pid: process.pid, ...more });
  onTestFinished(async () => await store.close());
  return store;
}

export type Listening = {
  readonly notices: StoreNotice[];
  /** Resolves with the first notice, past or future, that `wanted` accepts. */
  heard(wanted: (notice: StoreNotice) => boolean): Promise<StoreNotice>;
  stop(): void;
};

export function listenTo(store: Store): Listening {
  const notices: StoreNotice[] = [];
  const waiting = new Set<() => void>();
  const stop = store.subscribe((notice) => {
    notices.push(notice);
    for (const check of waiting) check();
  });
  return {
    notices,
    stop,
    heard: async (wanted) =>
      await new Promise((resolve) => {
        const check = () => {
          const found = notices.find(wanted);
          if (found === undefined) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
  };
}

export const ofType =
  (type: StoreNotice["type"]) =>
  (notice: StoreNotice): boolean =>
    notice.type === type;
