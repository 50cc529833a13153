import { createServer } from "node:net";
import { once } from "node:events";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { committedCertificate } from "../../fixtures/tyk-dashboard/certificates.ts";
import { AppError } from "../../src/core/errors.ts";
import { caught } from "../helpers/caught.ts";
import { smallHttp, type SmallHttp } from "../helpers/small-http.ts";
import { portOf, startServer, type SmallServer } from "../helpers/small-server.ts";

const never = new AbortController().signal;
const open: { close: () => Promise<void> }[] = [];

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

const LIMITS = { connectTimeoutMs: 5_000, timeoutMs: 20_000, retries: 3, maxResponseSize: 1024 * 1024 };

describe("an answer", () => {
  test("comes with status, lower-case headers, parsed JSON and the start of its text", async () => {
    const { url } = await server((_, response) => {
      response.writeHead(201, { "X-Thing": "a", "content-type": "application/json" }).end('{"a":[1,2]}');
    });
    const answer = await client(url).http.request({ path: "/x", signal: never });
    expect(answer).toMatchObject({ status: 201, json: { a: [1, 2] }, text: '{"a":[1,2]}' });
    expect(answer.headers["x-thing"]).toBe("a");
  });

  test("that is no JSON has no json, and its text is neutralised and rid of the secret", async () => {
    const { url } = await server((_, response) => response.end("<b>\u001B[31m s3cret-key</b>"));
    const answer = await client(url).http.request({ path: "/", signal: never });
    expect(answer.json).toBeUndefined();
    expect(answer.text).toBe("<b>\u241B[31m ***</b>");
  });

  test("that is empty has no json and an empty text", async () => {
    const { url } = await server((_, response) => response.end());
    expect(await client(url).http.request({ path: "/", signal: never })).toMatchObject({
      text: "",
      json: undefined,
    });
  });

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ] as const)("packed with %s is unpacked", async (encoding, pack) => {
    const { url } = await server((_, response) => {
      response.writeHead(200, { "content-encoding": encoding }).end(pack('{"a":1}'));
    });
    expect((await client(url).http.request({ path: "/", signal: never })).json).toEqual({ a: 1 });
  });

  test("shows its progress in bytes, of the announced total", async () => {
    const body = JSON.stringify({ list: Array.from({ length: 40_000 }, (_, index) => index) });
    const { url } = await server((_, response) => {
      response.writeHead(200, { "content-length": Buffer.byteLength(body) }).end(body);
    });
    const seen: { received: number; total: number | null }[] = [];
    await client(url).http.request({
      path: "/",
      signal: never,
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.at(-1)).toEqual({ received: body.length, total: body.length });
    expect(seen.map(({ received }) => received)).toEqual(
      seen.map(({ received }) => received).toSorted((a, b) => a - b),
    );
  });
});

describe("a request", () => {
  test("keeps the path prefix of the url and encodes its query", async () => {
    const { url, requests } = await server((_, response) => response.end("{}"));
    await client(`${url}/tyk/console`).http.request({
      path: "/api/apis/",
      query: { q: "a b&c" },
      signal: never,
    });
    expect(requests[0]?.url).toBe("/tyk/console/api/apis/?q=a+b%26c");
  });

  test("sends its headers, and its body as JSON", async () => {
    const bodies: string[] = [];
    const { url, requests } = await server((request, response) => {
      request.setEncoding("utf8");
      request.on("data", (part: string) => bodies.push(part));
      request.on("end", () => response.end("{}"));
    });
    const headers = { authorization: "s3cret-key" };
    await client(url).http.request({ method: "POST", path: "/x", headers, body: { a: "é" }, signal: never });
    expect(bodies.join("")).toBe('{"a":"é"}');
    expect(requests[0]?.headers).toMatchObject({
      authorization: "s3cret-key",
      "content-type": "application/json",
    });
  });

  test("uses connections again", async () => {
    const { url, requests } = await server((_, response) => response.end("{}"));
    const { http } = client(url);
    for (let count = 0; count < 20; count += 1) await http.request({ path: "/", signal: never });
    expect(new Set(requests.map((request) => request.socket.remotePort)).size).toBeLessThan(4);
  });

  test("is logged with method, path and status, without query and without the secret", async () => {
    const { url } = await server((_, response) => response.writeHead(404).end("{}"));
    const { http, attempts } = client(url);
    await http.request({ path: "/keys/s3cret-key", query: { key: "s3cret-key" }, signal: never });
    expect(attempts).toMatchObject([{ provider: "alpha", method: "GET", path: "/keys/***", status: 404 }]);
    expect(JSON.stringify(attempts)).not.toContain("s3cret");
  });

  test("without a url is refused", async () => {
    const error = await caught(client(null).http.request({ path: "/", signal: never }));
    expect(error.code).toBe("PLUGIN_FAILED");
  });
});

describe("a repetition", () => {
  test.each([429, 502, 503, 504])("follows a %i, with a longer pause each time", async (status) => {
    const { url } = await server((_, response, count) =>
      response.writeHead(count < 4 ? status : 200).end("{}"),
    );
    const { http, waits, attempts } = client(url);
    expect((await http.request({ path: "/", signal: never })).status).toBe(200);
    expect(waits).toEqual([250, 500, 1000]);
    expect(attempts.map((attempt) => attempt.status)).toEqual([status, status, status, 200]);
  });

  test("pauses anything between nothing and the full back-off", async () => {
    const { url } = await server((_, response, count) => response.writeHead(count < 3 ? 503 : 200).end("{}"));
    const { http, waits } = client(url, { random: () => 0.5 });
    await http.request({ path: "/", signal: never });
    expect(waits).toEqual([125, 250]);
  });

  test("ends after the configured number, and the last answer counts", async () => {
    const { url, requests } = await server((_, response) => response.writeHead(503).end("{}"));
    const { http } = client(url, { limits: { ...LIMITS, retries: 2 } });
    expect((await http.request({ path: "/", signal: never })).status).toBe(503);
    expect(requests).toHaveLength(3);
  });

  test("waits as many seconds as Retry-After says", async () => {
    const { url } = await server((_, response, count) => {
      response.writeHead(count === 1 ? 429 : 200, { "retry-after": "7" }).end("{}");
    });
    const { http, waits } = client(url);
    await http.request({ path: "/", signal: never });
    expect(waits).toEqual([7000]);
  });

  test("waits until the date that Retry-After says", async () => {
    const now = new Date("2026-01-01T00:00:00Z");
    const { url } = await server((_, response, count) => {
      const header = { "retry-after": "Thu, 01 Jan 2026 00:00:05 GMT" };
      response.writeHead(count === 1 ? 503 : 200, header).end("{}");
    });
    const { http, waits } = client(url, { now: () => now });
    await http.request({ path: "/", signal: never });
    expect(waits).toEqual([5000]);
  });

  test("is given up when Retry-After asks for more than the time limit", async () => {
    const { url, requests } = await server((_, response) =>
      response.writeHead(429, { "retry-after": "21" }).end("{}"),
    );
    expect((await client(url).http.request({ path: "/", signal: never })).status).toBe(429);
    expect(requests).toHaveLength(1);
  });

  test("follows a connection that is closed without an answer", async () => {
    const { url } = await server((request, response, count) => {
      if (count === 1) request.socket.destroy();
      else response.end('{"a":1}');
    });
    expect((await client(url).http.request({ path: "/", signal: never })).json).toEqual({ a: 1 });
  });

  test("follows a reset in the middle of a body, from its start", async () => {
    const { url } = await server((request, response, count) => {
      response.writeHead(200, { "content-length": 10 });
      if (count > 1) response.end('{"a":"bc"}');
      else response.write('{"a":', () => request.socket.resetAndDestroy());
    });
    const { http, attempts } = client(url);
    expect((await http.request({ path: "/", signal: never })).json).toEqual({ a: "bc" });
    expect(attempts).toHaveLength(2);
  });

  test("is never made for a write", async () => {
    const { url, requests } = await server((request) => request.socket.destroy());
    const error = await caught(
      client(url).http.request({ method: "POST", path: "/", body: {}, signal: never }),
    );
    expect(error.code).toBe("OUTCOME_UNKNOWN");
    expect(requests).toHaveLength(1);
  });

  test("ends at once when cancelled during the pause", async () => {
    const { url, requests } = await server((_, response) =>
      response.writeHead(503, { "retry-after": "20" }).end("{}"),
    );
    const controller = new AbortController();
    const { http } = client(url, {
      sleep: (_, signal) => {
        controller.abort();
        return Promise.reject(signal.reason);
      },
    });
    expect((await caught(http.request({ path: "/", signal: controller.signal }))).code).toBe("CANCELLED");
    expect(requests).toHaveLength(1);
  });
});

describe("an error", () => {
  test("CANNOT_RESOLVE names the host", async () => {
    const error = await caught(
      client("http://portico.invalid:3000").http.request({ path: "/api", signal: never }),
    );
    expect(error.code).toBe("CANNOT_RESOLVE");
    expect(error.message).toContain("portico.invalid");
    expect(error.hint).toContain("DNS");
  });

  test("CONNECTION_REFUSED names the address", async () => {
    const { url, close } = await server(() => {});
    await close();
    const error = await caught(client(url).http.request({ path: "/api", signal: never }));
    expect(error.code).toBe("CONNECTION_REFUSED");
    expect(error.message).toContain(`${url}/api`);
  });

  test("TIMED_OUT says that no answer came within the limit", async () => {
    const { url } = await server(() => {});
    const { http } = client(url, { limits: { ...LIMITS, timeoutMs: 400 } });
    const error = await caught(http.request({ path: "/api", signal: never }));
    expect(error).toMatchObject({
      code: "TIMED_OUT",
      message: expect.stringContaining("no answer within 400 ms"),
    });
    expect(error.hint).toContain("options.timeout");
  });

  test("TIMED_OUT says that the answer went silent", async () => {
    const { url } = await server((_, response) => {
      response.writeHead(200, { "content-length": 10 });
      response.write("{");
    });
    const { http } = client(url, { limits: { ...LIMITS, timeoutMs: 400 } });
    const error = await caught(http.request({ path: "/api", signal: never }));
    expect(error).toMatchObject({
      code: "TIMED_OUT",
      message: expect.stringContaining("silent in the middle"),
    });
  });

  test("TIMED_OUT ends an answer that trickles for ever", async () => {
    const { url } = await server((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(" "), 5);
      response.on("close", () => clearInterval(timer));
    });
    const { http } = client(url, { limits: { ...LIMITS, timeoutMs: 60 } });
    const error = await caught(http.request({ path: "/api", signal: never }));
    expect(error).toMatchObject({
      code: "TIMED_OUT",
      message: expect.stringContaining("completely within"),
    });
  });

  test("TOO_LARGE comes before the body when its length is announced", async () => {
    const { url } = await server((_, response) =>
      response.writeHead(200, { "content-length": 5_000_000 }).write("{"),
    );
    const error = await caught(client(url).http.request({ path: "/api", signal: never }));
    expect(error).toMatchObject({ code: "TOO_LARGE", message: expect.stringContaining("1 MiB") });
  });

  test("TOO_LARGE comes while a body of unknown length arrives", async () => {
    const { url } = await server((_, response) => {
      response.on("error", () => {});
      const pump = (): void => {
        while (response.write("x".repeat(65_536)));
        response.once("drain", pump);
      };
      pump();
    });
    expect((await caught(client(url).http.request({ path: "/api", signal: never }))).code).toBe("TOO_LARGE");
  });

  test("TOO_LARGE counts what a packed body unpacks to", async () => {
    const { url } = await server((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(20_000_000, 32)));
    });
    expect((await caught(client(url).http.request({ path: "/api", signal: never }))).code).toBe("TOO_LARGE");
  });

  test("REDIRECTED names the target without its query, and the secret never goes there", async () => {
    const other = await server((_, response) => response.end("{}"));
    const { url } = await server((_, response) => {
      response.writeHead(301, { location: `${other.url}/api?token=s3cret-key&x=1` }).end();
    });
    const headers = { authorization: "s3cret-key" };
    const error = await caught(client(url).http.request({ path: "/api", headers, signal: never }));
    expect(error).toMatchObject({ code: "REDIRECTED", hint: expect.stringContaining(other.url) });
    expect(error.message).toContain(`${other.url}/api`);
    expect(error.message).not.toContain("token");
    expect(other.requests).toHaveLength(0);
  });

  test("CONNECTION_LOST tells that the connection broke, after the last attempt", async () => {
    const { url, requests } = await server((request) => request.socket.destroy());
    const error = await caught(client(url).http.request({ path: "/api", signal: never }));
    expect(error.code).toBe("CONNECTION_LOST");
    expect(requests).toHaveLength(4);
  });

  test("WRONG_SERVICE tells that the server does not speak HTTP", async () => {
    const plain = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end("SSH-2.0-OpenSSH_9.9\r\n"));
    }).listen(0, "127.0.0.1");
    await once(plain, "listening");
    open.push({ close: async () => void plain.close() });
    const port = portOf(plain);
    const error = await caught(
      client(`http://127.0.0.1:${port}`).http.request({ path: "/api", signal: never }),
    );
    expect(error.code).toBe("WRONG_SERVICE");
  });

  test("CANCELLED comes at once, in the middle of a body", async () => {
    const { url } = await server((_, response) => {
      response.writeHead(200);
      response.write("[1,");
    });
    const controller = new AbortController();
    const { http, attempts } = client(url);
    const pending = http.request({
      path: "/api",
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect((await caught(pending)).code).toBe("CANCELLED");
    expect(attempts).toHaveLength(1);
  });

  test("of an abort is the abort's own reason when that is an AppError", async () => {
    const reason = new AppError("PLUGIN_TIMEOUT", "too slow");
    const error = await caught(
      client("http://127.0.0.1:9").http.request({ path: "/", signal: AbortSignal.abort(reason) }),
    );
    expect(error).toBe(reason);
  });

  test("never holds the secret, though the address does", async () => {
    const { url, close } = await server(() => {});
    await close();
    const error = await caught(
      client(url).http.request({ path: "/keys/s3cret-key", query: { a: "s3cret-key" }, signal: never }),
    );
    expect(`${error.message}${error.hint}`).not.toContain("s3cret");
    expect(error.message).toContain("/keys/***");
  });
});

describe("TLS", () => {
  test("TLS_UNTRUSTED says self-signed, and names insecureSkipVerify", async () => {
    const { url } = await server((_, response) => response.end("{}"), committedCertificate("self-signed"));
    const error = await caught(client(url).http.request({ path: "/", signal: never }));
    expect(error.code).toBe("TLS_UNTRUSTED");
    expect(error.message).toContain("self-signed");
    expect(error.hint).toContain("insecureSkipVerify: true for alpha");
  });

  test("insecureSkipVerify accepts any certificate, for this Provider only", async () => {
    const { url } = await server(
      (_, response) => response.end('{"a":1}'),
      committedCertificate("self-signed"),
    );
    const trusting = client(url, { insecureSkipVerify: true });
    expect((await trusting.http.request({ path: "/", signal: never })).json).toEqual({ a: 1 });
    expect((await caught(client(url).http.request({ path: "/", signal: never }))).code).toBe("TLS_UNTRUSTED");
  });

  test("https to a plain port is told as such", async () => {
    const { url } = await server((_, response) => response.end("{}"));
    const error = await caught(
      client(url.replace("http:", "https:")).http.request({ path: "/", signal: never }),
    );
    expect(error).toMatchObject({
      code: "WRONG_SERVICE",
      hint: expect.stringContaining("http://"),
    });
  });
});

describe("close", () => {
  test("ends requests under way and refuses further ones; twice is as good as once", async () => {
    const { url, requests } = await server((_, response) => {
      response.writeHead(200);
      response.write("[");
    });
    const { http } = client(url);
    const started = Promise.withResolvers<void>();
    const pending = caught(http.request({ path: "/", signal: never, onProgress: () => started.resolve() }));
    await started.promise;
    await Promise.all([http.close(), http.close()]);
    expect((await pending).code).toBe("CANCELLED");
    expect((await caught(http.request({ path: "/", signal: never }))).code).toBe("CANCELLED");
    expect(requests).toHaveLength(1);
  });
});
