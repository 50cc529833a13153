import type { Finding, Peer } from "./finding.ts";
import { ProxyFailure } from "./proxy-failure.ts";
import type { Proxy } from "./proxy.ts";

/** The status of an answer that a proxy gave instead of the target, or null when `error` is about something else. */
export function proxyStatus(error: unknown): number | null {
  if (error instanceof ProxyFailure) return error.status;
  // undici keeps the answer of a proxy to a plain request to itself.
  return error instanceof Error && error.message === "Proxy Authentication Required (407)" ? 407 : null;
}

/** The proxy as messages name it; never with its credentials. */
export function proxyName({ host, variable }: Proxy): string {
  return `the proxy ${host} (from ${variable})`;
}

/** What to do when the proxy cannot be used; `target` is a host without port. */
export function proxyHint({ variable }: Proxy, target: string): string {
  return `Is the proxy running? Correct ${variable}, or add ${target} to NO_PROXY to do without the proxy.`;
}

/** What a proxy means by a status that is not the target's. */
export function proxyRefusal(
  status: number,
  proxy: Proxy,
  target: Peer & { readonly name: string },
): Finding {
  const name = proxyName(proxy);
  if (status === 407) {
    return {
      code: "NOT_AUTHORISED",
      isUnsent: true,
      what: `${name} wants a user name and password, or does not accept those given (407)`,
      hint: `Write them into ${proxy.variable}: http://user:password@${proxy.host} (special characters as %xx).`,
    };
  }
  if (status === 401 || status === 403) {
    return {
      code: "NOT_AUTHORISED",
      isUnsent: true,
      what: `${name} does not allow connections to ${target.host} (${status})`,
      hint: `Have them allowed there, or add ${target.name} to NO_PROXY to do without the proxy.`,
    };
  }
  if (status >= 500) {
    return {
      code: "CONNECTION_REFUSED",
      what: `failed: ${name} could not connect to ${target.host} (${status})`,
      hint: `Check the host and port in url, and that the server is running; the proxy's log says more. Add ${target.name} to NO_PROXY to do without the proxy.`,
    };
  }
  return {
    code: "WRONG_SERVICE",
    what: `failed: ${name} answered ${status} when it was asked to connect to ${target.host}`,
    hint: `Is it a proxy, and one for https? Correct ${proxy.variable}, or add ${target.name} to NO_PROXY to do without it.`,
  };
}
