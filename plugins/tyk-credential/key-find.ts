import { AppError, excerpt, type CredentialTarget } from "../../src/plugin/index.ts";
import type { Keyring } from "./keyring.ts";
import { handleOf, isClientToken, mapKey } from "./key-map.ts";
import type { KeyEntry, KeyPlace } from "./key-place.ts";

/** Which key is meant, and the key itself where an operator gave it. */
export type MeantKey = { readonly target: CredentialTarget; readonly secret?: string };

/** A key, and where it can be changed. */
export type FoundKey = { readonly place: KeyPlace; readonly entry: KeyEntry };

const OWN_HANDLE = /^sha256-/u;

/**
 * The key that is meant and no other one; null when it is gone. By the key itself when it was given, else by user name or
 * hash, else in the list of keys by mark, handle or alias. Throws CANNOT_WRITE when nothing finds it without its key.
 */
export async function findKey(
  keyring: Keyring,
  meant: MeantKey,
  signal: AbortSignal,
): Promise<FoundKey | null> {
  const { target, secret } = meant;
  if (target.kind === "basic" && target.mark !== null && target.handle !== null)
    return findUser(keyring, { ...target, handle: target.handle }, signal);
  if (secret !== undefined) return byItself(keyring, { target, secret }, signal);
  return elsewhere(keyring, target, signal);
}

async function elsewhere(
  keyring: Keyring,
  target: CredentialTarget,
  signal: AbortSignal,
): Promise<FoundKey | null> {
  const byHash = await findByHash(keyring, target, signal);
  return byHash ?? inList(keyring, target, signal);
}

/** The user of that name, unless it is somebody else's by now. */
async function findUser(
  keyring: Keyring,
  { handle, mark }: CredentialTarget & { readonly handle: string },
  signal: AbortSignal,
): Promise<FoundKey | null> {
  const place = { by: "username", id: handle } as const;
  const entry = await keyring.read(place, signal);
  const other = entry === null ? null : (mapKey(entry).mark ?? mark);
  return entry !== null && other === mark ? { place, entry } : null;
}

type Look = { readonly target: CredentialTarget; readonly signal: AbortSignal };

async function at(keyring: Keyring, place: KeyPlace, { target, signal }: Look): Promise<FoundKey | null> {
  const entry = await keyring.read(place, signal);
  return entry !== null && isMeant(entry, target) ? { place, entry } : null;
}

async function byItself(
  keyring: Keyring,
  { target, secret }: Required<MeantKey>,
  signal: AbortSignal,
): Promise<FoundKey | null> {
  const found = await at(keyring, { by: "key", id: secret }, { target, signal });
  if (found !== null) return found;
  // Whatever was given: what is not there any more is gone.
  if ((await elsewhere(keyring, target, signal)) === null) return null;
  throw new AppError("CANNOT_WRITE", `The key that was given is not ${nameOf(target)}.`, {
    hint: "Nothing was touched. Give the key of this very credential.",
  });
}

async function findByHash(
  keyring: Keyring,
  target: CredentialTarget,
  signal: AbortSignal,
): Promise<FoundKey | null> {
  if (!isHash(target.handle)) return null;
  return at(keyring, { by: "hash", id: target.handle }, { target, signal });
}

async function inList(
  keyring: Keyring,
  target: CredentialTarget,
  signal: AbortSignal,
): Promise<FoundKey | null> {
  const entries = await keyring.list({ signal });
  if (entries === null) {
    // Where keys are hashed, one whose hash finds nothing is gone.
    if (isHash(target.handle)) return null;
    throw new AppError(
      "CANNOT_WRITE",
      `Nothing finds ${nameOf(target)} without its key: ${keyring.listingOff}.`,
      {
        hint: `Give the key itself. ${keyring.listingHint}`,
      },
    );
  }
  const found = entries.filter((entry) => isMeant(entry, target));
  const [entry] = found;
  if (entry === undefined) return null;
  if (found.length > 1)
    throw new AppError("CANNOT_WRITE", `${found.length} keys answer to ${nameOf(target)}.`, {
      hint: "Nothing was touched. Sync, and choose the one that is meant.",
    });
  return { place: placeOf(entry), entry };
}

function placeOf({ id, hash }: KeyEntry): KeyPlace {
  return id === "" ? { by: "hash", id: hash } : { by: "key", id };
}

/**
 * By its mark; by its handle where it carries none (any more): the same key is in the same hands. With the mark of another
 * credential it is another one, made anew under the same id.
 */
function isMeant(entry: KeyEntry, { mark, handle, alias, kind }: CredentialTarget): boolean {
  if (isClientToken(entry)) return false;
  const key = mapKey(entry);
  if (key.mark !== null || (mark !== null && handle === null)) return key.mark === mark;
  if (handle !== null) return handle === key.handle || handle === handleOf(entry);
  return alias !== null && key.alias === alias && key.kind === kind;
}

function isHash(handle: string | null): handle is string {
  return handle !== null && !OWN_HANDLE.test(handle);
}

function nameOf({ alias, mark, handle }: CredentialTarget): string {
  return `the credential ${excerpt(alias ?? mark ?? handle ?? "")}`;
}
