import { setImmediate as nextTurn } from "node:timers/promises";
import { isRecord, type JsonRecord } from "./record.ts";

const CHUNK = 100;

/** Maps what is a record, in chunks, so that a console goes on drawing while 10,000 of them are mapped. */
export async function mapAll<Item>(
  records: readonly unknown[],
  signal: AbortSignal,
  map: (record: JsonRecord) => Item,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (const record of records) {
    if (items.length % CHUNK === 0 && items.length > 0) {
      await nextTurn();
      signal.throwIfAborted();
    }
    if (isRecord(record)) items.push(map(record));
  }
  return items;
}
