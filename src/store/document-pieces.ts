const PIECE_CHARACTERS = 128 * 1024;

/**
 * The JSON text of a document in pieces of about 128 KB, so that whoever writes them can let others run in between.
 * Each top-level key starts a line and each element of a top-level list has one of its own: differences stay readable.
 */
export function* documentPieces(version: number, document: object): Generator<string, void, undefined> {
  let piece = `{\n"schemaVersion":${version}`;
  for (const part of partsOf(document)) {
    piece += part;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}\n}\n`;
}

function* partsOf(document: object): Generator<string, void, undefined> {
  for (const [key, value] of Object.entries(document) as [string, unknown][]) {
    if (value === undefined) continue;
    yield `,\n${JSON.stringify(key)}:`;
    if (Array.isArray(value) && value.length > 0) yield* elementsOf(value);
    else yield JSON.stringify(value);
  }
}

function* elementsOf(list: readonly unknown[]): Generator<string, void, undefined> {
  let separator = "[\n";
  for (const element of list) {
    yield `${separator}${JSON.stringify(element) ?? "null"}`;
    separator = ",\n";
  }
  yield "\n]";
}
