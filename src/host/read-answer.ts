import { pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Readable } from "node:stream";
import { AppError } from "../core/errors.ts";
import { parseExact } from "../core/exact-json.ts";
import { createJsonReader, type BatchListener, type JsonReader } from "./json-reader.ts";
import { sizeText } from "./http-limits.ts";
import { createTimeSlice } from "./time-slice.ts";

const START_BYTES = 8_000;
const MARKUP = /^\s*</u;

/** What is read and how far it may go: `subject` names it in messages; `total` is the announced length in bytes. */
export type Reading = {
  readonly subject: string;
  readonly encoding: string | undefined;
  readonly total: number | null;
  readonly maxSize: number;
  readonly onProgress: (progress: { readonly received: number; readonly total: number | null }) => void;
  readonly onBatch: BatchListener;
  /** Numbers that a double would change are kept as their text. */
  readonly exact: boolean;
};

/** The parsed body (undefined when it is not JSON) and its first 8,000 bytes as text. */
export type AnswerBody = { readonly json: unknown; readonly start: string };

/**
 * Reads a body to its end: unpacked, measured and parsed as it arrives, without ever holding the event loop. Throws
 * TOO_LARGE as soon as the announced, received or unpacked bytes pass the limit, and the stream's own errors.
 */
export async function readAnswer(body: Readable, reading: Reading): Promise<AnswerBody> {
  if (reading.total !== null && reading.total > reading.maxSize) {
    body.destroy();
    throw tooLarge(reading, `${sizeText(reading.total)} were announced`);
  }
  const stream = unpacked(body, reading.encoding);
  const isPacked = stream !== body;
  const slice = createTimeSlice();
  const parser = createParser(reading);
  const start: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    if (received < START_BYTES) start.push(chunk.subarray(0, START_BYTES - received));
    received += chunk.length;
    if (received > reading.maxSize) throw tooLarge(reading, "more than that arrived");
    parser.feed(chunk);
    reading.onProgress({ received, total: isPacked ? null : reading.total });
    await slice();
  }
  return { json: parser.end(), start: Buffer.concat(start).toString("utf8") };
}

/** A JSON reader that gives up quietly on what is not JSON: then the text is all there is. */
function createParser({ onBatch, exact }: Reading): JsonReader {
  const reader = createJsonReader(onBatch, exact ? parseExact : undefined);
  let isJson = true;
  let isFirst = true;

  function attempt(step: () => unknown): unknown {
    if (!isJson) return undefined;
    try {
      return step();
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      isJson = false;
      return undefined;
    }
  }

  return {
    feed: (chunk) => {
      if (isFirst) isJson = !MARKUP.test(Buffer.from(chunk.subarray(0, 64)).toString("latin1"));
      isFirst = false;
      attempt(() => {
        reader.feed(chunk);
        return undefined;
      });
    },
    end: () => attempt(() => reader.end()),
  };
}

function unpacked(body: Readable, encoding: string | undefined): Readable {
  const unpack = decompressor(encoding?.trim().toLowerCase());
  if (unpack === null) return body;
  // Errors of either side surface where the unpacked stream is read.
  return pipeline(body, unpack, (error) => {
    if (error) unpack.destroy(error);
  });
}

function decompressor(encoding: string | undefined): ReturnType<typeof createGunzip> | null {
  if (encoding === "gzip" || encoding === "x-gzip") return createGunzip();
  if (encoding === "deflate") return createInflate();
  return encoding === "br" ? createBrotliDecompress() : null;
}

function tooLarge(reading: Reading, seen: string): AppError {
  return new AppError(
    "TOO_LARGE",
    `${reading.subject}: the answer is larger than ${sizeText(reading.maxSize)}; ${seen}.`,
    { hint: "Is url the right service? options.maxResponseSize raises the limit." },
  );
}
