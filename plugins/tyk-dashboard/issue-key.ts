import { randomBytes } from "node:crypto";
import {
  AppError,
  excerpt,
  isAppError,
  type HttpAnswer,
  type IssuedSecret,
  type WriteStep,
} from "../../src/plugin/index.ts";
import { keySecret, keyUsage } from "./key-secret.ts";
import { alreadyBound, certificateMembers } from "./certificate-binding.ts";
import type { CredentialCall, CredentialDraft } from "./credential-draft.ts";
import type { CredentialWriter } from "./credential-writer.ts";
import { policyNotes, type Ground } from "./issue.ts";
import { issueFields } from "./issue-fields.ts";
import { unfinished } from "./key-answers.ts";
import { mapKey } from "./key-map.ts";
import { addressOf, keyIn, KEYS, readKey, type KeyEntry, type KeyPlace } from "./key-place.ts";
import { newSession, type Issue, type KindMembers } from "./key-session.ts";
import { revocationNotes } from "./revocation-notes.ts";
import { messageOf } from "./write-answers.ts";

export type KeyRequest = { readonly intent: Issue; readonly ground: Ground };

/** What its kind makes of a new key; `password` is that of a basic-auth user. */
type Kind = KindMembers & { readonly password?: string; readonly notes: readonly string[] };

const MASK = "***";
const SHORTEST_KEY = 8;
const SHORTEST_PASSWORD = 8;

/** The write that makes a key, plain or with what its kind adds. */
export async function draftKey(
  writer: CredentialWriter,
  { intent, ground }: KeyRequest,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const kind = await kindOf(writer, intent, signal);
  const usage = await keyUsage(writer.client, intent, signal);
  await refuseTaken(writer, placeOf(intent, kind), signal);
  const creation = callOf(intent, kind, newSession(intent, writer.organisation, kind));
  return {
    calls: [creation],
    fields: issueFields(intent, {
      username: kind.username,
      key: intent.chosen.key === undefined ? undefined : MASK,
    }),
    basis: ground.basis,
    affects: [
      ...policyNotes(ground, intent.expiresAt),
      ...kind.notes,
      ...revocationNotes(writer.keys, intent.kind),
    ],
    loses: [],
    refusal: (answer, call, given) => refusal(writer, { answer, call }, given),
    finish: async ([answer], given) => {
      const entry = answer === undefined ? null : keyIn(answer);
      if (entry === null) throw new AppError("OUTCOME_UNKNOWN", "The answer to a creation holds no key.");
      const secret = keySecret(intent.kind, entry, { ...kind, usage });
      return issuedStep(writer, { entry, secret, kind }, given);
    },
  };
}

async function kindOf(writer: CredentialWriter, intent: Issue, signal: AbortSignal): Promise<Kind> {
  const { kind, chosen, mark } = intent;
  switch (kind) {
    case "hmac":
      return { members: { hmac_enabled: true }, notes: [] };
    case "basic": {
      const username = chosen.username ?? mark;
      const password = chosen.password ?? randomBytes(24).toString("base64url");
      refuseShort("password", password, SHORTEST_PASSWORD);
      return { members: { basic_auth_data: { password } }, username, password, notes: [] };
    }
    case "mtls":
      return certificateMembers(writer, intent, signal);
    case "apiKey":
    case "oauth2":
    case "jwt":
      if (chosen.key !== undefined) refuseShort("key", chosen.key, SHORTEST_KEY);
      return { notes: [] };
  }
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
function placeOf({ chosen, mark, kind }: Issue, { username }: Kind): KeyPlace {
  if (username !== undefined) return { by: "username", id: username };
  return { by: "key", id: kind === "mtls" ? mark : (chosen.key ?? mark) };
}

/** A creation would replace what is there. Asked right before it, this also shows that the gateway answers. */
async function refuseTaken(
  { client }: CredentialWriter,
  place: KeyPlace,
  signal: AbortSignal,
): Promise<void> {
  if ((await readKey(client, place, signal)) === null) return;
  const what = place.by === "username" ? `a user named ${excerpt(place.id)}` : "the chosen key";
  throw new AppError("NAME_TAKEN", `The Dashboard already has ${what}.`, {
    hint: "Choose another one: this one would be replaced, whoever uses it.",
  });
}

function callOf(
  { chosen, kind }: Issue,
  { username, password }: Kind,
  body: CredentialCall["body"] & object,
): CredentialCall {
  const secrets = [password, chosen.key].filter((text) => text !== undefined);
  const shownBody = password === undefined ? body : { ...body, basic_auth_data: { password: MASK } };
  const isChosen = kind === "apiKey" || kind === "hmac";
  const { path, shownPath } =
    username !== undefined
      ? plainPath(`/api/apis/keys/basic/${encodeURIComponent(username)}`)
      : isChosen && chosen.key !== undefined
        ? addressOf({ by: "key", id: chosen.key })
        : plainPath(KEYS);
  return { method: "POST", path, body, secrets, shown: { method: "POST", path: shownPath, body: shownBody } };
}

function plainPath(path: string): { readonly path: string; readonly shownPath: string } {
  return { path, shownPath: path };
}

type Refused = { readonly answer: HttpAnswer; readonly call: CredentialCall };

async function refusal(
  { client }: CredentialWriter,
  { answer, call }: Refused,
  signal: AbortSignal,
): Promise<AppError | null> {
  if (keyIn(answer) !== null) return null;
  if (/certificate already found/iu.test(messageOf(answer))) return alreadyBound();
  return unfinished(client, { answer, call }, signal);
}

type Issued = { readonly entry: KeyEntry; readonly secret: IssuedSecret; readonly kind: Kind };

/** As it is read back. When that fails the answer to the creation stands: the secret must not get lost by it. */
async function issuedStep(
  { client }: CredentialWriter,
  { entry, secret, kind: { username } }: Issued,
  signal: AbortSignal,
): Promise<WriteStep> {
  const place: KeyPlace =
    username === undefined ? { by: "key", id: entry.id } : { by: "username", id: username };
  const read = await readKey(client, place, signal).catch((error: unknown) => {
    if (isAppError(error)) return null;
    throw error;
  });
  const credential = mapKey({ ...entry, session: read?.session ?? entry.session });
  return { step: "credential", credential, secret };
}
