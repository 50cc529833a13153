import { link, open, stat, unlink, writeFile, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { AppError } from "../core/errors.ts";
import { stampOf, type Stamp } from "./file-stamp.ts";
import { isLinkless, removeFile, temporaryName } from "./replace-file.ts";
import { errnoOf, isMissing, storeFailed } from "./store-failure.ts";
import { fateOfMark, markOf, type Writer } from "./writer.ts";

export type LockOptions = {
  /** This process. */
  readonly writer: Writer;
  /** How long to wait for another process, in ms. */
  readonly waitMs: number;
};

/** A lock that is held. */
export type HeldLock = {
  /** When it was asked for, so no later than it was taken, by the clock of the file system, in ms since 1970. */
  takenMs(): Promise<number>;
  /** Rejects with STORE_LOCKED when somebody else has meanwhile taken it for abandoned. */
  verify(): Promise<void>;
};

const ownerSchema = z.object({
  pid: z.number().int().positive(),
  started: z.string().nullable(),
  place: z.string(),
  token: z.string(),
});
type Owner = Readonly<z.infer<typeof ownerSchema>>;

/** A lock as found on disk; `owner` is null when its content cannot be read as one. */
type FoundLock = { readonly owner: Owner | null; readonly stamp: Stamp; readonly mtimeMs: number };

/** An own attempt: `candidate` is a complete lock file under a temporary name. */
type Attempt = {
  readonly lockFile: string;
  readonly candidate: string;
  readonly content: string;
  readonly token: string;
  readonly startedAt: number;
};

const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 100;
/** Taking a lock without hard links leaves it empty for a moment; a rubbish one stays so. */
const UNREADABLE_STALE_MS = 10_000;
/** A lock is held for moments. Where its process cannot be looked up (another host or container), age decides. */
const UNCERTAIN_STALE_MS = 120_000;
const BREAKER_STALE_MS = 30_000;
/** What is longer was written by nobody who locks. */
const LONGEST_OWNER_BYTES = 4096;

/**
 * Runs `task` while this process alone holds the lock of `file`: an exclusive file `.<name>.lock` beside it that names
 * the process, its start and its place. The folder must exist. A lock whose process is gone is removed. Rejects with
 * STORE_LOCKED, naming the process, when another one keeps it for `waitMs`; not reentrant.
 */
export async function withFileLock<T>(
  file: string,
  options: LockOptions,
  task: (lock: HeldLock) => Promise<T>,
): Promise<T> {
  const attempt = await prepare(file, options.writer);
  try {
    await acquire(file, attempt, options.waitMs);
  } catch (error) {
    throw storeFailed("lock", file, error);
  } finally {
    await removeFile(attempt.candidate);
  }
  try {
    return await task({
      takenMs: async () => (await stat(attempt.lockFile)).mtimeMs,
      verify: async () => await verify(file, attempt),
    });
  } finally {
    await release(attempt);
  }
}

/** The lock file of `file`. */
export function lockFileOf(file: string): string {
  return join(dirname(file), `.${basename(file)}.lock`);
}

async function prepare(file: string, writer: Writer): Promise<Attempt> {
  const token = crypto.randomUUID();
  const content = `${JSON.stringify({ ...writer, token } satisfies Owner)}\n`;
  const candidate = temporaryName(file, writer);
  try {
    await writeFile(candidate, content, { flag: "wx", mode: 0o600 });
    return { lockFile: lockFileOf(file), candidate, content, token, startedAt: performance.now() };
  } catch (error) {
    await removeFile(candidate).catch(() => undefined);
    throw storeFailed("lock", file, error);
  }
}

async function acquire(file: string, attempt: Attempt, waitMs: number): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!(await claim(attempt.lockFile, attempt))) {
    const found = await readLock(attempt.lockFile);
    if (found === null) continue;
    const stale = await isStale(found, await timeOf(attempt));
    if (stale && (await removeAbandoned(found, attempt))) continue;
    if (performance.now() - attempt.startedAt > waitMs) throw lockedError(file, found, waitMs);
    await pause(pauseMs * (0.5 + Math.random()));
    pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
  }
}

/** Makes `path` the complete lock file in one step, or says that there is one already. */
async function claim(path: string, attempt: Attempt): Promise<boolean> {
  try {
    await link(attempt.candidate, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    if (!isLinkless(error)) throw error;
  }
  return await claimWithoutLinks(path, attempt.content);
}

async function claimWithoutLinks(path: string, content: string): Promise<boolean> {
  try {
    const handle = await open(path, "wx", 0o600);
    try {
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function readLock(path: string): Promise<FoundLock | null> {
  // Through one handle, so that content and stamp are those of the same lock.
  return await withHandle(path, async (handle) => {
    const stats = await handle.stat({ bigint: true });
    return { owner: await ownerIn(handle), stamp: stampOf(stats), mtimeMs: Number(stats.mtimeMs) };
  });
}

async function isOurs({ lockFile, token }: Attempt): Promise<boolean> {
  return (await withHandle(lockFile, ownerIn))?.token === token;
}

/** Null when there is no such file. */
async function withHandle<T>(path: string, read: (handle: FileHandle) => Promise<T>): Promise<T | null> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(path, "r");
    return await read(handle);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  } finally {
    await handle?.close();
  }
}

async function ownerIn(handle: FileHandle): Promise<Owner | null> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(LONGEST_OWNER_BYTES));
  return parseOwner(buffer.toString("utf8", 0, bytesRead));
}

function parseOwner(content: string): Owner | null {
  try {
    const owner = ownerSchema.safeParse(JSON.parse(content));
    return owner.success ? owner.data : null;
  } catch {
    return null;
  }
}

async function isStale(found: FoundLock, nowMs: number): Promise<boolean> {
  const ageMs = nowMs - found.mtimeMs;
  if (found.owner === null) return ageMs > UNREADABLE_STALE_MS;
  const fate = await fateOfMark(markOf(found.owner));
  return fate === null ? ageMs > UNCERTAIN_STALE_MS : fate === "gone";
}

/**
 * Removes an abandoned lock; false when another process is busy doing that. Without the second lock two processes that
 * both found it abandoned could remove each other's fresh one.
 */
async function removeAbandoned(found: FoundLock, attempt: Attempt): Promise<boolean> {
  const breaker = `${attempt.lockFile}.break`;
  if (!(await claim(breaker, attempt))) {
    const other = await readLock(breaker);
    if (other !== null && (await timeOf(attempt)) - other.mtimeMs > BREAKER_STALE_MS)
      await removeFile(breaker);
    return false;
  }
  try {
    const again = await readLock(attempt.lockFile);
    if (again?.stamp === found.stamp) await unlink(attempt.lockFile);
    return true;
  } finally {
    await removeFile(breaker);
  }
}

async function verify(file: string, attempt: Attempt): Promise<void> {
  if (await isOurs(attempt)) return;
  throw new AppError(
    "STORE_LOCKED",
    `The lock of ${file} was taken by another process while this one slept.`,
    {
      hint: "Nothing was written. Try again.",
    },
  );
}

async function release(attempt: Attempt): Promise<void> {
  if (await isOurs(attempt)) await removeFile(attempt.lockFile);
}

/** Now, by the clock of the file system, while the candidate is there. */
async function timeOf({ candidate, startedAt }: Attempt): Promise<number> {
  const { mtimeMs } = await stat(candidate);
  return mtimeMs + (performance.now() - startedAt);
}

function lockedError(file: string, found: FoundLock, waitMs: number): AppError {
  const { owner } = found;
  const lockFile = lockFileOf(file);
  const who =
    owner === null ? "an unknown process" : `process ${owner.pid} on ${owner.place.split(" ")[0] ?? ""}`;
  return new AppError("STORE_LOCKED", `${file} is locked by ${who}; waited ${waitMs / 1000} s.`, {
    hint: `Wait for that process to finish, or end it. When there is no such process, delete ${lockFile}.`,
  });
}
