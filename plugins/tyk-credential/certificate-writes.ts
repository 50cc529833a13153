import {
  AppError,
  type Certificate,
  type CredentialIntent,
  type HttpAnswer,
  type WriteStep,
} from "../../src/plugin/index.ts";
import { nothingToDo, type CredentialDraft } from "./credential-draft.ts";
import type { AnsweredCall, Keyring } from "./keyring.ts";
import { readPem } from "./pem.ts";
import { isRecord, textOf } from "../tyk-policy/record.ts";

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
  const users = await certificates.users(certificateId, signal);
  return {
    calls: [...users.calls, certificates.removal(certificateId)],
    fields: [{ field: "certificate", before: found.subject || found.id, after: null }],
    basis: { certificate: certificateId, ...users.basis },
    affects: users.notes,
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
