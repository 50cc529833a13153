import type { HttpLimits } from "./http-limits.ts";
import type { RequestAgent } from "./undici-agent.ts";

const CONNECTIONS = 8;
const KEEP_ALIVE_MS = 30_000;

export type DispatcherSettings = {
  readonly insecureSkipVerify: boolean;
  readonly limits: HttpLimits;
  /** Read for `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, in either case; lower case wins. */
  readonly env: Readonly<Record<string, string | undefined>>;
};

/**
 * The connections of one Provider: kept alive, at most eight, through the proxy that the environment names. Loads
 * undici, which takes tens of milliseconds: not before the first request. The caller destroys it.
 */
export async function openDispatcher(settings: DispatcherSettings): Promise<RequestAgent> {
  const { createAgent } = await import("./undici-agent.ts");
  const { limits, env } = settings;
  const tls = { rejectUnauthorized: !settings.insecureSkipVerify };
  return createAgent({
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: limits.timeoutMs,
    bodyTimeout: limits.timeoutMs,
    allowH2: false,
    connect: { ...tls, timeout: limits.connectTimeoutMs },
    requestTls: { ...tls, timeout: limits.connectTimeoutMs },
    // Empty rather than absent: an absent one makes undici look into the real environment by itself.
    httpProxy: variable(env, "http_proxy"),
    httpsProxy: variable(env, "https_proxy") || variable(env, "http_proxy"),
    noProxy: variable(env, "no_proxy"),
  });
}

function variable(env: DispatcherSettings["env"], name: string): string {
  return env[name] ?? env[name.toUpperCase()] ?? "";
}
