import { setTimeout as pause } from "node:timers/promises";
import type { HttpLimits } from "./http-limits.ts";
import type { Proxy } from "./proxy.ts";
import type { RequestAgent } from "./undici-agent.ts";

const CONNECTIONS = 8;
const KEEP_ALIVE_MS = 30_000;

export type DispatcherSettings = {
  readonly insecureSkipVerify: boolean;
  readonly limits: HttpLimits;
  /** Takes the requests; null for none. */
  readonly proxy: Proxy | null;
};

/**
 * The connections of one Provider: kept alive, at most eight, through the proxy when there is one. Loads undici, which
 * takes tens of milliseconds: not before the first request, and with a pause before and after, in which keys are
 * taken. The caller destroys it.
 */
export async function openDispatcher(settings: DispatcherSettings): Promise<RequestAgent> {
  await pause(0);
  const { createAgent } = await import("./undici-agent.ts");
  await pause(0);
  const { limits, proxy } = settings;
  return createAgent({
    pool: {
      connections: CONNECTIONS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: limits.timeoutMs,
      bodyTimeout: limits.timeoutMs,
      allowH2: false,
    },
    tls: { rejectUnauthorized: !settings.insecureSkipVerify, timeout: limits.connectTimeoutMs },
    proxyUrl: proxy?.url ?? null,
  });
}
