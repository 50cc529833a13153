import { BYTES, MAX_DEPTH, nextStructural, type Scan } from "./json-scan.ts";

const BATCH_BYTES = 128 * 1024;
const OPENING = Buffer.from("[");
const CLOSING = Buffer.from("]");

/**
 * Parses JSON piece by piece as its bytes arrive, so that a long list never blocks the event loop: the elements of a
 * top-level array, or of an array that is a member of the top-level object, are parsed in batches of about 128 KiB.
 * `feed` and `end` throw a SyntaxError for what `JSON.parse` would refuse, and for nesting deeper than 256 levels.
 * The chunks are kept until their batch is parsed: they must not be changed.
 */
export type JsonReader = {
  readonly feed: (chunk: Uint8Array) => void;
  readonly end: () => unknown;
};

/** Told of each batch of a list: its items and the text that they were parsed from. */
export type BatchListener = (items: readonly unknown[], text: string) => void;

/** How pieces are parsed: `JSON.parse` unless told; throws SyntaxError. */
export type JsonParser = (text: string) => unknown;

/**
 * See `JsonReader`. One reader reads one document. `listDepth` (2 or 3) is how deep in the top-level object the lists may
 * stand that are parsed in batches.
 */
export function createJsonReader(
  onBatch: BatchListener = ignore,
  parse: JsonParser = (text) => JSON.parse(text),
  listDepth = 2,
): JsonReader {
  const scan: Scan = { depth: 0, state: 0 };
  const skeleton: Uint8Array[] = [];
  const lists: List[] = [];
  let open: List | null = null;
  let root = 0;

  function startsList(byte: number): boolean {
    if (root === 0) root = byte;
    if (scan.depth > MAX_DEPTH) throw new SyntaxError(`nested deeper than ${MAX_DEPTH} levels`);
    const isOuter = scan.depth === 1 || (scan.depth <= listDepth && root === BYTES.openObject);
    return byte === BYTES.openArray && open === null && isOuter;
  }

  /** Looks at the structural byte at `index`; returns where the piece after it starts, `start` when nothing is cut. */
  function cut(chunk: Uint8Array, start: number, index: number): number {
    const byte = chunk[index];
    if (byte === BYTES.openArray || byte === BYTES.openObject) {
      if (!startsList(byte)) return start;
      skeleton.push(chunk.subarray(start, index + 1), Buffer.from(String(lists.length)));
      open = createList(scan.depth, { onBatch, parse });
      lists.push(open);
      return index + 1;
    }
    if (open === null) return start;
    if (byte === BYTES.comma && scan.depth === open.depth && open.size() + index - start >= BATCH_BYTES) {
      open.keep(chunk.subarray(start, index));
      open.parse(false);
      return index + 1;
    }
    if (byte !== BYTES.closeArray || scan.depth !== open.depth - 1) return start;
    open.keep(chunk.subarray(start, index));
    open.parse(true);
    open = null;
    return index;
  }

  function feed(chunk: Uint8Array): void {
    let start = 0;
    let index = nextStructural(chunk, 0, scan);
    while (index < chunk.length) {
      start = cut(chunk, start, index);
      index = nextStructural(chunk, index + 1, scan);
    }
    const rest = chunk.subarray(start);
    if (open === null) skeleton.push(rest);
    else open.keep(rest);
  }

  function end(): unknown {
    if (open !== null) throw new SyntaxError("the document ends inside a list");
    const text = Buffer.concat(skeleton).toString("utf8");
    return withLists(parse(text.startsWith("\uFEFF") ? text.slice(1) : text), lists, listDepth);
  }

  return { feed, end };
}

/** A list that is parsed in batches; `depth` is that of its elements. */
type List = {
  readonly depth: number;
  readonly items: unknown[];
  readonly keep: (piece: Uint8Array) => void;
  readonly size: () => number;
  readonly parse: (isLast: boolean) => void;
};

type ListReading = { readonly onBatch: BatchListener; readonly parse: JsonParser };

function createList(depth: number, { onBatch, parse }: ListReading): List {
  const items: unknown[] = [];
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  return {
    depth,
    items,
    size: () => bytes,
    keep: (piece) => {
      pieces.push(piece);
      bytes += piece.length;
    },
    parse: (isLast) => {
      const text = Buffer.concat([OPENING, ...pieces, CLOSING]).toString("utf8");
      const batch = parse(text);
      if (!Array.isArray(batch)) throw new SyntaxError("not a list");
      const mayBeEmpty = isLast && items.length === 0;
      if (batch.length === 0 && !mayBeEmpty) throw new SyntaxError("a list lacks an element");
      for (const item of batch) items.push(item);
      onBatch(batch, text);
      pieces = [];
      bytes = 0;
    },
  };
}

/** Puts the lists back where the skeleton holds `[number of the list]`, in objects less than `depth` deep. */
function withLists(skeleton: unknown, lists: readonly List[], depth: number): unknown {
  const listAt = (place: readonly unknown[]): unknown[] => lists[Number(place[0])]?.items ?? [];
  if (Array.isArray(skeleton)) return listAt(skeleton);
  if (typeof skeleton !== "object" || skeleton === null || depth < 2) return skeleton;
  for (const [key, value] of Object.entries(skeleton)) {
    if (!Array.isArray(value)) {
      withLists(value, lists, depth - 1);
      continue;
    }
    // Assigning to the key `__proto__` would change the prototype instead.
    const descriptor = { value: listAt(value), enumerable: true, writable: true, configurable: true };
    Object.defineProperty(skeleton, key, descriptor);
  }
  return skeleton;
}

function ignore(): void {
  // Nobody looks at single batches.
}
