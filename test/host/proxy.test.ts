import { afterEach, describe, expect, test } from "vitest";
import { committedCertificate } from "../../fixtures/tyk-dashboard/certificates.ts";
import { proxyFor } from "../../src/host/proxy.ts";
import { caught } from "../helpers/caught.ts";
import { smallHttp, type SmallHttp } from "../helpers/small-http.ts";
import { answering, startProxy, tunnel, type SmallProxy } from "../helpers/small-proxy.ts";
import { startServer, type SmallServer } from "../helpers/small-server.ts";

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

async function proxy(meet: Parameters<typeof startProxy>[0]): Promise<SmallProxy> {
  const started = await startProxy(meet);
  open.push(started);
  return started;
}

const withCredentials = (address: string): string => `http://jane:pa55word@${address}`;

async function closedPort(): Promise<string> {
  const started = await startServer(() => {});
  await started.close();
  return new URL(started.url).host;
}

const TARGETS = [
  ["HTTPS_PROXY", "https://dash.example.com"],
  ["http_proxy", "http://dash.example.com"],
] as const;

describe("a proxy of the environment", () => {
  test("gets the requests, named in lower or upper case", async () => {
    const { url } = await server((request, response) => response.end(JSON.stringify({ asked: request.url })));
    const one = client("http://portico.invalid", { env: { http_proxy: url } });
    expect((await one.http.request({ path: "/a", signal: never })).json).toEqual({
      asked: "http://portico.invalid/a",
    });
    const two = client("http://portico.invalid", { env: { HTTP_PROXY: url } });
    expect((await two.http.request({ path: "/b", signal: never })).status).toBe(200);
  });

  test("makes a tunnel to a target that speaks TLS, with its own credentials only", async () => {
    const target = await server(
      (_, response) => response.end('{"a":1}'),
      committedCertificate("self-signed"),
    );
    const { address, heads } = await proxy(tunnel);
    const env = { HTTPS_PROXY: withCredentials(address) };
    const { http } = client(target.url, { env, insecureSkipVerify: true });
    const headers = { authorization: "s3cret-key" };
    expect((await http.request({ path: "/x", headers, signal: never })).json).toEqual({ a: 1 });
    expect((await http.request({ path: "/x", headers, signal: never })).json).toEqual({ a: 1 });
    expect(heads[0]).toContain(`CONNECT ${new URL(target.url).host} HTTP/1.1`);
    expect(heads[0]).toContain(`Basic ${Buffer.from("jane:pa55word").toString("base64")}`);
    expect(heads.join("")).not.toContain("s3cret-key");
    expect(target.requests[0]?.headers["proxy-authorization"]).toBeUndefined();
  });

  test("does not change whom to trust: the target's certificate is still looked at", async () => {
    const target = await server((_, response) => response.end("{}"), committedCertificate("self-signed"));
    const { address } = await proxy(tunnel);
    const { http } = client(target.url, { env: { https_proxy: withCredentials(address) } });
    const error = await caught(http.request({ path: "/", signal: never }));
    expect(error).toMatchObject({ code: "TLS_UNTRUSTED", message: expect.not.stringContaining("proxy") });
  });

  test("is left out for the hosts in NO_PROXY", async () => {
    const { url: proxyUrl } = await server((_, response) => response.end('"proxy"'));
    const { url } = await server((_, response) => response.end('"direct"'));
    const { http } = client(url, { env: { HTTP_PROXY: proxyUrl, NO_PROXY: "127.0.0.1" } });
    expect((await http.request({ path: "/", signal: never })).json).toBe("direct");
  });

  test.each([
    ["127.0.0.1:PORT", true],
    ["other.test, 127.0.0.1", true],
    ["*", true],
    ["127.0.0.1:1", false],
    ["27.0.0.1", false],
  ])("is left out as NO_PROXY says: %s", async (noProxy, isDirect) => {
    const { url: proxyUrl } = await server((_, response) => response.end('"proxy"'));
    const { url } = await server((_, response) => response.end('"direct"'));
    const env = { HTTP_PROXY: proxyUrl, NO_PROXY: noProxy.replace("PORT", new URL(url).port) };
    const { http } = client(url, { env });
    expect((await http.request({ path: "/", signal: never })).json).toBe(isDirect ? "direct" : "proxy");
  });

  test.each([
    ["::1", "http://[::1]:8080", true],
    ["[::1]:8080", "http://[::1]:8080", true],
    ["[::1]:81", "http://[::1]:8080", false],
    ["Example.COM", "https://dash.example.com.", true],
    ["*.example.com:443", "https://dash.example.com", true],
    ["xample.com", "https://dash.example.com", false],
  ])("is left out for names and addresses in NO_PROXY: %s, %s", (noProxy, url, isDirect) => {
    const env = { http_proxy: "http://proxy.invalid", NO_PROXY: noProxy };
    expect(proxyFor(new URL(url), env) === null).toBe(isDirect);
  });

  test("that cannot be used does not matter for the hosts in NO_PROXY", async () => {
    const { url } = await server((_, response) => response.end('"direct"'));
    const { http } = client(url, { env: { HTTP_PROXY: "socks5://127.0.0.1:1080", NO_PROXY: "127.0.0.1" } });
    expect((await http.request({ path: "/", signal: never })).json).toBe("direct");
  });

  test("is held to the time limits of the Provider", async () => {
    const { address } = await proxy(() => {});
    const waiting = TARGETS.map(([variable, url]) => {
      const limits = { connectTimeoutMs: 5_000, timeoutMs: 300, retries: 0, maxResponseSize: 1_000 };
      const { http } = client(url, { env: { [variable]: withCredentials(address) }, limits });
      return caught(http.request({ path: "/", signal: never }));
    });
    for (const { message } of await Promise.all(waiting)) expect(message).toContain("within 300 ms");
  });
});

describe.each(TARGETS)("a proxy from %s for %s", (variable, url) => {
  test("that is not running is named, with its variable and without its credentials", async () => {
    const address = await closedPort();
    const { http } = client(url, { env: { [variable]: withCredentials(address) } });
    const error = await caught(http.request({ path: "/api", signal: never }));
    expect(error).toMatchObject({
      code: "CONNECTION_REFUSED",
      message: expect.stringContaining(`the proxy ${address} (from ${variable}) refused the connection`),
      hint: expect.stringContaining(`Correct ${variable}, or add dash.example.com to NO_PROXY`),
    });
    expect(error.message + String(error.hint)).not.toMatch(/jane|pa55word/u);
  });

  test("whose name nobody knows is named", async () => {
    const { http } = client(url, { env: { [variable]: "http://proxy.invalid:3128" } });
    expect(await caught(http.request({ path: "/api", signal: never }))).toMatchObject({
      code: "CANNOT_RESOLVE",
      message: expect.stringContaining(`the proxy proxy.invalid:3128 (from ${variable})`),
    });
  });

  test("that wants other credentials is asked once only", async () => {
    const { address, heads } = await proxy(answering("407 Proxy Authentication Required"));
    const { http } = client(url, { env: { [variable]: withCredentials(address) } });
    const error = await caught(http.request({ path: "/api", signal: never }));
    expect(error).toMatchObject({
      code: "NOT_AUTHORISED",
      message: expect.stringContaining(
        `the proxy ${address} (from ${variable}) wants a user name and password`,
      ),
      hint: expect.stringContaining(`Write them into ${variable}`),
    });
    expect(error.message + String(error.hint)).not.toMatch(/jane|pa55word/u);
    expect(heads).toHaveLength(1);
  });

  test.each([
    "proxy.example.com:3128",
    "ftp://proxy.example.com",
    "http://jane:pa%zz@proxy.example.com",
    "http://",
  ])("that is no address is refused before a request is made: %s", async (value) => {
    const { http, attempts } = client(url, { env: { [variable]: value } });
    const error = await caught(http.request({ path: "/api", signal: never }));
    expect(error).toMatchObject({ code: "CONFIG_INVALID", message: expect.stringContaining(variable) });
    expect(error.message).not.toContain("jane");
    expect(attempts).toEqual([]);
  });
});

describe.each(TARGETS)("a SOCKS proxy from %s for %s", (variable, url) => {
  test.each(["socks5", "socks", "socks4", "socks5h"])("is refused, for what it is: %s", async (scheme) => {
    const { http, attempts } = client(url, {
      env: { [variable]: `${scheme}://jane:pa55word@127.0.0.1:1080` },
    });
    const error = await caught(http.request({ path: "/api", signal: never }));
    expect(error).toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining(`${variable} names a SOCKS proxy (${scheme}://127.0.0.1:1080)`),
      hint: expect.stringContaining("add dash.example.com to NO_PROXY"),
    });
    expect(error.message + String(error.hint)).not.toMatch(/jane|pa55word/u);
    expect(attempts).toEqual([]);
  });
});

describe("a tunnel", () => {
  test.each<readonly [string, string, string, number]>([
    ["502 Bad Gateway", "CONNECTION_REFUSED", "could not connect to dash.example.com (502)", 4],
    ["403 Forbidden", "NOT_AUTHORISED", "does not allow connections to dash.example.com (403)", 1],
    ["404 Not Found", "WRONG_SERVICE", "answered 404 when it was asked to connect", 1],
  ])("refused with %s is %s", async (...row) => {
    const [status, code, words, attempts] = row;
    const { address, heads } = await proxy(answering(status));
    const { http } = client("https://dash.example.com", { env: { HTTPS_PROXY: withCredentials(address) } });
    const error = await caught(http.request({ path: "/api", signal: never }));
    expect(error).toMatchObject({ code, message: expect.stringContaining(`the proxy ${address}`) });
    expect(error.message).toContain(words);
    expect(heads).toHaveLength(attempts);
  });

  test("from what is no proxy is told as such", async () => {
    const { address } = await proxy((socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n"));
    const { http } = client("https://dash.example.com", { env: { HTTPS_PROXY: `http://${address}` } });
    expect(await caught(http.request({ path: "/api", signal: never }))).toMatchObject({
      code: "WRONG_SERVICE",
      message: expect.stringContaining(`the proxy ${address} (from HTTPS_PROXY) does not speak HTTP`),
    });
  });
});

describe("a write through a proxy", () => {
  const write = { method: "POST", path: "/x", body: {}, signal: never } as const;

  test.each(TARGETS)("of %s that cannot be reached never left", async (variable, target) => {
    const { http } = client(target, { env: { [variable]: `http://${await closedPort()}` } });
    expect((await caught(http.request(write))).code).toBe("CONNECTION_REFUSED");
  });

  test.each(TARGETS)("of %s that wants a password never left", async (variable, target) => {
    const { address } = await proxy(answering("407 Proxy Authentication Required"));
    const { http } = client(target, { env: { [variable]: `http://${address}` } });
    expect((await caught(http.request(write))).code).toBe("NOT_AUTHORISED");
  });

  test("that does not reach a https target never left", async () => {
    const { address } = await proxy(answering("503 Service Unavailable"));
    const { http } = client("https://dash.example.com", { env: { HTTPS_PROXY: `http://${address}` } });
    expect((await caught(http.request(write))).code).toBe("CONNECTION_REFUSED");
  });

  test("that breaks the connection after it has taken the request is OUTCOME_UNKNOWN", async () => {
    const { address, heads } = await proxy((socket) => socket.destroy());
    const { http } = client("http://dash.example.com", { env: { http_proxy: `http://${address}` } });
    expect((await caught(http.request(write))).code).toBe("OUTCOME_UNKNOWN");
    expect(heads).toHaveLength(1);
  });

  test("into a tunnel that breaks is OUTCOME_UNKNOWN", async () => {
    const { url, requests } = await server(
      (request) => request.socket.destroy(),
      committedCertificate("self-signed"),
    );
    const { address } = await proxy(tunnel);
    const { http } = client(url, { insecureSkipVerify: true, env: { HTTPS_PROXY: `http://${address}` } });
    expect((await caught(http.request(write))).code).toBe("OUTCOME_UNKNOWN");
    expect(requests).toHaveLength(1);
  });
});
