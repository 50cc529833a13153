import { X509Certificate } from "node:crypto";
import { AppError, excerpt } from "../../src/plugin/index.ts";

/** What a PEM text holds: its first certificate, how many there are, and whether a private key goes along. */
export type PemContent = {
  readonly text: string;
  /** SHA-256 of the certificate, 64 hex digits. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly issuer: string;
  readonly notAfter: string;
  readonly isExpired: boolean;
  readonly count: number;
  readonly hasPrivateKey: boolean;
};

const MOST_BYTES = 256 * 1024;
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/gu;
const WANTED: ReadonlySet<string> = new Set([
  "CERTIFICATE",
  "PRIVATE KEY",
  "RSA PRIVATE KEY",
  "EC PRIVATE KEY",
  "EC PARAMETERS",
]);

/** Checks a PEM chain, with or without key. Throws CANNOT_WRITE saying what is wrong with it, never quoting a key. */
export function readPem(text: string): PemContent {
  const size = Buffer.byteLength(text, "utf8");
  if (size > MOST_BYTES)
    throw cannot(
      `it has ${size} bytes; ${MOST_BYTES} are the most`,
      "Is this the right file? A chain is a few thousand.",
    );
  const kinds = [...text.matchAll(BLOCK)].map(([block, kind = ""]) => ({ block, kind }));
  const strange = kinds.find(({ kind }) => !WANTED.has(kind));
  if (strange !== undefined)
    throw cannot(
      `it holds "${excerpt(strange.kind)}"`,
      "Certificates and an unencrypted private key are taken.",
    );
  const certificates = kinds.filter(({ kind }) => kind === "CERTIFICATE").map(({ block }) => parsed(block));
  const [first] = certificates;
  if (first === undefined)
    throw cannot("it holds no certificate", "It must begin with -----BEGIN CERTIFICATE-----.");
  return {
    text,
    fingerprint: first.fingerprint256.replaceAll(":", "").toLowerCase(),
    subject: lineOf(first.subject),
    issuer: lineOf(first.issuer),
    notAfter: first.validToDate.toISOString(),
    isExpired: first.validToDate.getTime() < Date.now(),
    count: certificates.length,
    hasPrivateKey: kinds.some(({ kind }) => kind.endsWith("PRIVATE KEY")),
  };
}

function parsed(block: string): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch (error) {
    throw cannot(
      "a certificate in it cannot be read",
      "Is it complete? Convert DER with: openssl x509 -inform der",
      error,
    );
  }
}

function lineOf(name: string): string {
  return name.split("\n").join(", ");
}

function cannot(what: string, hint: string, cause?: unknown): AppError {
  return new AppError("CANNOT_WRITE", `This is no PEM that could be uploaded: ${what}.`, { hint, cause });
}
