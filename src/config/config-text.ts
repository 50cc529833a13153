import { createHash } from "node:crypto";
import {
  chmod,
  chown,
  mkdir,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  type FileHandle,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AppError, isAppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";

/** A config file as it is on the disk; `mark` is its byte order mark, which the text is without. */
export type ConfigText = { readonly text: string; readonly mark: string; readonly digest: string };

const MARK = "\uFEFF";

/** Reads a file that is about to be edited; null when it is not there. Rejects with CONFIG_UNREADABLE. */
export async function readConfigText(file: string): Promise<ConfigText | null> {
  const bytes = await bytesOf(file);
  if (bytes === null) return null;
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const whole = decoder.decode(bytes);
  const mark = whole.startsWith(MARK) ? MARK : "";
  return { text: whole.slice(mark.length), mark, digest: digestOf(bytes) };
}

/**
 * Replaces the content of a config file, or makes it: durably, so that a reader finds the old or the new one, keeping
 * its mode and owner, and the file that a symbolic link leads to. `digest` is what it held when the text was made (null
 * for a file that was not there); when it holds something else by now, or cannot be written, this rejects with
 * CONFIG_CHANGED or CONFIG_UNWRITABLE, and it stays as it is. A null text takes the file away. Resolves to the digest of
 * what it holds then.
 */
export async function writeConfigText(
  file: string,
  { text, digest }: { readonly text: string | null; readonly digest: string | null },
): Promise<string | null> {
  await checkUnchanged(file, digest);
  const isNew = digest === null;
  try {
    if (isNew) await mkdir(dirname(file), { recursive: true });
    const target = isNew ? file : await realpath(file);
    const unchanged = (): Promise<void> => checkUnchanged(file, digest);
    await replace(file, { target, text, isNew, unchanged });
    await syncFolder(dirname(target));
  } catch (error) {
    throw isAppError(error) ? error : unwritable(file, error);
  }
  return text === null ? null : digestOf(new TextEncoder().encode(text));
}

/** A new file that only its owner may read. Rejects when there is something of that name. */
export async function writeSecretFile(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(`${text}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** CONFIG_UNWRITABLE for what the file system answered. */
export function unwritable(file: string, error: unknown): AppError {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  const reason = REASONS[code] ?? code;
  return new AppError("CONFIG_UNWRITABLE", `cannot write ${excerpt(file, 300)}: ${reason}.`, {
    hint: "Nothing was changed. Give your user the right to write this file and its folder, or free some space.",
    cause: error,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  ENOENT: "its folder is not there",
  EEXIST: "there is a file of that name already",
};

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function bytesOf(file: string): Promise<Uint8Array | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new AppError("CONFIG_UNREADABLE", `cannot read ${excerpt(file, 300)}: ${String(error)}`, {
      hint: "Give your user the right to read it.",
      cause: error,
    });
  }
}

type Replacing = {
  readonly target: string;
  readonly text: string | null;
  readonly isNew: boolean;
  /** Rejects when somebody else has changed the file. */
  readonly unchanged: () => Promise<void>;
};

/**
 * Into another file in the same folder first, so that the rename is all or nothing. Its name is always the same: as long
 * as it is there, no other Portico changes the file.
 */
async function replace(file: string, { target, text, isNew, unchanged }: Replacing): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target)}.portico.tmp`);
  const claim = await claimed(temporary, { file, text: text ?? "" });
  try {
    if (!isNew) await keepRights(temporary, await stat(target));
    // Looked at again as late as possible: an editor knows nothing of the name that is claimed.
    await unchanged();
    if (!(await isStill(temporary, claim))) throw inChange(file);
    await (text === null ? rm(file) : rename(temporary, target));
  } finally {
    // After the rename it is gone. The first failure is the one to tell of.
    if (await isStill(temporary, claim)) await rm(temporary, { force: true }).catch(() => undefined);
    await claim.close();
  }
}

/** Whether a name is that of an open file: no other one has its inode as long as that is open. */
async function isStill(file: string, handle: FileHandle): Promise<boolean> {
  const [{ ino }, found] = await Promise.all([handle.stat(), stat(file).catch(() => null)]);
  return found?.ino === ino;
}

/** Longer than any writing takes: who began it is gone. */
const FORGOTTEN_MS = 10_000;

/**
 * Writes the claimed file, and leaves it open, so that it can be told from another: should two take a forgotten one away
 * at once, one of them sees it. The caller closes it.
 */
async function claimed(
  temporary: string,
  { file, text }: { readonly file: string; readonly text: string },
): Promise<FileHandle> {
  const handle = await openClaim(temporary, file);
  try {
    await handle.writeFile(text);
    await handle.sync();
    return handle;
  } catch (error) {
    await handle.close();
    // The first failure is the one to tell of.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function openClaim(temporary: string, file: string): Promise<FileHandle> {
  try {
    return await open(temporary, "wx", 0o600);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    const since = await stat(temporary).catch(() => null);
    // One from the future was dated by a clock that was wrong: it would never grow old.
    if (since !== null && Math.abs(Date.now() - since.mtimeMs) < FORGOTTEN_MS) throw inChange(file);
    await rm(temporary, { force: true });
    return open(temporary, "wx", 0o600);
  }
}

async function keepRights(
  file: string,
  { mode, uid, gid }: { readonly mode: number; readonly uid: number; readonly gid: number },
): Promise<void> {
  // Only root may give a file away; without that right it becomes the writer's, as with every editor.
  await chown(file, uid, gid).catch(() => undefined);
  await chmod(file, mode & 0o7777);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  try {
    // Some systems cannot open or sync folders: there is nothing more to be had.
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}

async function checkUnchanged(file: string, digest: string | null): Promise<void> {
  const bytes = await bytesOf(file);
  if ((bytes === null ? null : digestOf(bytes)) !== digest) throw changedMeanwhile(file, bytes === null);
}

function inChange(file: string): AppError {
  const message = `${excerpt(file, 300)} is being changed by another Portico; it was not overwritten.`;
  return new AppError("CONFIG_CHANGED", message, {
    hint: "Do this again: it starts from what is there then.",
  });
}

function changedMeanwhile(file: string, isGone: boolean): AppError {
  const what = isGone ? "is gone" : "has been changed";
  const message = `${excerpt(file, 300)} ${what} since it was read; it was not overwritten.`;
  return new AppError("CONFIG_CHANGED", message, {
    hint: "Look at what changed there, then do this again: it starts from what is there now.",
  });
}
