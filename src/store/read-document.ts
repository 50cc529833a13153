import { open, stat } from "node:fs/promises";
import { decodeDocument, type Decoded, type DocumentFormat } from "./document-format.ts";
import { stampOf, type Stamp } from "./file-stamp.ts";
import { isMissing } from "./store-failure.ts";

/** What was found at a path, with the stamp of the version that was read. */
export type ReadOutcome<T> =
  | { readonly outcome: "missing" }
  | { readonly outcome: "read"; readonly stamp: Stamp; readonly decoded: Decoded<T> };

const LARGEST_DOCUMENT_BYTES = 256 * 1024 * 1024;

/**
 * Reads, parses, migrates and checks a whole document in this thread. Throws only what node:fs throws for a file that
 * is there and cannot be read.
 */
export async function readDocument<T>(format: DocumentFormat<T>, file: string): Promise<ReadOutcome<T>> {
  try {
    const stats = await stat(file, { bigint: true });
    const reason = unreadable(stats);
    if (reason !== null)
      return { outcome: "read", stamp: stampOf(stats), decoded: { outcome: "damaged", reason } };
    return await readRegularFile(format, file);
  } catch (error) {
    if (isMissing(error)) return { outcome: "missing" };
    throw error;
  }
}

async function readRegularFile<T>(format: DocumentFormat<T>, file: string): Promise<ReadOutcome<T>> {
  const handle = await open(file, "r");
  try {
    const stats = await handle.stat({ bigint: true });
    const bytes = await handle.readFile();
    return { outcome: "read", stamp: stampOf(stats), decoded: decodeDocument(format, bytes) };
  } finally {
    await handle.close();
  }
}

type Kind = { isFile(): boolean; isDirectory(): boolean; readonly size: bigint };

function unreadable(stats: Kind): string | null {
  if (stats.isDirectory()) return "is a folder instead of a file";
  if (!stats.isFile()) return "is not a regular file";
  return stats.size > LARGEST_DOCUMENT_BYTES ? "is larger than 256 MiB" : null;
}
