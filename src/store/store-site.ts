import { dirname } from "node:path";
import type { DocumentReader } from "./document-reader.ts";
import { withFileLock, type HeldLock } from "./file-lock.ts";
import type { ForeignChanges } from "./foreign-changes.ts";
import { ensureFolder } from "./replace-file.ts";
import { removeStaleTemporaries } from "./stale-temporaries.ts";
import { storeFailed } from "./store-failure.ts";
import type { StoreNotices } from "./store-notices.ts";
import type { TaskQueue } from "./task-queue.ts";
import type { Writer } from "./writer.ts";

/** What the files of one store share. */
export type StoreSite = {
  /** This process; looked up once, with the first write. */
  readonly writer: () => Promise<Writer>;
  readonly lockWaitMs: number;
  readonly now: () => Date;
  /** Changes to files, by path. */
  readonly queue: TaskQueue;
  readonly notices: StoreNotices;
  readonly changes: ForeignChanges;
  readonly reader: DocumentReader;
  /** Folders where the leftovers of crashed processes were looked for. */
  readonly swept: Set<string>;
};

/**
 * Runs `task` while nobody else, in this process or another, changes `file`; makes its folder first. Rejects with
 * STORE_LOCKED or STORE_FAILED, or as `task` does; not reentrant.
 */
export async function exclusively<T>(
  site: StoreSite,
  file: string,
  task: (lock: HeldLock) => Promise<T>,
): Promise<T> {
  return await site.queue.run(file, async () => {
    const folder = dirname(file);
    await ensureFolder(folder);
    const writer = await site.writer();
    return await withFileLock(file, { writer, waitMs: site.lockWaitMs }, async (lock) => {
      await sweepOnce(site, folder, lock);
      return await task(lock);
    });
  });
}

async function sweepOnce(site: StoreSite, folder: string, lock: HeldLock): Promise<void> {
  if (site.swept.has(folder)) return;
  site.swept.add(folder);
  try {
    await removeStaleTemporaries(folder, await lock.takenMs());
  } catch (error) {
    throw storeFailed("clean", folder, error);
  }
}
