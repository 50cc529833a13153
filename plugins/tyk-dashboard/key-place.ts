import type { HttpAnswer } from "../../src/plugin/index.ts";
import {
  keyAddress,
  plainAddress,
  type KeyAddress,
  type KeyEntry,
  type KeyPlace,
} from "../tyk-credential/key-place.ts";
import { isRecord, recordOf, textOf } from "../tyk-policy/record.ts";
import type { Client } from "./client.ts";
import { askKeys } from "./key-answers.ts";

const KEYS = "/api/keys";

/** Where a key is read, changed and deleted. */
export function addressOf(place: KeyPlace): KeyAddress {
  return keyAddress(KEYS, place, { key: {}, hash: { hashed: "1" }, username: { username: "true" } });
}

/** Where a new key is sent. */
export function creationAt(place: KeyPlace | null): KeyAddress {
  if (place === null) return plainAddress(KEYS);
  if (place.by !== "username") return addressOf(place);
  return plainAddress(`/api/apis/keys/basic/${encodeURIComponent(place.id)}`);
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
  return keyIn(await askKeys(client, { ...addressOf(place), exact: true, signal }));
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
