import { createServer, type Socket } from "node:net";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { committedCertificate } from "../../fixtures/tyk-dashboard/certificates.ts";
import type { HttpRequest } from "../../src/plugin/contract.ts";
import { caught } from "../helpers/caught.ts";
import { smallHttp, type SmallHttp } from "../helpers/small-http.ts";
import { portOf, startServer, type SmallServer } from "../helpers/small-server.ts";

const never = new AbortController().signal;
const open: { close: () => Promise<void> }[] = [];
const LIMITS = { connectTimeoutMs: 5_000, timeoutMs: 20_000, retries: 3, maxResponseSize: 1024 };

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function server(...parameters: Parameters<typeof startServer>): Promise<SmallServer> {
  const started = await startServer(...parameters);
  open.push(started);
  return started;
}

function client(...parameters: Parameters<typeof smallHttp>): SmallHttp {
  const made = smallHttp(...parameters);
  open.push(made.http);
  return made;
}

const write = (changes: Partial<HttpRequest> = {}): HttpRequest => ({
  method: "POST",
  path: "/things",
  body: { a: 1 },
  signal: never,
  ...changes,
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

describe("an exact answer", () => {
  const TEXT =
    '{"big":9007199254740993,"least":-9223372036854775808,"fine":0.10000000000000000001,"huge":1e400,"plain":1.50,"list":[{"n":9007199254740993}]}';

  test("keeps numbers that a double would change, to their last digit, on the way back too", async () => {
    const bodies: Promise<string>[] = [];
    const { url } = await server((request, response) => {
      bodies.push(bodyOf(request));
      response.setHeader("content-type", "application/json");
      response.end(TEXT);
    });
    const { http } = client(url);
    const { json } = await http.request({ path: "/", exact: true, signal: never });
    await http.request(write({ method: "PUT", body: json }));
    expect(await bodies[1]).toBe(TEXT.replace("1.50", "1.5"));
  });

  test("holds ordinary numbers where they say the same", async () => {
    const { url } = await server((_, response) => response.end('{"a":1.50,"b":1e3,"c":-0.25,"d":100}'));
    const { json } = await client(url).http.request({ path: "/", exact: true, signal: never });
    expect(json).toEqual({ a: 1.5, b: 1000, c: -0.25, d: 100 });
  });

  test("is what nobody gets unasked", async () => {
    const { url } = await server((_, response) => response.end('{"a":9007199254740993}'));
    const { json } = await client(url).http.request({ path: "/", signal: never });
    expect(json).toEqual({ a: 9007199254740992 });
  });
});

describe("a write that left and was not answered is OUTCOME_UNKNOWN, and never repeated", () => {
  test.each([
    ["the connection breaks", (request: IncomingMessage) => request.socket.destroy()],
    ["the server resets it", (request: IncomingMessage) => request.socket.resetAndDestroy()],
  ])("when %s", async (_, answer) => {
    const { url, requests } = await server((request) => void answer(request));
    const error = await caught(client(url).http.request(write()));
    expect(error).toMatchObject({
      code: "OUTCOME_UNKNOWN",
      message: expect.stringMatching(/^POST http:\S+ failed: .*; whether it took effect is not known\.$/u),
      hint: expect.stringContaining("next sync"),
    });
    expect(requests).toHaveLength(1);
  });

  test("when no answer comes in time", async () => {
    const { url, requests } = await server(() => {});
    const { http } = client(url, { limits: { ...LIMITS, timeoutMs: 300 } });
    expect((await caught(http.request(write({ method: "DELETE" })))).code).toBe("OUTCOME_UNKNOWN");
    expect(requests).toHaveLength(1);
  });

  test("when the answer breaks off behind its status", async () => {
    const { url, requests } = await server((request, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write('{"Status":', () => request.socket.destroy());
    });
    expect((await caught(client(url).http.request(write()))).code).toBe("OUTCOME_UNKNOWN");
    expect(requests).toHaveLength(1);
  });

  test("when the answer is too large to be read", async () => {
    const { url } = await server((_, response) => response.end("x".repeat(5_000)));
    const { http } = client(url, { limits: LIMITS });
    expect((await caught(http.request(write()))).code).toBe("OUTCOME_UNKNOWN");
  });

  test("when it is cancelled on the way", async () => {
    const controller = new AbortController();
    const { url, requests } = await server(() => controller.abort());
    const error = await caught(client(url).http.request(write({ signal: controller.signal })));
    expect(error).toMatchObject({
      code: "OUTCOME_UNKNOWN",
      message: expect.stringContaining("was cancelled"),
    });
    expect(requests).toHaveLength(1);
  });

  test("when the connection is closed on which it follows another request", async () => {
    const { url, requests } = await server((request, response, count) => {
      if (count === 1) response.end("{}");
      else request.socket.destroy();
    });
    const { http } = client(url);
    await http.request({ path: "/", signal: never });
    expect((await caught(http.request(write()))).code).toBe("OUTCOME_UNKNOWN");
    expect(requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });
});

describe("a write that never left is an ordinary error", () => {
  test("when nobody listens", async () => {
    const { url, close } = await server(() => {});
    await close();
    expect((await caught(client(url).http.request(write()))).code).toBe("CONNECTION_REFUSED");
  });

  test("when the name is not known", async () => {
    const { http } = client("http://no-such-host.invalid");
    expect((await caught(http.request(write()))).code).toBe("CANNOT_RESOLVE");
  });

  test("when the certificate is not trusted", async () => {
    const { url, requests } = await server(() => {}, committedCertificate("self-signed"));
    expect((await caught(client(url).http.request(write()))).code).toBe("TLS_UNTRUSTED");
    expect(requests).toHaveLength(0);
  });

  test("when the connection is not accepted in time", async () => {
    const silent = await silentTlsServer();
    const { http } = client(silent.url, { limits: { ...LIMITS, connectTimeoutMs: 300 } });
    expect((await caught(http.request(write()))).code).toBe("TIMED_OUT");
  });

  test("when it is cancelled before", async () => {
    const { url, requests } = await server(() => {});
    const error = await caught(client(url).http.request(write({ signal: AbortSignal.abort() })));
    expect(error.code).toBe("CANCELLED");
    expect(requests).toHaveLength(0);
  });

  test("when it is sent elsewhere", async () => {
    const { url, requests } = await server((_, response) =>
      response.writeHead(307, { location: "https://elsewhere.example.com/" }).end(),
    );
    expect((await caught(client(url).http.request(write()))).code).toBe("REDIRECTED");
    expect(requests).toHaveLength(1);
  });
});

test.each([429, 500, 502, 503, 504])("the answer %s to a write is told as it came, once", async (status) => {
  const { url, requests } = await server((_, response) => response.writeHead(status).end("{}"));
  expect((await client(url).http.request(write())).status).toBe(status);
  expect(requests).toHaveLength(1);
});

test("a write after the server has closed an idle connection goes out once, on a new one", async () => {
  const { url, requests } = await server((request, response) => {
    response.end("{}", () => request.method === "GET" && request.socket.end());
  });
  const { http } = client(url);
  await http.request({ path: "/", signal: never });
  const [first] = requests;
  if (first !== undefined && !first.socket.destroyed) await once(first.socket, "close");
  expect((await http.request(write())).status).toBe(200);
  expect(requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
});

/** Takes connections and never says a word. */
async function silentTlsServer(): Promise<{ readonly url: string }> {
  const sockets = new Set<Socket>();
  const listening = createServer((socket) => sockets.add(socket));
  listening.listen(0, "127.0.0.1");
  await once(listening, "listening");
  open.push({
    close: async () => {
      for (const socket of sockets) socket.destroy();
      listening.close();
    },
  });
  return { url: `https://127.0.0.1:${portOf(listening)}` };
}
