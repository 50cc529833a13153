import type { Readable, Writable } from "node:stream";
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  Disposable,
  type DataCallback,
  type Message,
  type MessageReader,
  type MessageWriter,
} from "vscode-jsonrpc/node";
import { AppError } from "../core/errors.ts";
import { parseExact } from "../core/exact-json.ts";
import { excerpt } from "../core/plain-text.ts";
import { execMessageSchema } from "../plugin/exec-protocol.ts";
import { sizeText } from "./http-limits.ts";
import { createJsonReader, type JsonReader } from "./json-reader.ts";

const NEWLINE = 0x0a;
const QUOTED = 200;
/** Messages between two answers: nobody needs more steps and progress than this. */
const MOST_MESSAGES = 100_000;
/** `{"result": {"policies": […]}}`: the lists that are parsed in batches stand this deep. */
const LIST_DEPTH = 3;

export type WireSettings = {
  /** How messages name the adapter. */
  readonly adapter: string;
  /** The most bytes between two answers. */
  readonly maxBytes: number;
  /** Whether numbers are wanted as they are written. */
  readonly isExact: () => boolean;
  /** What came is unusable; nothing more is read. */
  readonly onFault: (fault: AppError) => void;
};

/** Reads one message per line, however long; refuses what is no message, too deep, or too much. */
export function createLineReader(stdout: Readable, settings: WireSettings): MessageReader {
  return new LineReader(stdout, settings);
}

/** Writes one message per line. What cannot be written any more is dropped: the process is ending then. */
export function createLineWriter(stdin: Writable): MessageWriter {
  return new LineWriter(stdin);
}

// vscode-jsonrpc wants classes.
class LineReader extends AbstractMessageReader implements MessageReader {
  readonly #stdout: Readable;
  readonly #settings: WireSettings;

  constructor(stdout: Readable, settings: WireSettings) {
    super();
    this.#stdout = stdout;
    this.#settings = settings;
  }

  listen(callback: DataCallback): Disposable {
    const lines = createLines(callback, this.#settings);
    const feed = (chunk: Buffer): void => lines.feed(chunk);
    this.#stdout.on("data", feed).on("end", () => this.fireClose());
    return Disposable.create(() => this.#stdout.off("data", feed));
  }
}

class LineWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #stdin: Writable;

  constructor(stdin: Writable) {
    super();
    this.#stdin = stdin;
  }

  async write(message: Message): Promise<void> {
    if (this.#stdin.writable) this.#stdin.write(`${JSON.stringify(message)}\n`);
  }

  end(): void {
    this.#stdin.end();
  }
}

type Lines = { readonly feed: (chunk: Buffer) => void };

function createLines(deliver: DataCallback, settings: WireSettings): Lines {
  const { maxBytes, onFault, isExact, adapter } = settings;
  const newReader = (): JsonReader =>
    createJsonReader(undefined, (text) => (isExact() ? parseExact(text) : JSON.parse(text)), LIST_DEPTH);
  let json = newReader();
  let start = "";
  let bytes = 0;
  let messages = 0;
  let ended = false;

  function part(piece: Buffer): void {
    bytes += piece.length;
    if (bytes > maxBytes) throw flooding(adapter, `more than ${sizeText(maxBytes)} without an answer`);
    if (start.length < QUOTED) start += piece.toString("utf8", 0, QUOTED * 4);
    if (!/^[\s{]/u.test(start) && start !== "") throw noMessage(adapter, start);
    json.feed(piece);
  }

  function endOfLine(): void {
    if (start.trim() !== "") {
      const message = execMessageSchema.safeParse(json.end());
      if (!message.success) throw noMessage(adapter, start);
      messages += 1;
      if (messages > MOST_MESSAGES) throw flooding(adapter, `${MOST_MESSAGES} messages without an answer`);
      if (!("method" in message.data)) bytes = messages = 0;
      deliver(message.data);
    }
    json = newReader();
    start = "";
  }

  function consume(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      part(chunk.subarray(from, at));
      endOfLine();
      from = at + 1;
    }
    part(chunk.subarray(from));
  }

  return {
    feed(chunk) {
      if (ended) return;
      try {
        consume(chunk);
      } catch (error) {
        ended = true;
        onFault(error instanceof AppError ? error : noMessage(adapter, start, error));
      }
    },
  };
}

function noMessage(adapter: string, start: string, cause?: unknown): AppError {
  const why = cause instanceof Error ? ` (${excerpt(cause.message)})` : "";
  return new AppError(
    "PLUGIN_RUBBISH",
    `The adapter ${adapter} printed ${JSON.stringify(excerpt(start))}, which is no JSON-RPC message${why}.`,
    {
      hint: "Standard output carries messages only, one per line; what is for people goes to standard error.",
    },
  );
}

function flooding(adapter: string, what: string): AppError {
  return new AppError("TOO_LARGE", `The adapter ${adapter} printed ${what}, and was ended.`, {
    hint: "It floods its output: its author needs this message. options.maxResponseSize raises the limit.",
  });
}
