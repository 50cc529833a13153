import { open } from "node:fs/promises";

/** The last whole lines of a file. */
export type Tail = { readonly bytes: Buffer };

/** A line as a range of bytes without its newline; `ended` is false for a last one that has none. */
export type LineRange = { readonly start: number; readonly end: number; readonly ended: boolean };

const NEWLINE = 10;

/** At most the last `maxBytes` of `file`, from the beginning of a line on. Throws what node:fs throws. */
export async function readTail(file: string, maxBytes: number): Promise<Tail> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    // One byte more, to see whether the bytes begin with a line.
    const from = Math.max(0, size - maxBytes - 1);
    const buffer = Buffer.alloc(size - from);
    const read = await readFully(handle, buffer, from);
    const first = from === 0 ? 0 : read.indexOf(NEWLINE) + 1;
    return { bytes: first === 0 && from > 0 ? Buffer.alloc(0) : read.subarray(first) };
  } finally {
    await handle.close();
  }
}

/** The lines from the last to the first; empty ones are left out. */
export function* linesFromEnd(bytes: Buffer): Generator<LineRange, void, undefined> {
  let end = bytes.length;
  let ended = bytes.at(-1) === NEWLINE;
  if (ended) end -= 1;
  while (end >= 0) {
    const start = end === 0 ? 0 : bytes.lastIndexOf(NEWLINE, end - 1) + 1;
    if (start < end) yield { start, end, ended };
    end = start - 1;
    ended = true;
  }
}

type Readable = {
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
};

async function readFully(handle: Readable, buffer: Buffer, position: number): Promise<Buffer> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
