import { request as requestPlain, type ClientRequest, type RequestOptions } from "node:http";
import { request as requestTls } from "node:https";
import type { Socket } from "node:net";
import type { HttpLimits } from "./http-limits.ts";
import { ProxyFailure } from "./proxy-failure.ts";
import type { Proxy } from "./proxy.ts";

/** Where a tunnel leads, and who makes it. `host` has its port. */
export type TunnelTarget = {
  readonly proxy: Proxy;
  readonly host: string;
  readonly limits: HttpLimits;
};

/**
 * A connection to a host through a proxy (CONNECT, RFC 9110 9.3.6), which the caller destroys. Rejects with ProxyFailure,
 * whether the proxy or what is behind it cannot be reached, or with the signal's reason.
 */
export async function openTunnel(target: TunnelTarget, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const asked = asking(target);
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const giveUp = (): void => reject(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  const clear = limited(asked, target.limits);
  asked.on("error", (error) => reject(new ProxyFailure(null, error)));
  asked.once("connect", ({ statusCode = 0 }, socket: Socket) => {
    socket.on("error", () => {});
    if (statusCode === 200) return resolve(socket);
    socket.destroy();
    reject(new ProxyFailure(statusCode));
  });
  asked.end();
  try {
    return await promise;
  } catch (error) {
    asked.destroy();
    throw error;
  } finally {
    clear();
    signal.removeEventListener("abort", giveUp);
  }
}

function asking({ proxy, host }: TunnelTarget): ClientRequest {
  const { protocol, hostname, port, username, password } = new URL(proxy.url);
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization =
    username === "" ? {} : { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
  const options: RequestOptions = {
    method: "CONNECT",
    host: hostname.replace(/^\[|\]$/gu, ""),
    port: port || (protocol === "https:" ? 443 : 80),
    path: host,
    headers: { host, ...authorization },
    agent: false,
  };
  return protocol === "https:" ? requestTls(options) : requestPlain(options);
}

/** The proxy has one time limit to be connected to, and another to answer. Returns what lifts them. */
function limited(asked: ClientRequest, { connectTimeoutMs, timeoutMs }: HttpLimits): () => void {
  const after = (ms: number, code: string): NodeJS.Timeout =>
    setTimeout(() => asked.destroy(Object.assign(new Error("timed out"), { code })), ms);
  let timer = after(connectTimeoutMs, "ETIMEDOUT");
  asked.once("socket", (socket) => {
    socket.once("connect", () => {
      clearTimeout(timer);
      timer = after(timeoutMs, "UND_ERR_HEADERS_TIMEOUT");
    });
  });
  return () => clearTimeout(timer);
}
