import { isAppError } from "../../src/plugin/index.ts";
import { plainAddress } from "../tyk-credential/key-place.ts";
import type { KeyRules } from "../tyk-credential/keyring.ts";
import type { Client } from "./client.ts";
import { envelopeMessage } from "./errors.ts";
import { askKeys, isAbsence } from "./key-answers.ts";
import { addressOf, KEYS } from "./key-place.ts";

const NO_HASH = { by: "hash", id: "portico-looks-whether-keys-are-hashed" } as const;
const NOBODY = "portico-looks-whether-keys-are-listed";
/** A gateway whose Redis hangs must not keep policies from being read. */
const PATIENCE_MS = 2_000;

/**
 * Asks, with two GETs for what does not exist, how keys are kept. Never rejects but for the signal: what is not answered
 * is not known. Whoever has the gateway's secret changes and deletes keys by their hash.
 */
export async function measureKeys(client: Client, signal: AbortSignal): Promise<KeyRules> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const [hashing, isListing] = await Promise.all([
    readHashing(client, limited).catch(notKnown),
    readListing(client, limited).catch(notKnown),
  ]);
  signal.throwIfAborted();
  return { hashing, isListing, deletesByHash: true, updatesByHash: true };
}

/** Whether keys are hashed. */
export async function readHashing(client: Client, signal: AbortSignal): Promise<"hashed" | "plain"> {
  const answer = await askKeys(client, { ...addressOf({ place: NO_HASH, organisation: null }), signal });
  return /hashing is not enabled/iu.test(envelopeMessage(answer) ?? "") ? "plain" : "hashed";
}

async function readListing(client: Client, signal: AbortSignal): Promise<boolean> {
  return !isAbsence(await askKeys(client, { ...plainAddress(KEYS, { filter: NOBODY }), signal }));
}

function notKnown(error: unknown): null {
  if (isAppError(error)) return null;
  throw error;
}
