import { randomBytes } from "node:crypto";
import { AppError, excerpt, isAppError, type IssuedSecret, type WriteStep } from "../../src/plugin/index.ts";
import { keySecret, keyUsage } from "./key-secret.ts";
import { alreadyBound, certificateMembers } from "./certificate-binding.ts";
import type { CredentialCall, CredentialDraft } from "./credential-draft.ts";
import type { AnsweredCall, Keyring } from "./keyring.ts";
import { policyNotes, type KeyRequest } from "./issue.ts";
import { issueFields } from "./issue-fields.ts";
import { mapKey } from "./key-map.ts";
import { withQuery, type KeyEntry, type KeyPlace } from "./key-place.ts";
import type { JsonRecord } from "../tyk-policy/record.ts";
import { newSession, type Issue, type KindMembers } from "./key-session.ts";
import { MASK } from "./mask.ts";

/** What its kind makes of a new key; `password` is that of a basic-auth user. */
type Kind = KindMembers & {
  readonly password?: string;
  /** The secret that requests are signed with, and the id of its key, where both are made here. */
  readonly signing?: string;
  readonly id?: string;
  readonly notes: readonly string[];
};

const SHORTEST_KEY = 8;
const SHORTEST_PASSWORD = 8;

/** The write that makes a key, plain or with what its kind adds. */
export async function draftKey(
  keyring: Keyring,
  { intent, ground }: KeyRequest,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const kind = await kindOf(keyring, intent, signal);
  const usage = await keyUsage(keyring, intent, signal);
  await refuseTaken(keyring, placeOf(intent, kind), signal);
  const creation = callOf(keyring, { intent, kind }, newSession(intent, keyring.organisation, kind));
  return {
    calls: [creation],
    fields: issueFields(intent, {
      username: kind.username,
      key: intent.chosen.key === undefined ? undefined : MASK,
    }),
    basis: ground.basis,
    affects: [...policyNotes(ground, intent.expiresAt), ...kind.notes],
    loses: [],
    refusal: (answer, call, given) => refusal(keyring, { answer, call }, given),
    finish: async ([answer], given) => {
      const entry = answer === undefined ? null : keyring.madeIn({ answer, call: creation });
      if (entry === null) throw new AppError("OUTCOME_UNKNOWN", "The answer to a creation holds no key.");
      const secret = keySecret(intent.kind, entry, { ...kind, usage });
      return issuedStep(keyring, { entry, secret, kind }, given);
    },
  };
}

async function kindOf(keyring: Keyring, intent: Issue, signal: AbortSignal): Promise<Kind> {
  const { kind, chosen, mark } = intent;
  switch (kind) {
    case "hmac":
      return keyring.makesSigningSecrets
        ? { members: { hmac_enabled: true }, notes: [] }
        : signingMembers(chosen.key);
    case "basic": {
      const username = chosen.username ?? mark;
      const password = chosen.password ?? randomBytes(24).toString("base64url");
      refuseShort("password", password, SHORTEST_PASSWORD);
      return { members: { basic_auth_data: { password } }, username, password, notes: [] };
    }
    case "mtls":
      return certificateMembers(keyring, intent, signal);
    case "apiKey":
    case "oauth2":
    case "jwt":
      if (chosen.key !== undefined) refuseShort("key", chosen.key, SHORTEST_KEY);
      return { notes: [] };
  }
}

/** A key under an id that is chosen takes the secret that comes with it, and gets none otherwise. */
function signingMembers(key: string | undefined): Kind {
  if (key !== undefined) refuseShort("key", key, SHORTEST_KEY);
  const signing = randomBytes(32).toString("base64url");
  const id = key ?? randomBytes(16).toString("hex");
  return { members: { hmac_enabled: true, hmac_string: signing }, signing, id, notes: [] };
}

/** Short ones are guessed, and cannot be kept out of logs. */
function refuseShort(what: string, text: string, shortest: number): void {
  if (text.length >= shortest) return;
  throw new AppError(
    "CANNOT_WRITE",
    `The chosen ${what} has ${text.length} characters; ${shortest} is the least.`,
    {
      hint: "Choose a longer one, or let one be made.",
    },
  );
}

/** Where the new key will be; for one that is made there, a place where nothing is. */
function placeOf({ chosen, mark, kind }: Issue, { username, id }: Kind): KeyPlace {
  if (username !== undefined) return { by: "username", id: username };
  return { by: "key", id: kind === "mtls" ? mark : (chosen.key ?? id ?? mark) };
}

/** A creation would replace what is there. Asked right before it, this also shows that the gateway answers. */
async function refuseTaken(keyring: Keyring, place: KeyPlace, signal: AbortSignal): Promise<void> {
  if ((await keyring.read(place, signal)) === null) return;
  const what = place.by === "username" ? `a user named ${excerpt(place.id)}` : "the chosen key";
  throw new AppError("NAME_TAKEN", `The ${keyring.called} already has ${what}.`, {
    hint: "Choose another one: this one would be replaced, whoever uses it.",
  });
}

type Making = { readonly intent: Issue; readonly kind: Kind };

function callOf(keyring: Keyring, { intent, kind }: Making, body: JsonRecord): CredentialCall {
  const { password, signing } = kind;
  const { path, query, shownPath, secrets } = keyring.creationAt(namedPlace(intent, kind));
  return {
    method: "POST",
    path,
    query,
    body,
    secrets: [...secrets, password, signing].filter((text) => text !== undefined),
    shown: {
      method: "POST",
      path: withQuery(shownPath, query),
      body: {
        ...body,
        ...(password === undefined ? {} : { basic_auth_data: { password: MASK } }),
        ...(signing === undefined ? {} : { hmac_string: MASK }),
      },
    },
  };
}

/** Where a key goes whose name is known beforehand. */
function namedPlace({ chosen, kind }: Issue, { username, id }: Kind): KeyPlace | null {
  if (username !== undefined) return { by: "username", id: username };
  const key = kind === "apiKey" || kind === "hmac" ? (chosen.key ?? id) : undefined;
  return key === undefined ? null : { by: "key", id: key };
}

async function refusal(
  keyring: Keyring,
  answered: AnsweredCall,
  signal: AbortSignal,
): Promise<AppError | null> {
  if (keyring.madeIn(answered) !== null) return null;
  if (/certificate already found/iu.test(keyring.messageOf(answered.answer))) return alreadyBound(keyring);
  return keyring.unfinished(answered, signal);
}

type Issued = { readonly entry: KeyEntry; readonly secret: IssuedSecret; readonly kind: Kind };

/** As it is read back. When that fails the answer to the creation stands: the secret must not get lost by it. */
async function issuedStep(
  keyring: Keyring,
  { entry, secret, kind: { username } }: Issued,
  signal: AbortSignal,
): Promise<WriteStep> {
  const place: KeyPlace =
    username === undefined ? { by: "key", id: entry.id } : { by: "username", id: username };
  const read = await keyring.read(place, signal).catch((error: unknown) => {
    if (isAppError(error)) return null;
    throw error;
  });
  const credential = mapKey({ ...entry, session: read?.session ?? entry.session });
  return { step: "credential", credential, secret };
}
