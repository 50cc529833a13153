import { dirname } from "node:path";
import { Low } from "lowdb";
import { isAppError, type AppError } from "../core/errors.ts";
import type { DocumentFormat } from "./document-format.ts";
import { createDurableAdapter, DamagedDocument, readGood, type DurableAdapter } from "./durable-adapter.ts";
import type { HeldLock } from "./file-lock.ts";
import { MISSING, stampAt, type Stamp } from "./file-stamp.ts";
import { previousOf, removeFile, restorePrevious, syncFolder } from "./replace-file.ts";
import { exists, setAside } from "./set-aside.ts";
import { storeFailed } from "./store-failure.ts";
import { exclusively, type StoreSite } from "./store-site.ts";
import { createTaskQueue } from "./task-queue.ts";

/** One JSON document on disk, shared with other processes. */
export type DocumentFile<T> = {
  /** Null when never written. The same object as long as the file is the same. */
  read(): Promise<T | null>;
  /**
   * Reads, changes and writes with nobody coming between. Writes nothing when `change` returns what it was given, and
   * removes the document for null. Rejects as `change` throws.
   */
  update(change: (stored: T | null) => Promise<T | null> | T | null): Promise<T | null>;
};

export type DocumentFileOptions<T> = {
  readonly file: string;
  readonly format: DocumentFormat<T>;
  /** What is wrong with a document of the right shape, or null. */
  readonly objection: (value: T) => string | null;
};

/** What the steps of reading and writing one document share. */
type Workplace<T> = {
  readonly file: string;
  readonly site: StoreSite;
  readonly adapter: DurableAdapter<T>;
  readonly low: Low<T | null>;
  /** Null when there is no good previous copy. */
  readonly readPrevious: () => Promise<T | null>;
  /** Keeps reading and writing of the cached value apart. */
  readonly turns: ReturnType<typeof createTaskQueue>;
  /** Versions whose damage could not be put aside and was told of. */
  readonly told: Set<Stamp>;
};

export function createDocumentFile<T extends object>(
  options: DocumentFileOptions<T>,
  site: StoreSite,
): DocumentFile<T> {
  const { file } = options;
  const adapterOptions = { ...options, reader: site.reader, writer: site.writer };
  const adapter = createDurableAdapter(adapterOptions);
  const place: Workplace<T> = {
    file,
    site,
    adapter,
    low: new Low<T | null>(adapter, null),
    readPrevious: async () => await orNull(readGood(previousOf(file), adapterOptions)),
    turns: createTaskQueue(),
    told: new Set(),
  };
  return {
    read: async () => await load(place, null),
    update: async (change) =>
      await exclusively(site, file, async (lock) => {
        const stored = await load(place, lock);
        const next = await change(stored);
        if (next === stored) return stored;
        await commit(place, next, lock);
        return next;
      }),
  };
}

async function orNull<T>(reading: Promise<{ readonly value: T | null }>): Promise<T | null> {
  try {
    const { value } = await reading;
    return value;
  } catch (error) {
    if (error instanceof DamagedDocument) return null;
    throw error;
  }
}

/** The stored value; repairs damage, for which it takes the lock unless it is held. */
async function load<T extends object>(place: Workplace<T>, lock: HeldLock | null): Promise<T | null> {
  try {
    return await refresh(place);
  } catch (error) {
    if (!(error instanceof DamagedDocument)) throw storeFailed("read", place.file, error);
    return lock === null ? await recover(place, error) : await repair(place, error);
  }
}

async function refresh<T extends object>(place: Workplace<T>): Promise<T | null> {
  const { file, adapter, low, site } = place;
  return await place.turns.run(file, async () => {
    const stamp = await stampAt(file);
    if (stamp === adapter.stamp()) return low.data;
    // Low keeps its data when there is nothing to read.
    low.data = null;
    await low.read();
    site.changes.read(file, adapter.stamp() ?? MISSING);
    return low.data;
  });
}

async function commit<T extends object>(place: Workplace<T>, next: T | null, lock: HeldLock): Promise<void> {
  const { file, site, adapter, low } = place;
  await lock.verify();
  await site.changes.overwrites(file, adapter.stamp() ?? MISSING);
  await place.turns.run(file, async () => {
    if (next === null) await remove(file);
    low.data = next;
    await low.write();
  });
  site.changes.wrote(file, next === null ? MISSING : (adapter.stamp() ?? MISSING));
}

/** The previous copy goes first: alone, it would be taken for the rest of an accident. */
async function remove(file: string): Promise<void> {
  try {
    await removeFile(previousOf(file));
    await removeFile(file);
    await syncFolder(dirname(file));
  } catch (error) {
    throw storeFailed("remove", file, error);
  }
}

/** Looks again under the lock, since another process may have repaired it; without a lock nothing is moved. */
async function recover<T extends object>(place: Workplace<T>, damage: DamagedDocument): Promise<T | null> {
  try {
    return await exclusively(place.site, place.file, async (lock) => await load(place, lock));
  } catch (error) {
    if (!isAppError(error) || error.code === "STORE_VERSION") throw error;
    return await readAround(place, damage, error);
  }
}

async function readAround<T extends object>(
  place: Workplace<T>,
  damage: DamagedDocument,
  obstacle: AppError,
): Promise<T | null> {
  const previous = await place.readPrevious();
  if (!place.told.has(damage.stamp)) {
    place.told.add(damage.stamp);
    const taken = `It could not be put aside (${obstacle.message}) and is left as it is`;
    tell(place, damage, { taken, previous });
  }
  return previous;
}

/** Puts the damaged document aside and the previous copy in its place; under the lock. */
async function repair<T extends object>(place: Workplace<T>, damage: DamagedDocument): Promise<T | null> {
  const { file, site } = place;
  const aside = damage.stamp === MISSING ? null : await setAside(file, site.now());
  const previous = await place.readPrevious();
  try {
    if (previous !== null) await restorePrevious(file, await site.writer());
    else if (await exists(previousOf(file))) await setAside(previousOf(file), site.now());
  } catch (error) {
    throw storeFailed("restore", file, error);
  }
  const stored = await refresh(place);
  site.changes.wrote(file, place.adapter.stamp() ?? MISSING);
  const taken = aside === null ? "Its previous copy is still there" : `It was put aside as ${aside}`;
  tell(place, damage, { taken, previous });
  return stored;
}

type Measure<T> = { readonly taken: string; readonly previous: T | null };

function tell<T>(place: Workplace<T>, damage: DamagedDocument, { taken, previous }: Measure<T>): void {
  const rest =
    previous === null ? "there is no good previous copy, so it starts anew" : "the previous copy is used";
  const message = `${place.file} ${damage.reason}. ${taken}; ${rest}.`;
  place.site.notices.publish({ type: "damaged", file: place.file, message });
}
