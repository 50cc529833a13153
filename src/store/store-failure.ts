import { AppError, isAppError } from "../core/errors.ts";

/** The errno name (`ENOENT`) of an error thrown by node:fs, or null. */
export function errnoOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

export function isMissing(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === "ENOENT";
}

/** STORE_FAILED for something that could not be done to `path`; an AppError, or a bug, comes back as it is. */
export function storeFailed(action: string, path: string, error: unknown): unknown {
  if (isAppError(error)) return error;
  const errno = errnoOf(error);
  if (errno === null) return error;
  return new AppError("STORE_FAILED", `Could not ${action} ${path}: ${reasonOf(errno)} (${errno}).`, {
    hint: hintOf(errno),
    cause: error,
  });
}

function reasonOf(errno: string): string {
  return REASONS[errno]?.reason ?? "the file system refused";
}

function hintOf(errno: string): string {
  return REASONS[errno]?.hint ?? "Check the folder, or set `store.path` in the config to another one.";
}

const PERMISSIONS = "Make the folder writable for you, or set `store.path` in the config to one that is.";
const SPACE = "Free some space, or set `store.path` in the config to a folder on another disk.";

const REASONS: Readonly<Record<string, { readonly reason: string; readonly hint: string }>> = {
  ENOSPC: { reason: "the disk is full", hint: SPACE },
  EDQUOT: { reason: "the disk quota is used up", hint: SPACE },
  EFBIG: { reason: "the file would exceed the size allowed here", hint: SPACE },
  EACCES: { reason: "permission denied", hint: PERMISSIONS },
  EPERM: { reason: "not permitted", hint: PERMISSIONS },
  EROFS: { reason: "the file system is read-only", hint: PERMISSIONS },
  ENOTDIR: {
    reason: "a part of the path is a file where a folder is needed",
    hint: "Move that file away, or set `store.path` in the config to another folder.",
  },
  EEXIST: {
    reason: "a file is where a folder is needed",
    hint: "Move that file away, or set `store.path` in the config to another folder.",
  },
  EISDIR: {
    reason: "a folder is where a file is needed",
    hint: "Move that folder away, or set `store.path` in the config to another folder.",
  },
  EMFILE: { reason: "too many files are open", hint: "Raise the limit of open files (`ulimit -n`)." },
};
