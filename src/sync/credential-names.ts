import type { CredentialProposal, CredentialRequest, CredentialResult } from "../core/credential-change.ts";
import { credentialName } from "../core/credential-text.ts";
import type { Credential } from "../core/credential.ts";
import type { FieldChange } from "../core/write.ts";

/** What a request is about, for titles; a certificate by its subject, where the fields of its proposal tell it. */
export function nameFor(
  request: CredentialRequest,
  target: Credential | null,
  fields: readonly FieldChange[] = [],
): string {
  if (request.op === "issue") return request.alias ?? request.owner ?? "without alias";
  if (request.op === "addCertificate") return textAmong(fields, "subject") ?? "from PEM";
  if (request.op === "removeCertificate") return textAmong(fields, "certificate") ?? request.certificateId;
  return target === null ? request.id : credentialName(target);
}

function textAmong(fields: readonly FieldChange[], name: string): string | null {
  const found = fields.find(({ field }) => field === name);
  const text = found?.after ?? found?.before;
  return typeof text === "string" && text !== "" ? text : null;
}

/** What is made has its name only now: the subject of a certificate, the id of what has neither alias nor owner. */
export function madeName(
  { request, draft }: CredentialProposal,
  certificate: CredentialResult["certificate"],
): string | null {
  if (request.op === "issue" && draft !== null) return credentialName(draft);
  return certificate === null || certificate.subject === "" ? null : certificate.subject;
}
