import type { Adapter } from "lowdb";
import type { DocumentFormat } from "./document-format.ts";
import { documentPieces } from "./document-pieces.ts";
import { sealed } from "./document-seal.ts";
import type { DocumentReader } from "./document-reader.ts";
import { MISSING, type Stamp } from "./file-stamp.ts";
import { currentVersion, newerVersionError } from "./migrate.ts";
import { previousOf, replaceFile } from "./replace-file.ts";
import { exists } from "./set-aside.ts";
import type { Writer } from "./writer.ts";

/** Thrown by `read` for a document that is there and no good; `reason` completes "FILE …". */
export class DamagedDocument extends Error {
  readonly reason: string;
  readonly stamp: Stamp;

  constructor(file: string, reason: string, stamp: Stamp) {
    super(`${file} ${reason}`);
    this.name = "DamagedDocument";
    this.reason = reason;
    this.stamp = stamp;
  }
}

export type DurableAdapterOptions<T> = {
  readonly file: string;
  readonly format: DocumentFormat<T>;
  readonly reader: DocumentReader;
  readonly writer: () => Promise<Writer>;
  /** What is wrong with a document of the right shape, or null. */
  readonly objection: (value: T) => string | null;
};

/** A lowdb adapter that replaces files durably, keeps the previous copy, and tells damage from absence. */
export type DurableAdapter<T> = Adapter<T | null> & {
  /** The version last read or written; null when that failed. */
  stamp(): Stamp | null;
};

/**
 * `read` resolves to null for a document that was never written, and throws DamagedDocument, or an AppError
 * (STORE_VERSION, STORE_FAILED); a document that is gone while its previous copy is there counts as damaged.
 */
export function createDurableAdapter<T extends object>(options: DurableAdapterOptions<T>): DurableAdapter<T> {
  const { file, format, writer } = options;
  let stamp: Stamp | null = null;
  return {
    stamp: () => stamp,
    async read() {
      stamp = null;
      const found = await readGood(file, options);
      stamp = found.stamp;
      return found.value;
    },
    async write(data) {
      stamp = null;
      if (data === null) return;
      const pieces = sealed(documentPieces(currentVersion(format.steps), data));
      stamp = await replaceFile(file, pieces, { writer: await writer(), keepPrevious: true });
    },
  };
}

/** Reads `file`, which may be the document or its previous copy. */
export async function readGood<T extends object>(
  file: string,
  options: DurableAdapterOptions<T>,
): Promise<{ readonly value: T | null; readonly stamp: Stamp }> {
  const { format, reader, objection } = options;
  const found = await reader.read(format, file);
  if (found.outcome === "missing") {
    if (await exists(previousOf(file))) throw new DamagedDocument(file, "is gone", MISSING);
    return { value: null, stamp: MISSING };
  }
  const { decoded, stamp } = found;
  if (decoded.outcome === "newer")
    throw newerVersionError(file, { seen: decoded.version, known: currentVersion(format.steps) });
  const reason = decoded.outcome === "damaged" ? decoded.reason : objection(decoded.value);
  if (decoded.outcome === "damaged" || reason !== null)
    throw new DamagedDocument(file, reason ?? "is damaged", stamp);
  return { value: decoded.value, stamp };
}
