import type { DocumentKind } from "./migrate.ts";
import type { ReadOutcome } from "./read-document.ts";
import type { Stamp } from "./file-stamp.ts";

/** What the reading thread is asked: to read a document, or for the next part of the answer. */
export type DocumentRequest =
  | { readonly type: "read"; readonly kind: DocumentKind; readonly file: string }
  | { readonly type: "next" };

/**
 * A part of the answer. A good document comes as `head` (its lists empty), then their elements in `items`, then `end`;
 * each part is sent when asked for, because a thread takes all messages waiting for it in one go.
 */
export type DocumentPart<T> =
  | { readonly type: "head"; readonly value: T; readonly stamp: Stamp }
  | { readonly type: "items"; readonly key: string; readonly items: readonly unknown[] }
  | { readonly type: "end" }
  | { readonly type: "other"; readonly outcome: ReadOutcome<never> }
  | { readonly type: "failed"; readonly message: string; readonly errno: string | null };

const PART_BYTES = 256 * 1024;
const MOST_ITEMS = 500;

/** Cuts a document of `bytes` JSON text into parts of about 256 KB. */
export function* partsOf(
  value: object,
  origin: { stamp: Stamp; bytes: number },
): Generator<DocumentPart<object>> {
  const entries = Object.entries(value) as [string, unknown][];
  const head = entries.map(([key, field]) => [key, Array.isArray(field) ? [] : field] as const);
  yield { type: "head", value: Object.fromEntries(head), stamp: origin.stamp };
  const lists = entries.flatMap(([key, field]) => (Array.isArray(field) ? [{ key, list: field }] : []));
  const total = lists.reduce((sum, { list }) => sum + list.length, 1);
  const step = Math.max(
    1,
    Math.min(MOST_ITEMS, Math.floor((PART_BYTES * total) / Math.max(1, origin.bytes))),
  );
  for (const { key, list } of lists)
    for (let from = 0; from < list.length; from += step)
      yield { type: "items", key, items: list.slice(from, from + step) };
  yield { type: "end" };
}
