import { randomBytes } from "node:crypto";
import { plainCall, type CredentialCall } from "../tyk-credential/credential-draft.ts";
import type { CertificateStore } from "../tyk-credential/keyring.ts";
import type { PemContent } from "../tyk-credential/pem.ts";
import { certificateUsers, isBound } from "./certificate-users.ts";
import { certificatePath, CERTIFICATES, findCertificate } from "./certificates.ts";
import type { Client } from "./client.ts";
import { MASK } from "../tyk-credential/mask.ts";

/** The certificates of a Dashboard. */
export function certificateStore(client: Client): CertificateStore {
  return {
    find: (id, signal) => findCertificate(client, id, signal),
    users: (id, signal) => certificateUsers(client, id, signal),
    isBound: (id, signal) => isBound(client, id, signal),
    upload: uploadOf,
    removal: (id) => plainCall("DELETE", certificatePath(id)),
  };
}

function uploadOf({ text, fingerprint, hasPrivateKey }: PemContent): CredentialCall {
  const boundary = `portico-${randomBytes(16).toString("hex")}`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="certificate.pem"\r\n`;
  const whole = `${head}Content-Type: application/x-x509-ca-cert\r\n\r\n${text}\r\n--${boundary}--\r\n`;
  const body = { fingerprint, privateKey: hasPrivateKey ? MASK : null };
  return {
    method: "POST",
    path: CERTIFICATES,
    content: { type: `multipart/form-data; boundary=${boundary}`, text: whole },
    secrets: hasPrivateKey ? [text] : [],
    shown: { method: "POST", path: CERTIFICATES, body },
  };
}
