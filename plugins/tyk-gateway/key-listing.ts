import type { KeyEntry, KeyPlace } from "../tyk-credential/key-place.ts";
import type { KeyReading, KeyRules } from "../tyk-credential/keyring.ts";
import { recordOf, textOf, textsOf } from "../tyk-policy/record.ts";
import { plainAddress } from "../tyk-credential/key-place.ts";
import type { Client } from "./client.ts";
import { askKeys, isAbsence } from "./key-answers.ts";
import { KEYS, readKey } from "./key-place.ts";
import { readHashing } from "./key-rules.ts";

const AT_ONCE = 8;

/** Why hashed keys are not listed. */
export const LISTING_OFF =
  "The gateway does not list keys: they are hashed, and enable_hashed_keys_listing is off";
/** What to do about that. */
export const LISTING_HINT = "Set enable_hashed_keys_listing to true in tyk.conf, and restart the gateway.";

/** Whose keys are listed, and how they are kept. */
export type Listing = { readonly organisation: string | null; readonly rules: KeyRules };

/**
 * All keys of the organisation, of all where that is null; null where they are not listed. A gateway lists no more than
 * their names: each is read by itself, and one that is deleted meanwhile is left out.
 */
export async function listKeys(
  client: Client,
  { organisation, rules }: Listing,
  { signal, onProgress }: KeyReading,
): Promise<readonly KeyEntry[] | null> {
  const hashing = rules.hashing ?? (await readHashing(client, signal));
  // Where keys are hashed the filter is passed over.
  const query = organisation === null ? {} : { filter: organisation };
  const answer = await askKeys(client, {
    ...plainAddress(KEYS, query),
    signal,
    ...(onProgress === undefined
      ? {}
      : { onProgress: ({ received, total }) => onProgress({ what: "keys", received, total }) }),
  });
  if (isAbsence(answer)) return null;
  const names = [...new Set(textsOf(recordOf(answer.json)["keys"]))].toSorted();
  const found: KeyEntry[] = [];
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const places = names.slice(start, start + AT_ONCE).map((id) => placeOf(id, hashing));
    const entries = await Promise.all(
      places.map((place) => readKey(client, { place, organisation }, signal)),
    );
    found.push(...entries.filter((entry) => entry !== null));
  }
  return organisation === null
    ? found
    : found.filter(({ session }) => textOf(session["org_id"]) === organisation);
}

function placeOf(id: string, hashing: "hashed" | "plain"): KeyPlace {
  return { by: hashing === "plain" ? "key" : "hash", id };
}
