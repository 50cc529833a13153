import { crc32 } from "node:zlib";

/**
 * The last line of a document says the CRC-32 of everything before it. A document whose seal fits is, byte for byte,
 * one that Portico has written: it need not be checked against its schema again, which takes longer than parsing it.
 */
const SEAL = /,\n"seal":"([\da-f]{8})"\n\}\n$/u;
const SEAL_BYTES = Buffer.byteLength(`,\n"seal":"00000000"\n}\n`);

/** The pieces of a document with its seal put before the closing brace, which is the end of the last piece. */
export function* sealed(pieces: Iterable<string>): Generator<string, void, undefined> {
  let sum = 0;
  let last: string | null = null;
  for (const piece of pieces) {
    if (last !== null) {
      sum = crc32(last, sum);
      yield last;
    }
    last = piece;
  }
  const body = (last ?? "{\n}\n").slice(0, -"\n}\n".length);
  yield `${body},\n"seal":"${hex(crc32(body, sum))}"\n}\n`;
}

/** Whether the bytes are a document just as it was written. */
export function sealFits(bytes: Uint8Array): boolean {
  if (bytes.length < SEAL_BYTES) return false;
  const end = Buffer.from(bytes.buffer, bytes.byteOffset + bytes.length - SEAL_BYTES, SEAL_BYTES).toString(
    "latin1",
  );
  const written = SEAL.exec(end)?.[1];
  return written !== undefined && written === hex(crc32(bytes.subarray(0, bytes.length - SEAL_BYTES)));
}

function hex(sum: number): string {
  return sum.toString(16).padStart(8, "0");
}
