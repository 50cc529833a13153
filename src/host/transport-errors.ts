import { AppError, isAppError, type ErrorCode } from "../core/errors.ts";
import { durationText, type HttpLimits } from "./http-limits.ts";

/** What a failed attempt was about: `address` as operators may see it (no secret, no query), and its limits. */
export type Attempt = {
  readonly provider: string;
  readonly method: string;
  readonly address: string;
  readonly host: string;
  readonly limits: HttpLimits;
};

type Finding = { readonly code: ErrorCode; readonly what: string; readonly hint: string };

const TLS_REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its chain ends in a self-signed certificate that this machine does not trust",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its issuer is not known to this machine (an intermediate certificate may be missing)",
  UNABLE_TO_GET_ISSUER_CERT: "its issuer is not known to this machine",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its issuer is not known to this machine",
  CERT_HAS_EXPIRED: "the certificate has expired",
  CERT_NOT_YET_VALID: "the certificate is not valid yet (is this machine's clock right?)",
  CERT_REVOKED: "the certificate was revoked",
  CERT_UNTRUSTED: "the certificate is not trusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate belongs to another host name",
};

/**
 * An error of Node's network stack or of undici as an AppError: what failed, on which address, and what to do. An
 * AppError stays as it is. Codes: Node's `net`, `tls` and `dns` error codes, and undici's `UND_ERR_*`.
 */
export function transportError(error: unknown, attempt: Attempt): AppError {
  if (isAppError(error)) return error;
  const cause = innermost(error);
  const code = codeOf(cause);
  const {
    what,
    hint,
    code: ours,
  } = tlsFinding(code, attempt) ?? NET_FINDINGS.get(code)?.(attempt, code) ?? lost(cause, code);
  const message = `${attempt.method} ${attempt.address} ${what}.`;
  return new AppError(ours, message, { hint });
}

function tlsFinding(code: string, attempt: Attempt): Finding | null {
  const reason = TLS_REASONS[code];
  if (reason === undefined) return null;
  const own = `insecureSkipVerify: true for ${attempt.provider} accepts any certificate, for this Provider only`;
  return {
    code: "TLS_UNTRUSTED",
    what: `was not sent: ${attempt.host} cannot be trusted, ${reason} (${code})`,
    hint: `Install the issuer's certificate (NODE_EXTRA_CA_CERTS) or correct the host in url; ${own}.`,
  };
}

type Finder = (attempt: Attempt, code: string) => Finding;

const NET_FINDINGS: ReadonlyMap<string, Finder> = new Map([
  ...named(["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA"], unresolved),
  ...named(["ECONNREFUSED"], refused),
  ...named(["EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN"], unreachable),
  ...named(["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"], notAccepted),
  ...named(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"], silent),
  ...named(["EPROTO", "ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG"], notTls),
]);

function named(codes: readonly string[], finder: Finder): readonly (readonly [string, Finder])[] {
  return codes.map((code) => [code, finder]);
}

function unresolved({ host }: Attempt, code: string): Finding {
  return {
    code: "CANNOT_RESOLVE",
    what: `failed: no address is known for the host ${host} (${code})`,
    hint: "Check the host name in url for a typing error, and this machine's DNS and VPN.",
  };
}

function refused({ host }: Attempt, code: string): Finding {
  return {
    code: "CONNECTION_REFUSED",
    what: `failed: ${host} refused the connection (${code})`,
    hint: "Check the port in url, and that the server is running and lets this machine in.",
  };
}

function unreachable({ host }: Attempt, code: string): Finding {
  return {
    code: "CONNECTION_REFUSED",
    what: `failed: there is no way to ${host} from this machine (${code})`,
    hint: "Check the network, the VPN and any firewall in between.",
  };
}

function notAccepted({ host, limits }: Attempt): Finding {
  return {
    code: "TIMED_OUT",
    what: `failed: ${host} did not accept a connection within ${durationText(limits.connectTimeoutMs)}`,
    hint: "Check the host and port in url and any firewall in between; options.connectTimeout raises the limit.",
  };
}

function silent({ limits }: Attempt, code: string): Finding {
  const isBody = code === "UND_ERR_BODY_TIMEOUT";
  const where = isBody ? "went silent in the middle of its answer for" : "got no answer within";
  return {
    code: "TIMED_OUT",
    what: `${where} ${durationText(limits.timeoutMs)}`,
    hint: "The server is slow or overloaded; options.timeout raises the limit.",
  };
}

function notTls({ host }: Attempt, code: string): Finding {
  return {
    code: "WRONG_SERVICE",
    what: `failed: ${host} does not speak TLS on this port (${code})`,
    hint: "Is it plain http? Then write http:// in url, or name its TLS port.",
  };
}

function lost(cause: unknown, code: string): Finding {
  // Not every one of undici's parser errors carries a code.
  if (code.startsWith("HPE_") || (cause instanceof Error && cause.name === "HTTPParserError")) {
    return {
      code: "WRONG_SERVICE",
      what: `was answered by something that does not speak HTTP`,
      hint: "Check the scheme and the port in url.",
    };
  }
  const detail = code === "" ? String(cause instanceof Error ? cause.message : cause) : code;
  return {
    code: "CONNECTION_LOST",
    what: `failed: the connection broke before the answer was complete (${detail})`,
    hint: "Try again; when it repeats, look at the server's log and at proxies in between.",
  };
}

/** undici wraps (`cause`), Node's happy eyeballs collect (`errors`): the innermost one with a code tells the reason. */
function innermost(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors.at(-1));
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && codeOf(cause) !== "" ? innermost(cause) : error;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}
