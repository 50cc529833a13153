import { AppError, isAppError } from "../core/errors.ts";
import type { Finding, Peer } from "./finding.ts";
import { durationText, type HttpLimits } from "./http-limits.ts";
import { proxyHint, proxyName, proxyRefusal, proxyStatus } from "./proxy-errors.ts";
import { ProxyFailure } from "./proxy-failure.ts";
import type { Proxy } from "./proxy.ts";
import { plainToTls, tlsFinding } from "./tls-errors.ts";

/**
 * What a failed attempt was about: `address` as operators may see it (no secret, no query), its host and port, the
 * limits, and the proxy that it went through.
 */
export type Attempt = Peer & {
  readonly method: string;
  readonly address: string;
  readonly limits: HttpLimits;
  readonly proxy: Proxy | null;
};

/**
 * An error of Node's network stack or of undici as an AppError: what failed, on which address, and what to do. An
 * AppError stays as it is. Codes: Node's `net`, `tls` and `dns` error codes, and undici's `UND_ERR_*`.
 */
export function transportError(error: unknown, attempt: Attempt): AppError {
  if (isAppError(error)) return error;
  return failedAttempt(anyFinding(error, attempt), attempt);
}

/**
 * What an error tells about connecting to a host, through a proxy or not, where nothing was to be sent: `what` completes
 * "connecting".
 */
export function connectingFinding(error: unknown, attempt: Attempt): Pick<Finding, "what" | "hint"> {
  const { what, hint, isUnsent } = anyFinding(error, attempt);
  return { what: isUnsent === true ? `failed: ${what}` : what, hint };
}

/** The error for plain http that met a TLS port, which its answer tells. */
export function plainHttpError(attempt: Attempt): AppError {
  return failedAttempt(plainToTls(attempt), attempt);
}

function failedAttempt({ code, what, hint, isUnsent }: Finding, { method, address }: Attempt): AppError {
  const told = isUnsent === true ? `was not sent: ${what}` : what;
  return new AppError(code, `${method} ${address} ${told}.`, { hint });
}

function anyFinding(error: unknown, attempt: Attempt): Finding {
  return proxyFinding(error, attempt) ?? findingOf(error, attempt);
}

function proxyFinding(error: unknown, attempt: Attempt): Finding | null {
  const { proxy, provider, host } = attempt;
  if (proxy === null) return null;
  const name = nameOf(host);
  const status = proxyStatus(error);
  if (status !== null) return proxyRefusal(status, proxy, { host, provider, name });
  if (!(error instanceof ProxyFailure)) return null;
  const finding = findingOf(error.cause, { ...attempt, host: proxyName(proxy) });
  return { ...finding, hint: proxyHint(proxy, name) };
}

function findingOf(error: unknown, attempt: Attempt): Finding {
  const cause = innermost(error);
  const code = codeOf(cause);
  return (
    tlsFinding(cause, code, attempt) ?? NET_FINDINGS.get(code)?.(attempt, code) ?? lost(cause, code, attempt)
  );
}

type Finder = (attempt: Attempt, code: string) => Finding;

const NET_FINDINGS: ReadonlyMap<string, Finder> = new Map([
  ...named(["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA"], unresolved),
  ...named(["ECONNREFUSED"], refused),
  ...named(["EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN"], unreachable),
  ...named(["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"], notAccepted),
  ...named(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"], silent),
]);

function named(codes: readonly string[], finder: Finder): readonly (readonly [string, Finder])[] {
  return codes.map((code) => [code, finder]);
}

function unresolved({ host }: Attempt, code: string): Finding {
  return {
    code: "CANNOT_RESOLVE",
    what: `failed: no address is known for ${host} (${code})`,
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

function silent({ host, limits }: Attempt, code: string): Finding {
  const limit = durationText(limits.timeoutMs);
  const isBody = code === "UND_ERR_BODY_TIMEOUT";
  return {
    code: "TIMED_OUT",
    what: isBody
      ? `failed: ${host} went silent in the middle of its answer, for ${limit}`
      : `failed: ${host} gave no answer within ${limit}`,
    hint: isBody
      ? "The server is slow or overloaded; options.timeout raises the limit."
      : "It is slow, overloaded, or not what url means: check the port. options.timeout raises the limit.",
  };
}

const TLS_ALERT = "\u0015\u0003";

function lost(cause: unknown, code: string, attempt: Attempt): Finding {
  const { host, address } = attempt;
  // Not every one of undici's parser errors carries a code.
  if (code.startsWith("HPE_") || (cause instanceof Error && cause.name === "HTTPParserError")) {
    if (cause instanceof Error && "data" in cause && String(cause.data).startsWith(TLS_ALERT))
      return plainToTls(attempt);
    return {
      code: "WRONG_SERVICE",
      what: `failed: ${host} does not speak HTTP on this port`,
      hint: "Check the scheme (http or https) and the port in url.",
    };
  }
  const detail = code === "" ? String(cause instanceof Error ? cause.message : cause) : code;
  const maybeTls =
    address.startsWith("http:") && isWordless(cause)
      ? " If the port in url is one for TLS, write https://."
      : "";
  return {
    code: "CONNECTION_LOST",
    what: `failed: the connection to ${host} broke before the answer was complete (${detail})`,
    hint: `Try again; when it repeats, look at the server's log and at proxies in between.${maybeTls}`,
  };
}

/** True when a connection was closed before anything came: undici's `SocketError` tells how much was read. */
function isWordless(error: unknown): boolean {
  const socket = error instanceof Error && "socket" in error ? error.socket : null;
  return typeof socket === "object" && socket !== null && "bytesRead" in socket && socket.bytesRead === 0;
}

/** A host without its port. */
function nameOf(host: string): string {
  return host.replace(/:\d+$/u, "");
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
