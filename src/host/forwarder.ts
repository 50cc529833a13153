import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Faults } from "../plugin/conformance-subject.ts";
import { openDispatcher } from "./dispatcher.ts";
import type { HttpLimits } from "./http-limits.ts";
import { proxyFor } from "./proxy.ts";
import type { RequestAgent } from "./undici-agent.ts";

/** What belongs to one connection, or is worked out anew. */
const OF_THE_WAY: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

export type ForwarderSettings = {
  /** The Provider's. */
  readonly url: string;
  /** Echoed by failing answers, as some Providers do. */
  readonly secret: string | null;
  readonly insecureSkipVerify: boolean;
  readonly limits: HttpLimits;
  /** For the proxy variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** A way to a Provider, through a loopback port, on which things can be made to go wrong without touching the Provider. */
export interface Forwarder {
  /** To be used in place of the Provider's: its path is the same. */
  readonly url: string;
  readonly requests: () => number;
  readonly faults: Pick<Faults, "fail" | "hang" | "loseAnswer" | "restore">;
  close(): Promise<void>;
}

type Mode = "forward" | "fail" | "hang" | "loseAnswer";
type State = { mode: Mode; requests: number; arrival: PromiseWithResolvers<void> };
type Way = { readonly state: State; readonly origin: string; readonly agent: RequestAgent };

/** Starts one; the caller closes it. Nothing is asked of the Provider that is not asked of the forwarder. */
export async function startForwarder(settings: ForwarderSettings): Promise<Forwarder> {
  const { url, env, secret } = settings;
  const target = new URL(url);
  const { origin, pathname } = target;
  const agent = await openDispatcher({ ...settings, proxy: proxyFor(target, env) });
  const state: State = { mode: "forward", requests: 0, arrival: Promise.withResolvers() };
  const failure = JSON.stringify({ error: `it failed for ${secret ?? "you"}` });
  const server = createServer((request, response) => {
    state.requests += 1;
    state.arrival.resolve();
    if (state.mode === "hang") return;
    if (state.mode === "fail") {
      response.writeHead(500, { "content-type": "application/json" }).end(failure);
      return;
    }
    // Who asked learns of it by the connection that ends.
    forward(request, response, { state, origin, agent }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a loopback server has no port");
  const set = (mode: Mode) => async (): Promise<void> => {
    state.mode = mode;
  };
  return {
    url: `http://127.0.0.1:${address.port}${pathname}`.replace(/\/+$/u, ""),
    requests: () => state.requests,
    faults: {
      fail: set("fail"),
      loseAnswer: set("loseAnswer"),
      restore: set("forward"),
      async hang() {
        state.mode = "hang";
        state.arrival = Promise.withResolvers();
        return { reached: state.arrival.promise };
      },
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await agent.destroy();
    },
  };
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { state, origin, agent }: Way,
): Promise<void> {
  const { method = "GET", url = "/" } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const body = chunks.length === 0 ? null : Buffer.concat(chunks);
  const headers = withoutTheWay(request.headers);
  const answer = await agent.request({ origin, path: url, method, headers, body }, () => {});
  if (state.mode === "loseAnswer" && method !== "GET" && method !== "HEAD") {
    await answer.body.dump();
    response.destroy();
    return;
  }
  response.writeHead(answer.statusCode, withoutTheWay(answer.headers));
  await pipeline(answer.body, response);
}

function withoutTheWay(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || OF_THE_WAY.has(name.toLowerCase()) ? [] : [[name, value] as const],
    ),
  );
}
