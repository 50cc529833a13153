import { AppError, sameValue, type CredentialIntent } from "../../src/plugin/index.ts";
import { nothingToDo, type CredentialCall, type CredentialDraft } from "./credential-draft.ts";
import type { Keyring } from "./keyring.ts";
import { policyNotes, readGround, type Ground } from "./issue.ts";
import { findKey, type FoundKey } from "./key-find.ts";
import { mapKey, policiesOf } from "./key-map.ts";
import { movedMetadata } from "./moved-metadata.ts";
import { withQuery } from "./key-place.ts";
import { keyGone, keyRefusal } from "./key-refusal.ts";
import type { JsonRecord } from "../tyk-policy/record.ts";

export type Move = Extract<CredentialIntent, { readonly op: "move" }>;

/** What the gateway counts and stamps by itself: no ground to refuse a move. */
const LIVE_MEMBERS: ReadonlySet<string> = new Set([
  "last_updated",
  "last_check",
  "allowance",
  "quota_remaining",
  "quota_renews",
]);
/** What may be shown of a key's secrets: goes back as it came, and nowhere else. */
const SECRET_MEMBERS: ReadonlySet<string> = new Set([
  "basic_auth_data",
  "hmac_string",
  "jwt_data",
  "key_id",
  "oauth_keys",
]);

/**
 * The write that gives a key other policies: its session as it was read, value for value, with another list and the new
 * Plan's metadata.
 */
export async function draftMove(
  keyring: Keyring,
  intent: Move,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const { kind } = intent.target;
  const { clients: desk } = keyring;
  if (kind === "oauth2" && desk.change !== null) {
    const { draftMoveClient } = await import("./move-client.ts");
    return draftMoveClient({ keyring, desk, change: desk.change }, intent, signal);
  }
  if (kind === "oauth2" || kind === "jwt") throw cannotMove(keyring);
  const ground = await readGround(keyring, intent.policies, signal);
  const found = await findKey(keyring, intent, signal);
  if (found === null) throw keyGone(keyring);
  const { session } = found.entry;
  const references = intent.policies.map(({ reference }) => reference);
  const before = policiesOf(session);
  const moved = movedMetadata(session["meta_data"], intent);
  if (sameValue(before, references) && moved === null)
    return nothingToDo({ step: "credential", credential: mapKey(found.entry), secret: null }, []);
  const metadata = moved === null ? {} : { meta_data: moved.next };
  const body = { ...session, apply_policies: references, ...metadata };
  return {
    calls: [callOf(keyring, found, body)],
    fields: [{ field: "policies", before, after: references }, ...(moved?.fields ?? [])],
    basis: { ...basisOf(session), ...ground.basis },
    affects: moveNotes(ground, intent, found),
    loses: [],
    refusal: async (answer, call, given) =>
      keyring.isDone(answer) ? null : keyRefusal(keyring, { answer, call, found }, given),
    finish: async (_, given) => {
      const entry = await keyring.read(found.place, given);
      if (entry === null) throw unconfirmed(keyring, "the key cannot be read back");
      const credential = mapKey({ ...entry, hash: entry.hash || found.entry.hash });
      if (!sameValue(credential.policies, references))
        throw unconfirmed(keyring, `its policies are ${credential.policies.join(", ")}`);
      return { step: "credential", credential, secret: null };
    },
  };
}

/** Everything that a session says, but for what moves by itself, and without secrets. */
function basisOf(session: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(session).filter(([name]) => !LIVE_MEMBERS.has(name) && !SECRET_MEMBERS.has(name)),
  );
}

function moveNotes(ground: Ground, { policies }: Move, { entry }: FoundKey): readonly string[] {
  const { expiresAt } = mapKey(entry);
  const names = policies.map(({ name }) => name).join(", ");
  return [
    `The key stays the same, and so do its counters: from now on ${names} apply.`,
    `It ${expiresAt === null ? "never expires" : `expires ${expiresAt}`}, as before: a move does not change that.`,
    ...policyNotes(ground, expiresAt ?? "never"),
  ];
}

function callOf(keyring: Keyring, { place }: FoundKey, body: JsonRecord): CredentialCall {
  const { path, query, secrets, shownPath } = keyring.addressOf(place);
  const whole = { ...query, suppress_reset: "1" };
  const shown = Object.fromEntries(
    Object.entries(body).filter(([name]) => !SECRET_MEMBERS.has(name) && !LIVE_MEMBERS.has(name)),
  );
  return {
    method: "PUT",
    path,
    query: whole,
    body,
    secrets,
    shown: { method: "PUT", path: withQuery(shownPath, whole), body: shown },
  };
}

function cannotMove({ called }: Keyring): AppError {
  return new AppError(
    "CANNOT_WRITE",
    `Only keys can be moved: a client of the ${called} has one policy for life, and a token is not the ${called}'s.`,
    {
      hint: "Issue another one with the other Plan, and revoke this one.",
    },
  );
}

function unconfirmed({ called }: Keyring, what: string): AppError {
  return new AppError("OUTCOME_UNKNOWN", `The ${called} says that it is done, but ${what}.`, {
    hint: "List the credentials to see what is there now.",
  });
}
