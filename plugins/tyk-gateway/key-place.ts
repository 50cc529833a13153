import type { HttpAnswer } from "../../src/plugin/index.ts";
import {
  keyAddress,
  plainAddress,
  type KeyAddress,
  type KeyEntry,
  type KeyPlace,
} from "../tyk-credential/key-place.ts";
import type { AnsweredCall } from "../tyk-credential/keyring.ts";
import { recordOf, textOf } from "../tyk-policy/record.ts";
import type { Client } from "./client.ts";
import { askKeys, isAbsence, isDone } from "./key-answers.ts";

export const KEYS = "/tyk/keys";
const HASH = { hashed: "true" };

/** A place of a key, and the organisation that a chosen id or the name of a user is read in. */
type Place = { readonly place: KeyPlace; readonly organisation: string | null };

/** Where a key is read, changed and deleted. */
export function addressOf({ place, organisation }: Place): KeyAddress {
  const key = organisation === null ? {} : { org_id: organisation };
  return keyAddress(KEYS, place, { key, hash: HASH, username: { username: "true", ...key } });
}

/** Where a new key is sent: its session says whose it is. */
export function creationAt(place: KeyPlace | null): KeyAddress {
  if (place === null) return plainAddress(`${KEYS}/create`);
  return keyAddress(KEYS, place, { key: {}, hash: HASH, username: {} });
}

/** The key at a place; null when the gateway knows none there. */
export async function readKey(client: Client, at: Place, signal: AbortSignal): Promise<KeyEntry | null> {
  const answer = await askKeys(client, { ...addressOf(at), exact: true, signal });
  return isAbsence(answer) ? null : entryOf(at.place, answer);
}

/** The new key of an answer to a creation, with the session that was sent; of a user it holds the hash alone. */
export function madeIn({ answer, call }: AnsweredCall): KeyEntry | null {
  if (!isDone(answer)) return null;
  const { key, key_hash: hash } = recordOf(answer.json);
  if (textOf(key, hash) === "") return null;
  return { id: textOf(key), hash: textOf(hash), session: recordOf(call.body) };
}

/** A gateway answers with the session and nothing else. */
function entryOf({ by, id }: KeyPlace, { json }: HttpAnswer): KeyEntry {
  return { id: by === "key" ? id : "", hash: by === "hash" ? id : "", session: recordOf(json) };
}
