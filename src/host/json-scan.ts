const OUTSIDE = 0;
const IN_STRING = 1;
const ESCAPED = 2;

/** The bytes that give JSON its structure. */
export const BYTES = {
  quote: 0x22,
  comma: 0x2c,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

const SEPARATOR = 1;
const OPEN = 2;
const CLOSE = 3;

// Indexed by state * 256 + byte.
const NEXT_STATE = nextStates();
const KIND = kinds();
const DEPTH_CHANGE = new Int8Array([0, 0, 1, -1]);

/** Where a scan stands between two chunks: how deep, and whether inside a string. Starts as `{ depth: 0, state: 0 }`. */
export type Scan = { depth: number; state: number };

/** Deeper than this a scan reports every bracket, so that its user can refuse the document. */
export const MAX_DEPTH = 256;

const SHALLOW = 3;

/**
 * The index of the next bracket or comma that is at most three levels deep (or deeper than `MAX_DEPTH`), or the
 * chunk's length; `scan.depth` is the depth behind it. It sees every byte of a long answer: two table look-ups each.
 */
export function nextStructural(chunk: Uint8Array, from: number, scan: Scan): number {
  const { length } = chunk;
  let { depth, state } = scan;
  let index = from;
  for (; index < length; index += 1) {
    const key = (state << 8) | (chunk[index] ?? 0);
    state = NEXT_STATE[key] ?? OUTSIDE;
    const kind = KIND[key] ?? 0;
    if (kind === 0) continue;
    depth += DEPTH_CHANGE[kind] ?? 0;
    if (depth <= SHALLOW || depth > MAX_DEPTH) break;
  }
  scan.depth = depth;
  scan.state = state;
  return index;
}

function nextStates(): Uint8Array {
  const table = new Uint8Array(3 * 256);
  table.fill(IN_STRING, IN_STRING << 8);
  table[(OUTSIDE << 8) | BYTES.quote] = IN_STRING;
  table[(IN_STRING << 8) | BYTES.quote] = OUTSIDE;
  table[(IN_STRING << 8) | BYTES.backslash] = ESCAPED;
  return table;
}

function kinds(): Uint8Array {
  const table = new Uint8Array(3 * 256);
  table[BYTES.comma] = SEPARATOR;
  table[BYTES.openArray] = OPEN;
  table[BYTES.openObject] = OPEN;
  table[BYTES.closeArray] = CLOSE;
  table[BYTES.closeObject] = CLOSE;
  return table;
}
