import type { IncomingMessage, ServerResponse } from "node:http";
import { request } from "undici";
import type { Faults } from "../../src/plugin/conformance-subject.ts";
import { startServer } from "../helpers/small-server.ts";

/** A way to a gateway on which things can go wrong. */
export type FaultProxy = {
  readonly url: string;
  readonly requests: () => number;
  /** The keys that were made on it, each by itself or, for a user's, by its hash. */
  readonly keys: () => readonly MadeKey[];
  readonly faults: Faults;
  readonly close: () => Promise<void>;
};

/** A key, or its hash. */
export type MadeKey = { readonly key: string; readonly hash: string };

type Mode = "none" | "empty" | "fail" | "failSecond" | "hang" | "loseAnswer";

const METHODS = ["GET", "POST", "PUT", "DELETE"] as const;
const LISTS = /^\/tyk\/(?:policies|apis|mcps)$/u;
const NEW_KEYS = /^\/tyk\/keys\//u;
const READINGS = /^\/tyk\/(?:policies|apis)$/u;

/** Passes every request on to `target` until told otherwise; see `Faults`. `said` is in each error that it makes up. */
export async function startFaultProxy(target: string, said: string): Promise<FaultProxy> {
  let mode: Mode = "none";
  let count = 0;
  let readings = 0;
  const keys: MadeKey[] = [];
  let reached: (() => void) | null = null;

  const set = async (next: Mode): Promise<void> => {
    mode = next;
    readings = 0;
  };

  function isFailing(path: string): boolean {
    if (mode === "fail") return true;
    if (mode !== "failSecond" || !READINGS.test(path)) return false;
    readings += 1;
    return readings === 2;
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ""] = (incoming.url ?? "").split("?");
    if (mode === "hang") {
      reached?.();
      return;
    }
    if (isFailing(path)) {
      send(response, 500, JSON.stringify({ status: "error", message: `failed for ${said}` }));
      return;
    }
    if (mode === "empty" && LISTS.test(path)) {
      send(response, 200, "[]");
      return;
    }
    const isWrite = incoming.method !== "GET";
    const answer = await passedOn(target, incoming);
    keys.push(...newKeys(incoming, answer));
    if (mode === "loseAnswer" && isWrite) response.destroy();
    else send(response, answer.status, answer.body);
  }

  const server = await startServer((incoming, response) => {
    count += 1;
    serve(incoming, response).catch((error: unknown) => response.destroy(new Error(String(error))));
  });
  return {
    url: server.url,
    requests: () => count,
    keys: () => keys,
    faults: {
      empty: () => set("empty"),
      fail: () => set("fail"),
      failSecond: () => set("failSecond"),
      loseAnswer: () => set("loseAnswer"),
      hang: async () => {
        const seen = new Promise<void>((resolve) => (reached = resolve));
        await set("hang");
        return { reached: seen };
      },
      restore: () => set("none"),
    },
    close: server.close,
  };
}

type Passed = { readonly status: number; readonly body: string };

function newKeys({ method, url = "" }: IncomingMessage, { status, body }: Passed): readonly MadeKey[] {
  if (method !== "POST" || !NEW_KEYS.test(url) || status !== 200) return [];
  const { key = "", key_hash: hash = "" } = Object(JSON.parse(body));
  return [{ key: String(key), hash: String(hash) }];
}

async function passedOn(target: string, incoming: IncomingMessage): Promise<Passed> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const { "x-tyk-authorization": secret, "content-type": type } = incoming.headers;
  const answer = await request(`${target}${incoming.url ?? "/"}`, {
    method: METHODS.find((method) => method === incoming.method) ?? "GET",
    headers: {
      ...(secret === undefined ? {} : { "x-tyk-authorization": secret }),
      ...(type === undefined ? {} : { "content-type": type }),
    },
    ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
  });
  return { status: answer.statusCode, body: await answer.body.text() };
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body);
}
