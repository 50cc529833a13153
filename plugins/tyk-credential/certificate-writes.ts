import {
  AppError,
  excerpt,
  isAppError,
  type RemoteCredential,
  type Certificate,
  type CredentialIntent,
  type HttpAnswer,
  type WriteStep,
} from "../../src/plugin/index.ts";
import { nothingToDo, type CredentialDraft } from "./credential-draft.ts";
import type { AnsweredCall, Keyring } from "./keyring.ts";
import { readPem } from "./pem.ts";
import { mapKey } from "./key-map.ts";
import { isRecord, textOf, textsOf } from "../tyk-policy/record.ts";

type Add = Extract<CredentialIntent, { readonly op: "addCertificate" }>;
type Remove = Extract<CredentialIntent, { readonly op: "removeCertificate" }>;

/** The write that uploads a certificate; one that is there already needs none. */
export async function draftAdd(
  keyring: Keyring,
  { pem }: Add,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const content = readPem(pem);
  const { certificates, organisation } = keyring;
  // The id is known beforehand where the organisation is: the two make it.
  const id = organisation === null ? null : `${organisation}${content.fingerprint}`;
  const found = id === null ? null : await certificates.find(id, signal);
  if (found !== null) return nothingToDo(stepOf(found), [`It is already there, as ${found.id}.`]);
  const { subject, issuer, notAfter, hasPrivateKey, count } = content;
  const after = { subject, issuer, notAfter, hasPrivateKey, certificates: count };
  return {
    calls: [certificates.upload(content)],
    fields: Object.entries(after).map(([field, value]) => ({ field, before: null, after: value })),
    basis: {},
    affects: content.isExpired ? [`It has expired: ${notAfter}.`] : [],
    loses: [],
    refusal: (answer, call, given) => uploadRefusal(keyring, { answer, call }, given),
    finish: async ([answer], given) => {
      const made = textOf(isRecord(answer?.json) ? answer.json["id"] : "") || idIn(keyring, answer) || id;
      const now = made === null ? null : await certificates.find(made, given);
      if (now !== null) return stepOf(now);
      throw unconfirmed(keyring, "the certificate cannot be read back");
    },
  };
}

/** The write that deletes a certificate, and before it what is bound to it: just what was shown. */
export async function draftRemove(
  keyring: Keyring,
  { certificateId }: Remove,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const { certificates } = keyring;
  const found = await certificates.find(certificateId, signal);
  if (found === null) return nothingToDo(stepOf(null), ["It is gone already."]);
  const [users, bound] = await Promise.all([
    certificates.users(certificateId, signal),
    boundKeys(keyring, certificateId, signal),
  ]);
  return {
    calls: [...users.calls, certificates.removal(certificateId)],
    fields: [{ field: "certificate", before: found.subject || found.id, after: null }],
    basis: {
      certificate: certificateId,
      ...users.basis,
      "keys that go with it": bound?.map(({ handle }) => handle) ?? null,
    },
    affects: [...users.notes, ...boundNotes(bound)],
    loses: [
      `The certificate ${found.subject}${found.hasPrivateKey ? " and its private key" : ""}: upload it again to have it back.`,
    ],
    refusal: async (answer, call, given) => {
      const isDone = answer.status >= 200 && answer.status < 300 && isRecord(answer.json);
      if (isDone || (answer.status === 404 && keyring.isAbsence(answer))) return null;
      return keyring.unfinished({ answer, call }, given);
    },
    finish: async (_, given) => {
      if ((await certificates.find(certificateId, given)) === null) return stepOf(null);
      throw unconfirmed(keyring, "the certificate is still there");
    },
  };
}

/**
 * The keys that are worth nothing without it (gateway 5.12); null where keys are not listed. No other answer tells of
 * them.
 */
async function boundKeys(
  { list }: Keyring,
  certificateId: string,
  signal: AbortSignal,
): Promise<readonly RemoteCredential[] | null> {
  const entries = await list({ signal }).catch((error: unknown) => {
    if (isAppError(error) && error.code === "PERMISSION_MISSING") return null;
    throw error;
  });
  if (entries === null) return null;
  return entries
    .filter(({ session }) => textsOf(session["mtls_static_certificate_bindings"]).includes(certificateId))
    .map(mapKey);
}

function boundNotes(bound: readonly RemoteCredential[] | null): readonly string[] {
  if (bound === null) return ["Whether keys go with it cannot be told: they are not listed."];
  return bound.map(({ alias, handle }) => {
    const name = excerpt(alias ?? handle?.slice(0, 16) ?? "without a name");
    return `The key ${name} goes with it: it is refused afterwards.`;
  });
}

function stepOf(certificate: Certificate | null): WriteStep {
  return { step: "certificate", certificate };
}

/** One that somebody has just uploaded, too, is there: that was wanted. */
async function uploadRefusal(
  keyring: Keyring,
  { answer, call }: AnsweredCall,
  signal: AbortSignal,
): Promise<AppError | null> {
  const isMade = answer.status === 200 && isRecord(answer.json) && textOf(answer.json["id"]) !== "";
  if (isMade || idIn(keyring, answer) !== null) return null;
  return keyring.unfinished({ answer, call }, signal);
}

function idIn({ messageOf }: Keyring, answer: HttpAnswer | undefined): string | null {
  return answer === undefined
    ? null
    : (/(\S*[0-9a-f]{64}) ID already exists/iu.exec(messageOf(answer))?.[1] ?? null);
}

function unconfirmed({ called }: Keyring, what: string): AppError {
  return new AppError("OUTCOME_UNKNOWN", `The ${called} says that it is done, but ${what}.`, {
    hint: "List the certificates to see what is there now.",
  });
}
