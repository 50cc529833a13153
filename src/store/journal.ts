import { open, stat, type FileHandle } from "node:fs/promises";
import { setImmediate as others } from "node:timers/promises";
import type { z } from "zod";
import { isAppError } from "../core/errors.ts";
import { stampAt, stampOf, type Stamp } from "./file-stamp.ts";
import { readTail, linesFromEnd, type Tail } from "./journal-tail.ts";
import { replaceFile } from "./replace-file.ts";
import { setAside } from "./set-aside.ts";
import { isMissing, storeFailed } from "./store-failure.ts";
import { exclusively, type StoreSite } from "./store-site.ts";

/** A file of JSON lines that grows at its end and loses its oldest lines when it outgrows its bounds. */
export type Journal<T> = {
  append(items: readonly T[]): Promise<void>;
  /** The newest `limit` readable items, oldest first. Unreadable lines are skipped with a notice. */
  read(limit: number): Promise<readonly T[]>;
};

export type JournalOptions<T> = {
  readonly file: string;
  readonly schema: z.ZodType<T>;
  /** No more items than this are ever returned; the file may hold a tenth more, so that it is not rewritten each time. */
  readonly maxItems: number;
  readonly maxBytes: number;
};

type Workplace<T> = JournalOptions<T> & {
  readonly site: StoreSite;
  /** How many lines a version of the file has, as far as known. */
  known: { readonly stamp: Stamp; readonly lines: number } | null;
  /** How many unreadable lines were told of. */
  told: number;
};

const NEWLINE = 10;
const YIELD_BYTES = 256 * 1024;

/** Appending is not synced to the disk: after a power failure, unlike a crash, the newest lines may be missing. */
export function createJournal<T>(options: JournalOptions<T>, site: StoreSite): Journal<T> {
  const place: Workplace<T> = { ...options, site, known: null, told: 0 };
  return {
    async append(items) {
      if (items.length === 0) return;
      await exclusively(site, options.file, async () => {
        try {
          await clearTheWay(place);
          await append(place, items);
        } catch (error) {
          throw storeFailed("append to", options.file, error);
        }
      });
    },
    async read(limit) {
      const wanted = Math.min(limit, options.maxItems);
      if (!(wanted > 0)) return [];
      try {
        return await read(place, wanted);
      } catch (error) {
        throw storeFailed("read", options.file, error);
      }
    },
  };
}

async function append<T>(place: Workplace<T>, items: readonly T[]): Promise<void> {
  const { file, site } = place;
  const before = await stampAt(file);
  await site.changes.overwrites(file, before);
  const { stamp, size, broken } = await appendText(file, items.map(lineOf).join(""));
  const known = place.known?.stamp === before ? place.known.lines + items.length + (broken ? 1 : 0) : null;
  const lines = known ?? (size > place.maxBytes ? 0 : await countLines(file));
  const crowded = lines > place.maxItems * 1.1 || size > place.maxBytes;
  place.known = crowded ? await trim(place, size) : { stamp, lines };
  site.changes.wrote(file, place.known.stamp);
}

function lineOf(item: unknown): string {
  return `${JSON.stringify(item)}\n`;
}

type Appended = { readonly stamp: Stamp; readonly size: number; readonly broken: boolean };

/** All or nothing; `broken` when the last line was torn and now has an end. */
async function appendText(file: string, text: string): Promise<Appended> {
  const handle = await open(file, "a+", 0o600);
  try {
    const { size } = await handle.stat();
    const broken = size > 0 && (await byteAt(handle, size - 1)) !== NEWLINE;
    try {
      await handle.writeFile(broken ? `\n${text}` : text);
    } catch (error) {
      await handle.truncate(size);
      throw error;
    }
    const after = await handle.stat({ bigint: true });
    return { stamp: stampOf(after), size: Number(after.size), broken };
  } finally {
    await handle.close();
  }
}

async function byteAt(handle: FileHandle, position: number): Promise<number | undefined> {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, position);
  return buffer[0];
}

async function countLines(file: string): Promise<number> {
  const handle = await open(file, "r");
  let lines = 0;
  for await (const chunk of handle.createReadStream()) {
    if (!Buffer.isBuffer(chunk)) continue;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
  }
  return lines;
}

/** Rewrites the file with its newest lines. A quarter of the bytes goes at once, so that it is not soon full again. */
async function trim<T>(place: Workplace<T>, size: number): Promise<{ stamp: Stamp; lines: number }> {
  const { file, maxBytes, maxItems, site } = place;
  const tail = await readTail(file, size > maxBytes ? Math.floor(maxBytes * 0.75) : maxBytes);
  let from = tail.bytes.length;
  let lines = 0;
  for (const line of linesFromEnd(tail.bytes)) {
    if (lines === maxItems) break;
    from = line.start;
    lines += 1;
  }
  const kept = tail.bytes.subarray(from);
  const stamp = await replaceFile(file, [kept], { writer: await site.writer(), keepPrevious: false });
  return { stamp, lines };
}

async function read<T>(place: Workplace<T>, wanted: number): Promise<readonly T[]> {
  const { file, site } = place;
  if (await isObstructed(file)) await exclusively(site, file, async () => await clearTheWay(place));
  const stamp = await stampAt(file);
  let found = await parseTail(place, wanted);
  if (found.torn) found = (await readAgain(place, wanted)) ?? found;
  site.changes.read(file, stamp);
  if (found.unreadable > place.told) {
    place.told = found.unreadable;
    const count = found.unreadable === 1 ? "1 line" : `${found.unreadable} lines`;
    const message = `${file}: ${count} could not be read and ${found.unreadable === 1 ? "is" : "are"} skipped.`;
    site.notices.publish({ type: "damaged", file, message });
  }
  return found.items;
}

/** The last line may only look torn because another process is just writing it. Null when the lock cannot be had. */
async function readAgain<T>(place: Workplace<T>, wanted: number): Promise<Parsed<T> | null> {
  try {
    return await exclusively(place.site, place.file, async () => await parseTail(place, wanted));
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

type Parsed<T> = { readonly items: readonly T[]; readonly unreadable: number; readonly torn: boolean };

async function parseTail<T>(place: Workplace<T>, wanted: number): Promise<Parsed<T>> {
  const tail = await tailOrNothing(place);
  const items: T[] = [];
  let unreadable = 0;
  let unyielded = 0;
  let torn = false;
  for (const line of linesFromEnd(tail.bytes)) {
    if (items.length === wanted) break;
    const item = parseLine(place.schema, tail.bytes.toString("utf8", line.start, line.end));
    if (item.success) items.push(item.data);
    else unreadable += 1;
    if (!item.success && !line.ended) torn = true;
    unyielded += line.end - line.start;
    if (unyielded > YIELD_BYTES) {
      unyielded = 0;
      await others();
    }
  }
  return { items: items.toReversed(), unreadable, torn };
}

async function tailOrNothing<T>(place: Workplace<T>): Promise<Tail> {
  try {
    return await readTail(place.file, place.maxBytes);
  } catch (error) {
    if (isMissing(error)) return { bytes: Buffer.alloc(0) };
    throw error;
  }
}

type ParsedLine<T> = { readonly success: true; readonly data: T } | { readonly success: false };

function parseLine<T>(schema: z.ZodType<T>, text: string): ParsedLine<T> {
  try {
    return schema.safeParse(JSON.parse(text));
  } catch {
    // Counted as unreadable by the caller, who tells of it.
    return { success: false };
  }
}

async function isObstructed(file: string): Promise<boolean> {
  try {
    return !(await stat(file)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Puts aside what is no file; under the lock. */
async function clearTheWay<T>(place: Workplace<T>): Promise<void> {
  const { file, site } = place;
  if (!(await isObstructed(file))) return;
  const aside = await setAside(file, site.now());
  const message = `${file} is not a regular file. It was put aside as ${aside}; it starts anew.`;
  site.notices.publish({ type: "damaged", file, message });
}
