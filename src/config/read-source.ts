import { lstat, readFile, realpath, stat } from "node:fs/promises";
import { platform } from "node:os";

const LARGEST_BYTES = 2_000_000;

/** A config file as read, or why it could not be. `openToOthers` is true when the group or anyone may read it. */
export type Source =
  | {
      readonly ok: true;
      readonly text: string;
      readonly realPath: string;
      readonly openToOthers: boolean;
    }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/**
 * Reads a config file: UTF-8 (a byte order mark is dropped), at most 2 MB, a regular file. Never rejects for what the
 * file system answers. File modes say nothing on Windows; there `openToOthers` is false.
 */
export async function readSource(file: string): Promise<Source> {
  try {
    // Asked before opening: opening a named pipe waits until somebody writes to it.
    const stats = await stat(file);
    if (stats.isDirectory()) return failure("is a directory", "Name the file inside it.");
    if (!stats.isFile()) return failure("is not a regular file", "Name a YAML file.");
    if (stats.size > LARGEST_BYTES) return tooLarge(stats.size);
    const bytes = await readFile(file);
    const text = decoded(bytes);
    if (text === null) return notUtf8(bytes);
    const nul = text.indexOf("\0");
    if (nul !== -1) return notText(text.slice(0, nul));
    if (/\r(?!\n)/u.test(text) && !text.includes("\n")) {
      return failure("ends its lines with CR alone", "Save it with the line ends LF or CR LF.");
    }
    const openToOthers = platform() !== "win32" && (stats.mode & 0o044) !== 0;
    return { ok: true, text, realPath: await realpath(file), openToOthers };
  } catch (error) {
    return unreadable(error, await isLink(file));
  }
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function notUtf8([first, second]: Uint8Array): Source {
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const message = isUtf16 ? "is UTF-16, not UTF-8 text" : "is not UTF-8 text";
  return failure(message, "Save it with the encoding UTF-8.");
}

function notText(before: string): Source {
  const line = before.split("\n").length;
  return failure(
    `is not plain text: a NUL character is in line ${line}`,
    "Save it as plain text with the encoding UTF-8.",
  );
}

async function isLink(file: string): Promise<boolean> {
  return lstat(file).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
}

function tooLarge(size: number): Source {
  const megabytes = (size / 1e6).toFixed(1);
  return failure(
    `is ${megabytes} MB; a config file may have at most ${LARGEST_BYTES / 1e6} MB`,
    "Check that it is the file you mean, or split it with `include:`.",
  );
}

function unreadable(error: unknown, isAtLink: boolean): Source {
  const code = error instanceof Error && "code" in error ? String(error.code) : null;
  switch (code) {
    case "ENOENT":
      if (isAtLink) return failure("is a symbolic link that leads nowhere", "Point the link at a file.");
      return failure("does not exist", "It was moved or removed; put it back or name another one.");
    case "EACCES":
    case "EPERM":
      return failure("may not be read by you", "Give your user the right to read it.");
    case "EISDIR":
      return failure("is a directory", "Name the file inside it.");
    case "ELOOP":
      return failure("is a symbolic link that leads to itself", "Point the link at a file.");
    case null:
      throw error;
    default:
      return failure(`cannot be read (${code})`, "Check the file and its disk.");
  }
}

function failure(message: string, hint: string): Source {
  return { ok: false, message, hint };
}
