import { isIP, type Socket } from "node:net";
import type { PeerCertificate, TLSSocket } from "node:tls";
import { failedBy, passed, warning, type CheckStep } from "../core/check.ts";
import { counted } from "../core/counted.ts";
import { excerpt } from "../core/plain-text.ts";
import { lookAtTls } from "./connect-once.ts";
import type { HttpLimits } from "./http-limits.ts";
import { certificateFault } from "./tls-errors.ts";
import { connectingFinding } from "./transport-errors.ts";

/** A place that may speak TLS; see `NetworkSubject` and `Place` of the network check. `tunnel` leads there already. */
export type TlsSubject = {
  readonly provider: string;
  readonly url: URL;
  readonly name: string;
  readonly port: number;
  readonly host: string;
  readonly insecureSkipVerify: boolean;
  readonly emphasis: string;
  readonly limits: HttpLimits;
  readonly now: () => Date;
  readonly tunnel?: Socket;
};

const DAY_MS = 86_400_000;
/** Certificates of automatic authorities are renewed a month before their end: less than this means it did not work. */
const EXPIRING_DAYS = 21;

/** Whether the certificate is good: whose it is, who signed it, for how long; and what `insecureSkipVerify` hides. */
export async function tlsStep(subject: TlsSubject, signal: AbortSignal): Promise<CheckStep> {
  const { url, name, port, limits, tunnel: socket } = subject;
  if (url.protocol !== "https:") return plainStep(subject);
  const target = { host: name, port, timeoutMs: limits.connectTimeoutMs, ...(socket && { socket }) };
  try {
    const servername = isIP(name) > 0 ? {} : { servername: name };
    const seen = await lookAtTls({ ...target, ...servername }, certificateOf, signal);
    return judged(seen, subject);
  } catch (error) {
    signal.throwIfAborted();
    const attempt = { ...subject, method: "GET", address: url.href, proxy: null };
    const { what, hint } = connectingFinding(error, attempt);
    return failedBy("tls", { message: `the handshake ${what}`, hint });
  }
}

function plainStep({ emphasis }: TlsSubject): CheckStep {
  return warning("tls", {
    seen: `not used: url is plain http, and whoever is on the way reads the secret${emphasis}`,
    advice: "Serve it over https and write https:// in url.",
    practice: "http-url",
  });
}

type Seen = { readonly certificate: PeerCertificate; readonly fault: string };

function certificateOf(socket: TLSSocket): Seen {
  return { certificate: socket.getPeerCertificate(), fault: codeOf(socket.authorizationError) };
}

/** Node gives the code, the error with it, or nothing when the certificate is trusted, whatever its types say. */
function codeOf(fault: unknown): string {
  if (typeof fault === "string") return fault;
  if (fault instanceof Error) return "code" in fault ? String(fault.code) : fault.message;
  return "";
}

function judged({ certificate, fault }: Seen, subject: TlsSubject): CheckStep {
  const { host, insecureSkipVerify, emphasis, now, provider } = subject;
  const whose = identityText(certificate);
  const days = Math.floor((Date.parse(certificate.valid_to) - now().getTime()) / DAY_MS);
  const until = days < 0 ? `expired ${counted(-days, "day")} ago` : `${counted(days, "day")} left`;
  const told = `${whose}, ${until}`;
  if (insecureSkipVerify) return hidden(told, faultOf(fault, certificate, host)?.reason ?? null, emphasis);
  if (fault !== "") {
    const found = faultOf(fault, certificate, host);
    const reason = found?.reason ?? excerpt(fault);
    const own = `insecureSkipVerify: true for ${provider} accepts any certificate, for this Provider only`;
    const hint = `${found?.advice ?? `Have the certificate of ${host} looked at.`} Or else: ${own}.`;
    return failedBy("tls", { message: `${host} cannot be trusted, because ${reason}: ${told}`, hint });
  }
  if (days >= EXPIRING_DAYS) return passed("tls", told);
  return warning("tls", {
    seen: told,
    advice: `Have the certificate of ${host} renewed before it expires.`,
    practice: "certificate-expiring",
  });
}

function hidden(told: string, reason: string | null, emphasis: string): CheckStep {
  const seen =
    reason === null
      ? `insecureSkipVerify hides nothing: the certificate is good (${told})`
      : `insecureSkipVerify hides that ${reason}: ${told}`;
  const advice =
    reason === null
      ? "Take insecureSkipVerify out of the config."
      : "Make the issuer known with NODE_EXTRA_CA_CERTS=issuer.pem, or have the certificate replaced; then take insecureSkipVerify out.";
  return warning("tls", { seen: `${seen}${emphasis}`, advice, practice: "insecure-skip-verify" });
}

function faultOf(code: string, cert: PeerCertificate, host: string): ReturnType<typeof certificateFault> {
  return certificateFault(Object.assign(new Error(code), { cert }), code, host);
}

/** `CN of CN`: subject and issuer, as far as they have names. */
function identityText({ subject, issuer }: PeerCertificate): string {
  return `${nameIn(subject)}, issued by ${nameIn(issuer)}`;
}

function nameIn(names: PeerCertificate["subject"] | undefined): string {
  const name = names?.CN ?? names?.O;
  const text = Array.isArray(name) ? name.join(", ") : name;
  return text === undefined ? "nobody that is named" : excerpt(text);
}
