import type { HttpAnswer } from "../../src/plugin/index.ts";
import type { Client } from "./client.ts";
import { askKeys } from "./key-answers.ts";
import { isRecord, recordOf, textOf, type JsonRecord } from "./record.ts";

export const KEYS = "/api/keys";
const MASK = "***";

/** How a key is addressed: by itself, which is a secret, by its hash, or by the name of a basic-auth user. */
export type KeyPlace = { readonly by: "key" | "hash" | "username"; readonly id: string };

/** A key as it was read. `id` is empty where keys are hashed, else the very key; numbers of `session` are exact. */
export type KeyEntry = { readonly id: string; readonly hash: string; readonly session: JsonRecord };

/** Path and query of a key, the path as it may be shown, and what of it is secret. */
type KeyAddress = {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly shownPath: string;
  readonly secrets: readonly string[];
};

/** A path with its query, as it may be shown. */
export function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}

export function addressOf({ by, id }: KeyPlace): KeyAddress {
  const path = `${KEYS}/${encodeURIComponent(id)}`;
  switch (by) {
    case "key":
      return { path, query: {}, shownPath: `${KEYS}/${MASK}`, secrets: [id] };
    case "hash":
      return { path, query: { hashed: "1" }, shownPath: path, secrets: [] };
    case "username":
      return { path, query: { username: "true" }, shownPath: path, secrets: [] };
  }
}

/**
 * The key at a place; null when the Dashboard knows none there (404, or 400 where keys are not hashed or belong to
 * others). Throws GATEWAY_UNREACHABLE when what keeps the keys does not answer.
 */
export async function readKey(
  client: Client,
  place: KeyPlace,
  signal: AbortSignal,
): Promise<KeyEntry | null> {
  const { path, query, shownPath, secrets } = addressOf(place);
  const wanted = { path, shownPath, query, secrets, exact: true, signal };
  return keyIn(await askKeys(client, wanted));
}

/** The key of an answer that holds one, or null. */
export function keyIn({ status, json }: HttpAnswer): KeyEntry | null {
  return status === 200 && isRecord(json) && isRecord(json["data"]) ? entryOf(json) : null;
}

/** One `KeyData` of the wire. */
export function entryOf(record: unknown): KeyEntry {
  const { key_id: id, key_hash: hash, data } = recordOf(record);
  return { id: textOf(id), hash: textOf(hash), session: recordOf(data) };
}
