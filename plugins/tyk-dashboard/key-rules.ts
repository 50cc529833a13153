import { isAppError, type HttpAnswer } from "../../src/plugin/index.ts";
import type { KeyRules } from "../tyk-credential/keyring.ts";
import type { Client } from "./client.ts";
import { isAbsence } from "./key-answers.ts";
import { addressOf } from "./key-place.ts";
import { messageOf } from "./write-answers.ts";

/** What the Provider's options say of the switches in tyk_analytics.conf. */
export type KeyOptions = {
  readonly enableDeleteKeyByHash?: boolean | undefined;
  readonly enableUpdateKeyByHash?: boolean | undefined;
};

const DETAILED = "/api/keys/detailed";
const NOBODY = "portico-looks-whether-keys-are-listed";
const NO_HASH = { by: "hash", id: "portico-looks-whether-keys-are-hashed" } as const;
/** A gateway that hangs must not keep policies from being read. */
const PATIENCE_MS = 2_000;

/**
 * Asks, with two GETs for what does not exist, how keys are kept. Never fails: what is not answered is not known. Whether
 * keys are changed and deleted by their hash the Dashboard does not say before it is asked to do so with a key that exists:
 * that is the operator's to say, in the Provider's options.
 */
export async function measureKeys(
  client: Client,
  options: KeyOptions,
  signal: AbortSignal,
): Promise<KeyRules> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const { path, query } = addressOf(NO_HASH);
  const [listed, byHash] = await Promise.all([
    tried(client, { path: DETAILED, query: { q: NOBODY } }, limited),
    tried(client, { path, query }, limited),
  ]);
  signal.throwIfAborted();
  const isListing = listed?.status === 200 ? true : isOff(listed) ? false : null;
  // Keys that are not hashed are always listed.
  const hashing = isListing === false ? "hashed" : isPlain(byHash) ? "plain" : null;
  return {
    hashing,
    isListing,
    deletesByHash: options.enableDeleteKeyByHash ?? null,
    updatesByHash: options.enableUpdateKeyByHash ?? null,
  };
}

type Question = { readonly path: string; readonly query: Readonly<Record<string, string>> };

async function tried(
  client: Client,
  { path, query }: Question,
  signal: AbortSignal,
): Promise<HttpAnswer | null> {
  try {
    return await client.ask(path, { query, signal });
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

function isOff(answer: HttpAnswer | null): boolean {
  return answer?.status === 404 && isAbsence(answer);
}

/** The gateway's words, which the Dashboard passes on. */
function isPlain(answer: HttpAnswer | null): boolean {
  return answer !== null && /hashing is not enabled/iu.test(messageOf(answer));
}
