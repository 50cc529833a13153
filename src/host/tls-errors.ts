import { excerpt } from "../core/plain-text.ts";
import type { Finding, Peer } from "./finding.ts";

type Distrust = { readonly reason: string; readonly advice: (host: string) => string };

const SELF_SIGNED = "make it known to Portico with NODE_EXTRA_CA_CERTS=certificate.pem";
const MAKE_KNOWN = "Make the issuer's certificate known to Portico: NODE_EXTRA_CA_CERTS=issuer.pem";

const UNKNOWN_ISSUER: Distrust = {
  reason: "the issuer of its certificate is not known to this machine",
  advice: () => `${MAKE_KNOWN}. The server should send intermediate certificates, too`,
};

/** By the codes of Node's `tls` (X.509 certificate error codes). */
const DISTRUSTS: ReadonlyMap<string, Distrust> = new Map<string, Distrust>([
  [
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    {
      reason: "its certificate is self-signed",
      advice: (host) => `Give ${host} a certificate from an authority, or ${SELF_SIGNED}`,
    },
  ],
  [
    "SELF_SIGNED_CERT_IN_CHAIN",
    {
      reason: "its certificate comes from a private authority that this machine does not know",
      advice: () => MAKE_KNOWN,
    },
  ],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", UNKNOWN_ISSUER],
  ["UNABLE_TO_GET_ISSUER_CERT", UNKNOWN_ISSUER],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", UNKNOWN_ISSUER],
  [
    "CERT_HAS_EXPIRED",
    {
      reason: "its certificate has expired",
      advice: (host) => `Have the certificate of ${host} renewed, or set this machine's clock right`,
    },
  ],
  [
    "CERT_NOT_YET_VALID",
    {
      reason: "its certificate is not valid yet",
      advice: (host) => `Set this machine's clock right, or correct the certificate of ${host}`,
    },
  ],
  [
    "CERT_REVOKED",
    {
      reason: "its certificate was revoked",
      advice: (host) => `Have the certificate of ${host} replaced: its key may be known to others`,
    },
  ],
  ["CERT_UNTRUSTED", { reason: "its certificate is not trusted for servers", advice: () => MAKE_KNOWN }],
  [
    "ERR_TLS_CERT_ALTNAME_INVALID",
    {
      reason: "its certificate belongs to another host",
      advice: (host) => `Write a host of the certificate in url, or have ${host} added to the certificate`,
    },
  ],
]);

const NOT_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/u;
const NO_COMMON_VERSION = /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW/u;
const CUT_SHORT = /before secure TLS connection was established/u;

/** Why a certificate is not trusted, and what to do about it; null for a code that is about something else. */
export function certificateFault(
  error: unknown,
  code: string,
  host: string,
): { readonly reason: string; readonly advice: string } | null {
  const distrust = DISTRUSTS.get(code);
  if (distrust === undefined) return null;
  return { reason: `${distrust.reason} (${namesIn(error, code)})`, advice: `${distrust.advice(host)}.` };
}

/** What a failed TLS handshake tells, by the error of Node's `tls` and its code; null when it is no matter of TLS. */
export function tlsFinding(error: unknown, code: string, peer: Peer): Finding | null {
  const distrust = DISTRUSTS.get(code);
  if (distrust !== undefined) return distrusted(distrust, namesIn(error, code), peer);
  const message = error instanceof Error ? error.message : "";
  if (CUT_SHORT.test(message)) return cutShort(code, peer);
  if (!code.startsWith("ERR_SSL_") && code !== "EPROTO") return null;
  // EPROTO tells more only in OpenSSL's words.
  const reason = `${code} ${message}`.toUpperCase().replaceAll(" ", "_");
  if (NOT_TLS.test(reason)) return notTls(code, peer);
  return NO_COMMON_VERSION.test(reason) ? noCommonVersion(code, peer) : handshakeRefused(code, peer);
}

/** The code, and the hosts that a certificate names when it is another's. */
function namesIn(error: unknown, code: string): string {
  const cert = error instanceof Error && "cert" in error ? error.cert : null;
  if (code !== "ERR_TLS_CERT_ALTNAME_INVALID" || typeof cert !== "object" || cert === null) return code;
  const names = "subjectaltname" in cert ? cert.subjectaltname : null;
  return typeof names === "string" ? `${code}: ${excerpt(names.replaceAll("DNS:", ""))}` : code;
}

function distrusted({ reason, advice }: Distrust, detail: string, { host, provider }: Peer): Finding {
  const own = `insecureSkipVerify: true for ${provider} accepts any certificate, for this Provider only`;
  return {
    code: "TLS_UNTRUSTED",
    isUnsent: true,
    what: `${host} cannot be trusted, because ${reason} (${detail})`,
    hint: `${advice(host)}; ${own}.`,
  };
}

function notTls(code: string, { host }: Peer): Finding {
  return {
    code: "WRONG_SERVICE",
    what: `failed: ${host} does not speak TLS on this port (${code})`,
    hint: "Is it plain http? Then write http:// in url, or name its TLS port.",
  };
}

function noCommonVersion(code: string, { host }: Peer): Finding {
  return {
    code: "TLS_UNTRUSTED",
    isUnsent: true,
    what: `${host} and this machine have no version of TLS in common (${code})`,
    hint: "The server should offer TLS 1.2 or 1.3: look at its TLS settings.",
  };
}

function handshakeRefused(code: string, { host }: Peer): Finding {
  return {
    code: "TLS_UNTRUSTED",
    isUnsent: true,
    what: `the TLS handshake with ${host} failed (${code})`,
    hint: "It may want a client certificate, which Portico has none of, or share no cipher: look at the server's log.",
  };
}

function cutShort(code: string, { host }: Peer): Finding {
  return {
    code: "CONNECTION_LOST",
    what: `failed: ${host} closed the connection during the TLS handshake (${code})`,
    hint: "Is the port in url one for https? A firewall in between may close such connections, too.",
  };
}

/** What is wrong when plain http met a TLS port. */
export function plainToTls({ host }: Peer): Finding {
  return {
    code: "WRONG_SERVICE",
    what: `was not accepted: ${host} speaks TLS on this port`,
    hint: "Write https:// in url, or name its port for plain http.",
  };
}

const WANTS_TLS =
  /HTTP request (?:to an HTTPS server|was sent to HTTPS port)|speaking plain HTTP to an SSL/iu;

/** True for the answers of Go, nginx and Apache to plain http on a TLS port. */
export function wantsTls(status: number, text: string): boolean {
  return status === 400 && WANTS_TLS.test(text);
}
