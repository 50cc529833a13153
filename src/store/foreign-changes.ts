import { readdirSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { FSWatcher } from "chokidar";
import { MISSING, stampAt, stampOf, type Stamp } from "./file-stamp.ts";
import { ensureFolder } from "./replace-file.ts";
import { isMissing, storeFailed } from "./store-failure.ts";
import type { StoreLayout, StoredFile } from "./store-layout.ts";
import type { StoreNotices } from "./store-notices.ts";
import type { TaskQueue } from "./task-queue.ts";

/** Tells changes made by other processes from our own, by the stamps of the versions this process has seen. */
export type ForeignChanges = {
  /** A version was read; while nobody listens that is the version that the next listener knows of. */
  read(file: string, stamp: Stamp): void;
  /** We are about to replace this version: tells the listeners when another process has made it. */
  overwrites(file: string, stamp: Stamp): Promise<void>;
  /** The version that we have written. */
  wrote(file: string, stamp: Stamp): void;
  /** Compares with what is there from this moment on. */
  start(): void;
  /** Resolves once nothing is watched any more, also when it was stopped before. */
  stop(): Promise<void>;
};

export type ForeignChangesOptions = {
  readonly layout: StoreLayout;
  /** Our own writes run in it, under their path: a look at a file waits for them. */
  readonly queue: TaskQueue;
  readonly notices: StoreNotices;
};

/** Watchers may leave out an event that follows closely upon another: a second look finds what came of it. */
const SECOND_LOOK_MS = 150;

export function createForeignChanges({ layout, queue, notices }: ForeignChangesOptions): ForeignChanges {
  const seen = new Map<string, Stamp>();
  const looks = createLooks(queue, look, fail);
  let watcher: Promise<FSWatcher | null> | null = null;
  let stopping: Promise<void> = Promise.resolve();

  async function look(file: string): Promise<void> {
    const stamp = await stampAt(file);
    if (watcher === null || stamp === (seen.get(file) ?? MISSING)) return;
    seen.set(file, stamp);
    await announce(file);
  }

  async function announce(file: string): Promise<void> {
    const stored = layout.identify(file);
    const notice = stored === null ? null : await noticeOf(stored, file);
    if (notice !== null) notices.publish(notice);
  }

  function fail(error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    const message = `Changes by other processes may go unnoticed: ${detail}`;
    notices.publish({ type: "damaged", file: layout.folder, message });
  }

  return {
    read(file, stamp) {
      if (watcher === null) seen.set(file, stamp);
    },
    async overwrites(file, stamp) {
      if (watcher !== null && stamp !== (seen.get(file) ?? MISSING)) await announce(file);
    },
    wrote(file, stamp) {
      seen.set(file, stamp);
    },
    start() {
      if (watcher !== null) return;
      for (const [file, stamp] of stampsOf(layout)) if (!seen.has(file)) seen.set(file, stamp);
      const isOurs = (file: string) => layout.identify(file) !== null;
      watcher = watch(layout, {
        changed: (file) => isOurs(file) && looks.request(file),
        // What was removed before the watcher had a look at it raises no event.
        ready: () => [...seen.keys()].filter(isOurs).forEach((file) => looks.request(file)),
        fail,
      });
    },
    async stop() {
      const stopped = watcher;
      watcher = null;
      looks.cancel();
      stopping = closeAfter(stopping, stopped);
      await stopping;
    },
  };
}

async function closeAfter(earlier: Promise<void>, watcher: Promise<FSWatcher | null> | null): Promise<void> {
  await earlier;
  await (await watcher)?.close();
}

type Looks = { request(file: string): void; cancel(): void };

/** One look at a file now and one a little later, however many events arrive in between. */
function createLooks(
  queue: TaskQueue,
  look: (file: string) => Promise<void>,
  fail: (error: unknown) => void,
): Looks {
  const queued = new Set<string>();
  const timers = new Map<string, NodeJS.Timeout>();

  function lookNow(file: string): void {
    if (queued.has(file)) return;
    queued.add(file);
    queue
      .run(file, async () => {
        queued.delete(file);
        await look(file);
      })
      .catch(fail);
  }

  return {
    request(file) {
      lookNow(file);
      clearTimeout(timers.get(file));
      const timer = setTimeout(() => {
        timers.delete(file);
        lookNow(file);
      }, SECOND_LOOK_MS);
      timers.set(file, timer.unref());
    },
    cancel() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

type WatchHandlers = {
  changed(file: string): void;
  ready(): void;
  fail(error: unknown): void;
};

/** Watches the store's folders; null, told through `fail`, when that cannot be done. */
async function watch(layout: StoreLayout, on: WatchHandlers): Promise<FSWatcher | null> {
  try {
    const [chokidar] = await Promise.all([
      import("chokidar"),
      ensureFolder(layout.catalogs),
      ensureFolder(layout.statuses),
      ensureFolder(layout.credentials),
    ]);
    const watcher = chokidar.watch(layout.folder, {
      depth: 1,
      // Looks at the files found at first, too: they may have changed since the listener came.
      ignoreInitial: false,
      ignored: (path, stats) => stats?.isFile() === true && layout.identify(path) === null,
    });
    for (const event of ["add", "change", "unlink"] as const) watcher.on(event, (file) => on.changed(file));
    watcher.on("ready", () => on.ready()).on("error", (error) => on.fail(error));
    return watcher;
  } catch (error) {
    on.fail(storeFailed("watch", layout.folder, error));
    return null;
  }
}

/** The files there are now. Synchronous, so that nothing that happens after a subscription is taken for older. */
function stampsOf(layout: StoreLayout): ReadonlyMap<string, Stamp> {
  const files = [
    layout.events,
    layout.undo,
    ...[layout.catalogs, layout.statuses, layout.credentials].flatMap((folder) =>
      namesIn(folder).map((name) => join(folder, name)),
    ),
  ];
  const stamps = new Map<string, Stamp>();
  for (const file of files) {
    if (layout.identify(file) === null) continue;
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (stats !== undefined) stamps.set(file, stampOf(stats));
  }
  return stamps;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not there yet, or not readable: the watcher that starts next tells of the latter.
    return [];
  }
}

type Told = Parameters<StoreNotices["publish"]>[0];

async function noticeOf(stored: StoredFile, file: string): Promise<Told | null> {
  if (stored.type === "events") return { type: "events-changed" };
  if (stored.type === "undo") return { type: "undo-changed" };
  const provider = stored.provider ?? (await providerIn(file));
  if (provider === null) return null;
  return { type: `${stored.type}-changed`, provider };
}

const HEAD_BYTES = 64 * 1024;

/** The Provider's name from the head of a document, where the writer puts it on a line of its own. */
async function providerIn(file: string): Promise<string | null> {
  try {
    const line = /^"provider":(".*"),?$/mu.exec(await headOf(file));
    const name: unknown = line?.[1] === undefined ? null : JSON.parse(line[1]);
    return typeof name === "string" ? name : null;
  } catch (error) {
    // Removed again, or somebody else's file under a name like ours: there is no Provider to tell of.
    if (isMissing(error) || error instanceof SyntaxError) return null;
    throw storeFailed("read", file, error);
  }
}

async function headOf(file: string): Promise<string> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
