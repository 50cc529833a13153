import { AppError } from "../../src/plugin/index.ts";
import type { Keyring } from "./keyring.ts";
import type { Issue } from "./key-session.ts";
import { recordOf, textOf, textsOf, type JsonRecord } from "../tyk-policy/record.ts";

/** The members that bind a key to a certificate, and what else has to be done for it. */
type Binding = { readonly members: JsonRecord; readonly notes: readonly string[] };

/**
 * Binds a new key to the chosen certificate: as its key where an API takes certificates in place of tokens, else as one of
 * those that may go with the token (gateway 5.12). Throws CANNOT_WRITE where no key is asked for at all, NOT_FOUND for a
 * certificate that is not there.
 */
export async function certificateMembers(
  keyring: Keyring,
  { chosen: { certificateId }, apis }: Issue,
  signal: AbortSignal,
): Promise<Binding> {
  if (certificateId === undefined)
    throw new AppError("CANNOT_WRITE", "A key that is bound to a certificate needs the certificate's id.", {
      hint: "Upload the certificate, and name it.",
    });
  if ((await keyring.certificates.find(certificateId, signal)) === null)
    throw new AppError("NOT_FOUND", `The ${keyring.called} has no certificate ${certificateId}.`, {
      hint: "Upload it first.",
    });
  const definitions = await Promise.all(apis.map((id) => keyring.definition(id, signal)));
  const statics = definitions.filter((definition) => definition["use_mutual_tls_auth"] === true);
  if (statics.length === 0 || definitions.some(takesCertificates)) {
    if (await keyring.certificates.isBound(certificateId, signal)) throw alreadyBound(keyring);
    return { members: { certificate: certificateId }, notes: [] };
  }
  if (statics.length > 0 && statics.every((definition) => definition["use_standard_auth"] !== true)) {
    throw new AppError(
      "CANNOT_WRITE",
      `${namesOf(statics)} asks for a certificate alone: there is no key to issue.`,
      {
        hint: "Add the certificate to the API's list of client certificates.",
      },
    );
  }
  const missing = statics.filter(({ client_certificates: list }) => !textsOf(list).includes(certificateId));
  const notes =
    missing.length === 0
      ? []
      : [`${namesOf(missing)} does not list this certificate: add it to its client certificates.`];
  return { members: { mtls_static_certificate_bindings: [certificateId] }, notes };
}

/**
 * A certificate makes the key (`generateToken` of organisation and certificate, gateway/api.go), so there cannot be
 * two, and another one in its place would be the very same.
 */
export function alreadyBound({ called }: Keyring): AppError {
  return new AppError("NAME_TAKEN", `The ${called} already has a key that is bound to this certificate.`, {
    hint: "Nothing was written. The key is made of the certificate, so another one with it would be the same: bind another certificate, or revoke that key first.",
  });
}

function takesCertificates(definition: JsonRecord): boolean {
  return recordOf(recordOf(definition["auth_configs"])["authToken"])["use_certificate"] === true;
}

function namesOf(definitions: readonly JsonRecord[]): string {
  return definitions.map(({ name, api_id: id }) => textOf(name, id)).join(", ");
}
