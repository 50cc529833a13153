import { once } from "node:events";
import { createServer } from "node:tls";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { committedCertificate, type TlsChoice } from "../../fixtures/tyk-dashboard/certificates.ts";
import type { CheckStep } from "../../src/core/check.ts";
import { networkCheck, type NetworkSubject } from "../../src/host/network-check.ts";
import { answering, startProxy, tunnel } from "../helpers/small-proxy.ts";
import { portOf, startServer } from "../helpers/small-server.ts";
import { trusting } from "../helpers/trusting.ts";

const open: { readonly close: () => Promise<void> }[] = [];

beforeAll(() => trusting("self-signed"));

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function serverWith(choice: TlsChoice | null): Promise<string> {
  const tls = choice === null ? null : committedCertificate(choice);
  const server = await startServer((_, response) => response.end("{}"), tls);
  open.push(server);
  return server.url;
}

async function look(
  url: string,
  part: Partial<NetworkSubject> = {},
  signal = new AbortController().signal,
): Promise<readonly CheckStep[]> {
  const limits = { connectTimeoutMs: 2000, timeoutMs: 2000, retries: 0, maxResponseSize: 10_000 };
  const subject = {
    provider: "Alpha",
    url,
    namesPort: true,
    insecureSkipVerify: false,
    emphasis: "",
    limits,
    env: {},
    now: () => new Date("2026-08-21T12:00:00Z"),
    ...part,
  };
  const steps: CheckStep[] = [];
  for await (const step of networkCheck(subject, signal)) steps.push(step);
  return steps;
}

describe("a certificate", () => {
  test("that is good is told with subject, issuer and days left", async () => {
    expect((await look(await serverWith("self-signed"))).at(-1)).toMatchObject({
      id: "tls",
      outcome: "ok",
      seen: expect.stringMatching(/^localhost, issued by localhost, \d+ days left$/u),
    });
  });

  test.each<readonly [TlsChoice, RegExp, RegExp]>([
    ["expired", /has expired \(CERT_HAS_EXPIRED\): .* expired \d+ days ago/u, /renewed/u],
    ["other-host", /self-signed|another host/u, /certificate/u],
    ["private-authority", /private authority/u, /NODE_EXTRA_CA_CERTS/u],
    ["unknown-issuer", /issuer of its certificate is not known/u, /intermediate/u],
  ])("that is %s is refused with the reason and the way out", async (choice, reason, advice) => {
    expect((await look(await serverWith(choice))).at(-1)).toMatchObject({
      id: "tls",
      outcome: "fail",
      seen: expect.stringMatching(reason),
      advice: expect.stringMatching(advice),
    });
  });

  test("is not to be seen where there is no common version of TLS: nothing is said of a request", async () => {
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const server = createServer({ ...committedCertificate("self-signed"), ...old });
    server.on("tlsClientError", () => {}).listen(0, "127.0.0.1");
    await once(server, "listening");
    open.push({ close: async () => void server.close() });
    expect((await look(`https://127.0.0.1:${portOf(server)}`)).at(-1)).toMatchObject({
      id: "tls",
      outcome: "fail",
      seen: expect.stringMatching(
        /^the handshake failed: 127\.0\.0\.1:\d+ and this machine have no version/u,
      ),
    });
  });

  test("that nobody verifies is told with what that hides", async () => {
    const [, , , hiding] = await look(await serverWith("expired"), { insecureSkipVerify: true });
    expect(hiding).toMatchObject({
      outcome: "warn",
      seen: expect.stringContaining("insecureSkipVerify hides that its certificate has expired"),
      practice: "insecure-skip-verify",
    });
    const [, , , idle] = await look(await serverWith("self-signed"), { insecureSkipVerify: true });
    expect(idle).toMatchObject({ outcome: "warn", advice: "Take insecureSkipVerify out of the config." });
  });

  test("that is about to expire is a warning", async () => {
    const { valid_to: end } = await certificateEnd();
    const now = (): Date => new Date(Date.parse(end) - 10 * 86_400_000 - 1);
    expect((await look(await serverWith("self-signed"), { now })).at(-1)).toMatchObject({
      outcome: "warn",
      seen: expect.stringContaining("10 days left"),
      practice: "certificate-expiring",
    });
  });
});

async function certificateEnd(): Promise<{ readonly valid_to: string }> {
  const { X509Certificate } = await import("node:crypto");
  return { valid_to: new X509Certificate(committedCertificate("self-signed").cert).validTo };
}

describe("the way", () => {
  test("that is plain http has its certificate not used", async () => {
    const steps = await look(await serverWith(null));
    expect(steps.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      "url ok",
      "dns ok",
      "port ok",
      "tls warn",
    ]);
  });

  test("to a server that speaks no TLS says to write http", async () => {
    const url = (await serverWith(null)).replace("http:", "https:");
    expect((await look(url)).at(-1)).toMatchObject({
      id: "tls",
      outcome: "fail",
      advice: expect.stringContaining("http://"),
    });
  });

  test.each([
    ["https://dash.example.invalid", "443"],
    ["http://dash.example.invalid", "80"],
  ])("without a port says which default is used: %s", async (url, port) => {
    const [step] = await look(url, { namesPort: false });
    expect(step).toMatchObject({
      outcome: "warn",
      seen: expect.stringContaining(port),
      practice: "default-port",
    });
  });
});

const proxied = async (meet: Parameters<typeof startProxy>[0]): Promise<string> => {
  const started = await startProxy(meet);
  open.push(started);
  return `http://jane:pa55word@${started.address}`;
};

function told(steps: readonly CheckStep[]): readonly string[] {
  return steps.map(({ id, outcome }) => `${id} ${outcome}`);
}

describe("the way through a proxy", () => {
  test("has its port and certificate seen behind the proxy", async () => {
    const url = await serverWith("self-signed");
    const steps = await look(url, { env: { HTTPS_PROXY: await proxied(tunnel) } });
    expect(told(steps)).toEqual(["url ok", "dns ok", "port ok", "tls ok"]);
    expect(steps[2]?.seen).toMatch(
      /^127\.0\.0\.1:\d+ accepts connections, through the proxy 127\.0\.0\.1:\d+ \(from HTTPS_PROXY\)$/u,
    );
    expect(steps[3]?.seen).toMatch(/^localhost, issued by localhost, \d+ days left$/u);
  });

  test("has a certificate refused that is no good", async () => {
    const url = await serverWith("expired");
    const steps = await look(url, { env: { https_proxy: await proxied(tunnel) } });
    expect(steps.at(-1)).toMatchObject({
      id: "tls",
      outcome: "fail",
      seen: expect.stringContaining("has expired"),
    });
  });

  test("that is down blames the proxy, with the variable that names it", async () => {
    const env = { HTTPS_PROXY: "http://127.0.0.1:1" };
    for (const url of ["https://dash.example.invalid:3000", "http://dash.example.invalid:3000"]) {
      const steps = await look(url, { env: { ...env, HTTP_PROXY: "http://127.0.0.1:1" } });
      expect(told(steps)).toEqual(["url ok", "dns unknown", "port fail"]);
      expect(steps.at(-1)).toMatchObject({
        seen: expect.stringMatching(/the proxy 127\.0\.0\.1:1 \(from HTTPS?_PROXY\) refused the connection/u),
        advice: expect.stringContaining("add dash.example.invalid to NO_PROXY"),
      });
    }
  });

  test.each<readonly [string, RegExp, RegExp]>([
    ["502 Bad Gateway", /could not connect to dash\.example\.invalid:443 \(502\)/u, /server is running/u],
    ["403 Forbidden", /does not allow connections to dash\.example\.invalid:443/u, /Have them allowed/u],
    ["407 Proxy Authentication Required", /wants a user name and password/u, /Write them into HTTPS_PROXY/u],
    ["200 OK", /TLS|closed the connection/u, /https/u],
  ])("that the proxy refuses is told in its name, without credentials: %s", async (status, seen, advice) => {
    const proxy = await proxied(answering(status));
    const steps = await look("https://dash.example.invalid", { env: { HTTPS_PROXY: proxy } });
    expect(steps.at(-1)).toMatchObject({
      outcome: "fail",
      seen: expect.stringMatching(seen),
      advice: expect.stringMatching(advice),
    });
    expect(JSON.stringify(steps)).not.toMatch(/jane|pa55word|was not sent/u);
  });

  test("that never answers has its time limit", async () => {
    const limits = { connectTimeoutMs: 5000, timeoutMs: 300, retries: 0, maxResponseSize: 10_000 };
    const env = { HTTPS_PROXY: await proxied(() => {}) };
    expect((await look("https://dash.example.invalid", { env, limits })).at(-1)).toMatchObject({
      id: "port",
      outcome: "fail",
      seen: expect.stringMatching(/the proxy .* gave no answer within 300 ms/u),
    });
  });

  test("of plain http is known as far as the proxy, the rest is left to the requests", async () => {
    const env = { HTTP_PROXY: await proxied(tunnel) };
    const steps = await look("http://dash.example.invalid:3000", { env });
    expect(told(steps)).toEqual(["url ok", "dns unknown", "port unknown", "tls warn"]);
  });

  test("is none for the hosts in NO_PROXY", async () => {
    const env = { HTTPS_PROXY: "http://127.0.0.1:1", NO_PROXY: "other.test, .invalid" };
    expect((await look("https://dash.example.invalid:3000", { env })).at(-1)).toMatchObject({
      id: "dns",
      outcome: "fail",
      seen: expect.stringContaining("no address is known"),
    });
  });

  test("is refused where the proxy speaks SOCKS", async () => {
    const env = { HTTPS_PROXY: "socks5://127.0.0.1:1080" };
    expect((await look("https://dash.example.invalid", { env })).at(-1)).toMatchObject({
      outcome: "fail",
      seen: expect.stringContaining("SOCKS"),
      advice: expect.stringContaining("http://proxy.example.com:3128"),
    });
  });

  test("is left as soon as nobody waits any more", async () => {
    const stop = new AbortController();
    const env = { HTTPS_PROXY: await proxied(() => stop.abort(new Error("enough"))) };
    const limits = { connectTimeoutMs: 5000, timeoutMs: 5000, retries: 0, maxResponseSize: 10_000 };
    await expect(look("https://dash.example.invalid", { env, limits }, stop.signal)).rejects.toThrow(
      "enough",
    );
  });
});
