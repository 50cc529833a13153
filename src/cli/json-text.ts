const BATCH = 250;

/** A list cut into pieces that are cheap to write one at a time. */
export function* batchesOf<T>(list: readonly T[], size = BATCH): Generator<readonly T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size);
}

/** The pieces of an indented JSON array with a newline at its end; joined they parse as the list. */
export function* jsonArrayPieces(list: readonly object[]): Generator<string> {
  if (list.length === 0) yield "[]\n";
  let separator = "[\n";
  for (const batch of batchesOf(list)) {
    const text = JSON.stringify(batch, null, 2);
    yield `${separator}${text.slice("[\n".length, -"\n]".length)}`;
    separator = ",\n";
  }
  if (list.length > 0) yield "\n]\n";
}
