import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A proxy and the variable that names it. `url` may hold credentials; `host` is its host and port, for messages. */
export type Proxy = { readonly variable: string; readonly url: string; readonly host: string };

const PROTOCOLS: ReadonlySet<string> = new Set(["http:", "https:", "socks5:", "socks:"]);

/**
 * The proxy that the environment names for targets of a protocol (`http:`, `https:`), or null: `HTTP_PROXY`, for https
 * `HTTPS_PROXY` before it, each in either case, where lower case wins. Throws CONFIG_INVALID for a value that is no
 * address of a proxy, without the credentials in it.
 */
export function proxyFor(protocol: string, env: Environment): Proxy | null {
  const names = protocol === "https:" ? ["https_proxy", "http_proxy"] : ["http_proxy"];
  const variable = names.map((name) => spelling(env, name)).find((name) => valueOf(env, name) !== "");
  return variable === undefined ? null : parsed(variable, valueOf(env, variable));
}

/** The hosts that are reached without a proxy, as `NO_PROXY` lists them; empty for none. */
export function noProxyOf(env: Environment): string {
  return valueOf(env, spelling(env, "no_proxy"));
}

/** Whether `NO_PROXY` has a host (with its port) reached without a proxy: a name, its subdomains, or everything (`*`). */
export function isDirect(url: URL, noProxy: string): boolean {
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  return noProxy.split(/[\s,]+/u).some((entry) => {
    if (entry === "*") return true;
    const [, name = "", only] = /^\*?\.?(.*?)(?::(\d+))?$/u.exec(entry.toLowerCase()) ?? [];
    if (name === "" || (only !== undefined && only !== port)) return false;
    return url.hostname === name || url.hostname.endsWith(`.${name}`);
  });
}

function spelling(env: Environment, name: string): string {
  return env[name] === undefined ? name.toUpperCase() : name;
}

function valueOf(env: Environment, variable: string): string {
  return env[variable] ?? "";
}

function parsed(variable: string, value: string): Proxy {
  const url = URL.parse(value);
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

function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
