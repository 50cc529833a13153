import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { PendingWrite } from "../core/change.ts";
import { FORMATS, type StoredPending } from "./document-format.ts";
import { documentPieces } from "./document-pieces.ts";
import { sealed } from "./document-seal.ts";
import { withFileLock } from "./file-lock.ts";
import { currentVersion, newerVersionError } from "./migrate.ts";
import { readDocument } from "./read-document.ts";
import { ensureFolder, removeFile, replaceFile, syncFolder } from "./replace-file.ts";
import { setAside } from "./set-aside.ts";
import { isMissing, storeFailed } from "./store-failure.ts";
import { isDocumentName, type StoreLayout } from "./store-layout.ts";
import { exclusively, type StoreSite } from "./store-site.ts";
import { byTime } from "./stored-records.ts";
import { fateOfMark, markOf } from "./writer.ts";

/** The changes on their way: a file for each, which says whose it is. */
export type PendingFolder = {
  /** Those that nobody is at any more, oldest first; what cannot be read is put aside with a notice. */
  read(): Promise<readonly PendingWrite[]>;
  write(pending: PendingWrite): Promise<void>;
  remove(id: string): Promise<void>;
  /** Changes what is written of each of them; the same object leaves it as it is. */
  rewrite(change: (pending: PendingWrite) => PendingWrite): Promise<void>;
  alone<T>(provider: string, task: () => Promise<T>): Promise<T>;
};

/** Where a process cannot be looked up (another host or container), a change this old is no longer on its way. */
const UNCERTAIN_STALE_MS = 10 * 60_000;
/** Longer than a request may take without a sign of life. */
const LONGEST_WRITE_MS = 45_000;

export function createPendingFolder(layout: StoreLayout, site: StoreSite): PendingFolder {
  return {
    async read() {
      const names = await namesIn(layout.pending);
      const read = names.filter(isDocumentName).map((name) => readOne(join(layout.pending, name), site));
      const found = (await Promise.all(read)).filter((one) => one !== null);
      const left = await Promise.all(found.map((one) => isLeft(one, site.now())));
      return found.flatMap((one, index) => (left[index] === true ? [one.pending] : [])).toSorted(byTime);
    },
    async write(pending) {
      const file = layout.pendingOf(pending.id);
      const document: StoredPending = { owner: markOf(await site.writer()), pending };
      await exclusively(site, file, () => writeOne(file, document, site));
    },
    async rewrite(change) {
      const names = (await namesIn(layout.pending)).filter(isDocumentName);
      for (const name of names) await rewriteOne(join(layout.pending, name), change, site);
    },
    async alone(provider, task) {
      const file = layout.writingTo(provider);
      return await site.queue.run(file, async () => {
        await ensureFolder(layout.pending);
        const writer = await site.writer();
        return await withFileLock(file, { writer, waitMs: LONGEST_WRITE_MS }, async () => await task());
      });
    },
    async remove(id) {
      const file = layout.pendingOf(id);
      await exclusively(site, file, async () => {
        try {
          await removeFile(file);
          await syncFolder(layout.pending);
        } catch (error) {
          throw storeFailed("remove", file, error);
        }
      });
    },
  };
}

async function writeOne(file: string, document: StoredPending, site: StoreSite): Promise<void> {
  const pieces = sealed(documentPieces(currentVersion(FORMATS.pending.steps), document));
  await replaceFile(file, pieces, { writer: await site.writer(), keepPrevious: false });
}

async function rewriteOne(
  file: string,
  change: (pending: PendingWrite) => PendingWrite,
  site: StoreSite,
): Promise<void> {
  await exclusively(site, file, async () => {
    const stored = await readOne(file, site);
    if (stored === null) return;
    const pending = change(stored.pending);
    if (pending !== stored.pending) await writeOne(file, { ...stored, pending }, site);
  });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw storeFailed("read", folder, error);
  }
}

async function readOne(file: string, site: StoreSite): Promise<StoredPending | null> {
  try {
    const found = await readDocument(FORMATS.pending, file);
    if (found.outcome === "missing") return null;
    const { decoded } = found;
    if (decoded.outcome === "good") return decoded.value;
    const known = currentVersion(FORMATS.pending.steps);
    if (decoded.outcome === "newer") throw newerVersionError(file, { seen: decoded.version, known });
    const aside = await setAside(file, site.now());
    const message = `${file} ${decoded.reason}. It was put aside as ${aside}; what became of that change is not looked up.`;
    site.notices.publish({ type: "damaged", file, message });
    return null;
  } catch (error) {
    throw storeFailed("read", file, error);
  }
}

async function isLeft({ owner, pending }: StoredPending, now: Date): Promise<boolean> {
  if (pending.outcome === "unknown") return true;
  const fate = await fateOfMark(owner);
  return fate === null ? now.getTime() - Date.parse(pending.at) > UNCERTAIN_STALE_MS : fate === "gone";
}
