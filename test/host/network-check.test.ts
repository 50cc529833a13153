import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { committedCertificate, type TlsChoice } from "../../fixtures/tyk-dashboard/certificates.ts";
import type { CheckStep } from "../../src/core/check.ts";
import { networkCheck, type NetworkSubject } from "../../src/host/network-check.ts";
import { startServer, type SmallServer } from "../helpers/small-server.ts";
import { trusting } from "../helpers/trusting.ts";

const open: SmallServer[] = [];

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

async function look(url: string, part: Partial<NetworkSubject> = {}): Promise<readonly CheckStep[]> {
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
  for await (const step of networkCheck(subject, new AbortController().signal)) steps.push(step);
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

  test("through a proxy is looked at as far as the proxy, the rest is unknown", async () => {
    const proxy = await serverWith(null);
    const steps = await look("https://dash.example.invalid:3000", { env: { HTTPS_PROXY: proxy } });
    expect(steps.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      "url ok",
      "dns unknown",
      "port ok",
      "tls unknown",
    ]);
    const direct = { HTTPS_PROXY: proxy, NO_PROXY: "other.test, .invalid" };
    expect((await look("https://dash.example.invalid:3000", { env: direct })).at(-1)).toMatchObject({
      id: "dns",
      outcome: "fail",
      seen: expect.stringContaining("no address is known"),
    });
  });

  test("to a proxy that is down ends there, with the variable that names it", async () => {
    const steps = await look("https://dash.example.invalid", { env: { HTTPS_PROXY: "http://127.0.0.1:1" } });
    expect(steps.at(-1)).toMatchObject({
      id: "port",
      outcome: "fail",
      seen: expect.stringContaining("HTTPS_PROXY"),
      advice: expect.stringContaining("NO_PROXY"),
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
