import { isIPv6 } from "node:net";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A proxy and the variable that names it. `url` may hold credentials; `host` is its host and port, for messages. */
export type Proxy = { readonly variable: string; readonly url: string; readonly host: string };

const PROTOCOLS: ReadonlySet<string> = new Set(["http:", "https:"]);

/**
 * The proxy that the environment names for a target (http or https), or null: `HTTP_PROXY`, for https `HTTPS_PROXY` before
 * it, each in either case, where lower case wins; none for the hosts in `NO_PROXY`. Throws CONFIG_INVALID for a value that
 * is no address of a proxy which Portico can speak to, without the credentials in it.
 */
export function proxyFor(target: URL, env: Environment): Proxy | null {
  if (isDirect(target, valueOf(env, spelling(env, "no_proxy")))) return null;
  const names = target.protocol === "https:" ? ["https_proxy", "http_proxy"] : ["http_proxy"];
  const variable = names.map((name) => spelling(env, name)).find((name) => valueOf(env, name) !== "");
  return variable === undefined ? null : parsed(variable, target, valueOf(env, variable));
}

/**
 * Whether `NO_PROXY` has a host reached without a proxy: its name or address, a name that it is below of, each with its
 * port or without, or everything (`*`).
 */
function isDirect(url: URL, noProxy: string): boolean {
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  const host = url.hostname.replaceAll(/^\[|\]$|\.$/gu, "");
  return noProxy.split(/[\s,]+/u).some((entry) => {
    if (entry === "*") return true;
    const { name, only } = noProxyEntry(entry.toLowerCase());
    if (name === "" || (only !== undefined && only !== port)) return false;
    return host === name || host.endsWith(`.${name}`);
  });
}

/** `name`, `.name`, `*.name`, each with `:port`; an IPv6 address with a port is in brackets. */
function noProxyEntry(entry: string): { readonly name: string; readonly only: string | undefined } {
  if (isIPv6(entry)) return { name: entry, only: undefined };
  const [, name = "", only] = /^\*?\.?(.*?)(?::(\d+))?$/u.exec(entry) ?? [];
  return { name: name.replaceAll(/^\[|\]$/gu, ""), only };
}

function spelling(env: Environment, name: string): string {
  return env[name] === undefined ? name.toUpperCase() : name;
}

function valueOf(env: Environment, variable: string): string {
  return env[variable] ?? "";
}

function parsed(variable: string, target: URL, value: string): Proxy {
  const url = URL.parse(value);
  if (url !== null && url.protocol.startsWith("socks")) throw socksError(variable, url, target);
  if (url === null || url.host === "" || !PROTOCOLS.has(url.protocol) || !isDecodable(url)) {
    const shown = excerpt(value.replace(/^.*@/su, "***@"));
    throw new AppError(
      "CONFIG_INVALID",
      `The variable ${variable} is "${shown}", which is no address of a proxy.`,
      {
        hint: `Write it like http://proxy.example.com:3128 (special characters of a password as %xx), or unset ${variable}.`,
      },
    );
  }
  const port = url.port === "" ? `:${url.protocol === "https:" ? 443 : 80}` : "";
  return { variable, url: url.href, host: excerpt(`${url.host}${port}`) };
}

function socksError(variable: string, { protocol, host }: URL, { hostname }: URL): AppError {
  return new AppError(
    "CONFIG_INVALID",
    `The variable ${variable} names a SOCKS proxy (${protocol}//${excerpt(host)}); Portico speaks to HTTP proxies only.`,
    {
      hint: `Name the proxy's port for HTTP in ${variable}, like http://proxy.example.com:3128, or add ${hostname} to NO_PROXY to do without the proxy.`,
    },
  );
}

function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
