import { copyFile, link, open, rename, unlink, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { stampOf, type Stamp } from "./file-stamp.ts";
import { makeFolder } from "./make-folder.ts";
import { errnoOf, isMissing, storeFailed } from "./store-failure.ts";
import { markOf, type Writer } from "./writer.ts";

export type ReplaceOptions = {
  /** This process, for the names of temporary files. */
  readonly writer: Writer;
  /** Keep what is replaced as `<name>.prev`. */
  readonly keepPrevious: boolean;
};

/**
 * Replaces the content of `file` so that a reader, and whoever comes after a crash or a power failure, finds the old or
 * the new content and never a mixture. Pieces are written one at a time; other work runs in between. Rejects with
 * STORE_FAILED, the old content untouched.
 */
export async function replaceFile(
  file: string,
  pieces: Iterable<string | Uint8Array>,
  options: ReplaceOptions,
): Promise<Stamp> {
  const temporary = temporaryName(file, options.writer);
  try {
    const stamp = await writeDurably(temporary, pieces);
    if (options.keepPrevious) await keepPrevious(file, options.writer);
    await rename(temporary, file);
    await syncFolder(dirname(file));
    return stamp;
  } catch (error) {
    // The first failure is the one to tell of; what cannot be removed now is removed as stale later.
    await removeFile(temporary).catch(() => undefined);
    throw storeFailed("write", file, error);
  }
}

/** Puts the previous copy back as `file`, keeping it as the previous copy, too. */
export async function restorePrevious(file: string, writer: Writer): Promise<void> {
  const temporary = temporaryName(file, writer);
  await linkOrCopy(previousOf(file), temporary);
  await rename(temporary, file);
  await syncFolder(dirname(file));
}

export function previousOf(file: string): string {
  return `${file}.prev`;
}

/** A hidden name in the folder of `file` that nobody else uses and that says whose it is; see `removeStaleTemporaries`. */
export function temporaryName(file: string, writer: Writer): string {
  const unique = Buffer.from(crypto.getRandomValues(new Uint8Array(6))).toString("hex");
  return join(dirname(file), `.${basename(file)}.${markOf(writer)}.${unique}.tmp`);
}

/** The mark of the writer in a temporary name; for one that has none, a text that is no mark. */
export function markIn(temporary: string): string {
  return temporary.split(".").at(-3) ?? "";
}

export function isTemporaryName(name: string): boolean {
  return name.startsWith(".") && name.endsWith(".tmp");
}

/** Makes the folder, and those above it, for this user alone. Rejects with STORE_FAILED. */
export async function ensureFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    throw storeFailed("make the folder", folder, error);
  }
}

/** Removes a file, if there is one. Not `rm`, which looks twice at what it removes. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Makes renames and removals in a folder survive a power failure, where the system can do that. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(folder, "r");
    await handle.sync();
  } catch (error) {
    // Windows cannot open folders, some network file systems cannot sync them: there is nothing more to be had.
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"].includes(errnoOf(error) ?? "")) throw error;
  } finally {
    await handle?.close();
  }
}

async function writeDurably(file: string, pieces: Iterable<string | Uint8Array>): Promise<Stamp> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(pieces);
    // The kernel's clock ticks in milliseconds: two quick versions in a reused inode could look the same.
    const seconds = (performance.timeOrigin + performance.now()) / 1000;
    await handle.utimes(seconds, seconds);
    await handle.sync();
    return stampOf(await handle.stat({ bigint: true }));
  } finally {
    await handle.close();
  }
}

async function keepPrevious(file: string, writer: Writer): Promise<void> {
  const temporary = temporaryName(file, writer);
  try {
    await linkOrCopy(file, temporary);
    await rename(temporary, previousOf(file));
  } catch (error) {
    if (!isMissing(error)) throw error;
  } finally {
    // rename(2) leaves both names in place when they already are the same file.
    await removeFile(temporary);
  }
}

const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

/** True for the error of a file system that has no hard links. */
export function isLinkless(error: unknown): boolean {
  return NO_LINKS.includes(errnoOf(error) ?? "");
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!isLinkless(error)) throw error;
    await copyFile(from, to);
    const handle = await open(to, "r+");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
