import { randomBytes } from "node:crypto";
import {
  AppError,
  type Certificate,
  type CredentialIntent,
  type HttpAnswer,
  type WriteStep,
} from "../../src/plugin/index.ts";
import { certificatePath, CERTIFICATES, findCertificate } from "./certificates.ts";
import { certificateUsers } from "./certificate-users.ts";
import { nothingToDo, type CredentialCall, type CredentialDraft } from "./credential-draft.ts";
import type { CredentialWriter } from "./credential-writer.ts";
import { isAbsence, unfinished } from "./key-answers.ts";
import { readPem, type PemContent } from "./pem.ts";
import { isRecord, textOf } from "./record.ts";
import { messageOf } from "./write-answers.ts";

type Add = Extract<CredentialIntent, { readonly op: "addCertificate" }>;
type Remove = Extract<CredentialIntent, { readonly op: "removeCertificate" }>;

/** The write that uploads a certificate; one that is there already needs none. */
export async function draftAdd(
  writer: CredentialWriter,
  { pem }: Add,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const content = readPem(pem);
  const { client, organisation } = writer;
  // The id is known beforehand where the organisation is: the two make it.
  const id = organisation === null ? null : `${organisation}${content.fingerprint}`;
  const found = id === null ? null : await findCertificate(client, id, signal);
  if (found !== null) return nothingToDo(stepOf(found), [`It is already there, as ${found.id}.`]);
  const { subject, issuer, notAfter, hasPrivateKey, count } = content;
  const after = { subject, issuer, notAfter, hasPrivateKey, certificates: count };
  return {
    calls: [uploadOf(content)],
    fields: Object.entries(after).map(([field, value]) => ({ field, before: null, after: value })),
    basis: {},
    affects: content.isExpired ? [`It has expired: ${notAfter}.`] : [],
    loses: [],
    refusal: (answer, call, given) => uploadRefusal(writer, { answer, call }, given),
    finish: async ([answer], given) => {
      const made = textOf(isRecord(answer?.json) ? answer.json["id"] : "") || idIn(answer) || id;
      const now = made === null ? null : await findCertificate(client, made, given);
      if (now !== null) return stepOf(now);
      throw unconfirmed("the certificate cannot be read back");
    },
  };
}

/** The write that deletes a certificate, and before it what is bound to it: just what was shown. */
export async function draftRemove(
  { client }: CredentialWriter,
  { certificateId }: Remove,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const found = await findCertificate(client, certificateId, signal);
  if (found === null) return nothingToDo(stepOf(null), ["It is gone already."]);
  const users = await certificateUsers(client, certificateId, signal);
  const isUsed = users.notes.length > 0;
  const path = `${CERTIFICATES}/dependencies/${encodeURIComponent(certificateId)}`;
  return {
    calls: [...(isUsed ? [deletionOf(path)] : []), deletionOf(certificatePath(certificateId))],
    fields: [{ field: "certificate", before: found.subject || found.id, after: null }],
    basis: { certificate: certificateId, ...users.basis },
    affects: users.notes,
    loses: [
      `The certificate ${found.subject}${found.hasPrivateKey ? " and its private key" : ""}: upload it again to have it back.`,
    ],
    refusal: async (answer, call, given) => {
      const isDone = answer.status >= 200 && answer.status < 300 && isRecord(answer.json);
      if (isDone || (answer.status === 404 && isAbsence(answer))) return null;
      return unfinished(client, { answer, call }, given);
    },
    finish: async (_, given) => {
      if ((await findCertificate(client, certificateId, given)) === null) return stepOf(null);
      throw unconfirmed("the certificate is still there");
    },
  };
}

function stepOf(certificate: Certificate | null): WriteStep {
  return { step: "certificate", certificate };
}

function uploadOf({ text, fingerprint, hasPrivateKey }: PemContent): CredentialCall {
  const boundary = `portico-${randomBytes(16).toString("hex")}`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="certificate.pem"\r\n`;
  const whole = `${head}Content-Type: application/x-x509-ca-cert\r\n\r\n${text}\r\n--${boundary}--\r\n`;
  const body = { fingerprint, privateKey: hasPrivateKey ? "***" : null };
  return {
    method: "POST",
    path: CERTIFICATES,
    content: { type: `multipart/form-data; boundary=${boundary}`, text: whole },
    secrets: hasPrivateKey ? [text] : [],
    shown: { method: "POST", path: CERTIFICATES, body },
  };
}

type Refused = { readonly answer: HttpAnswer; readonly call: CredentialCall };

/** One that somebody has just uploaded, too, is there: that was wanted. */
async function uploadRefusal(
  { client }: CredentialWriter,
  { answer, call }: Refused,
  signal: AbortSignal,
): Promise<AppError | null> {
  const isMade = answer.status === 200 && isRecord(answer.json) && textOf(answer.json["id"]) !== "";
  if (isMade || idIn(answer) !== null) return null;
  return unfinished(client, { answer, call }, signal);
}

function idIn(answer: HttpAnswer | undefined): string | null {
  return answer === undefined
    ? null
    : (/\b([0-9a-f]{88}) ID already exists/iu.exec(messageOf(answer))?.[1] ?? null);
}

function deletionOf(path: string): CredentialCall {
  return { method: "DELETE", path, secrets: [], shown: { method: "DELETE", path, body: null } };
}

function unconfirmed(what: string): AppError {
  return new AppError("OUTCOME_UNKNOWN", `The Dashboard says that it is done, but ${what}.`, {
    hint: "List the certificates to see what is there now.",
  });
}
