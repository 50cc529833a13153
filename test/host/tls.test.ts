import { once } from "node:events";
import { createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { committedCertificate, type TlsChoice } from "../../fixtures/tyk-dashboard/certificates.ts";
import type { AppError } from "../../src/core/errors.ts";
import { caught } from "../helpers/caught.ts";
import { smallHttp } from "../helpers/small-http.ts";
import { portOf, startServer } from "../helpers/small-server.ts";
import { trusting } from "../helpers/trusting.ts";

const open: { close: () => Promise<void> }[] = [];

beforeAll(() => trusting("other-host"));

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function failure(url: string): Promise<AppError> {
  const { http } = smallHttp(url);
  open.push(http);
  return await caught(http.request({ path: "/api", signal: new AbortController().signal }));
}

/** The address of a server that speaks TLS with one of the committed certificates. */
async function tlsServer(choice: TlsChoice): Promise<string> {
  const started = await startServer((_, response) => response.end("{}"), committedCertificate(choice));
  open.push(started);
  return started.url;
}

/** The host and port of a server that answers whatever comes first with these bytes, and closes the connection. */
async function bluntServer(bytes: string | Uint8Array): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(bytes));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push({ close: async () => void server.close() });
  return `127.0.0.1:${portOf(server)}`;
}

describe("a certificate", () => {
  test.each<readonly [string, TlsChoice, string, string]>([
    ["that is self-signed", "self-signed", "its certificate is self-signed", "NODE_EXTRA_CA_CERTS"],
    ["that has expired", "expired", "its certificate has expired", "renewed"],
    ["of an authority that is not known", "private-authority", "a private authority", "NODE_EXTRA_CA_CERTS"],
    ["without those between it and a known one", "unknown-issuer", "the issuer", "intermediate certificates"],
    [
      "for another host",
      "other-host",
      "another host (ERR_TLS_CERT_ALTNAME_INVALID: other.example.com, *.example.org)",
      "Write a host of the certificate in url",
    ],
  ])("%s is told as such, with the way out", async (_, choice, ...[reason, advice]) => {
    const error = await failure(await tlsServer(choice));
    expect(error).toMatchObject({ code: "TLS_UNTRUSTED", message: expect.stringContaining(reason) });
    expect(error.hint).toContain(advice);
    expect(error.hint).toContain("insecureSkipVerify: true for alpha");
  });
});

describe("a handshake that fails", () => {
  test("for want of a common version of TLS says so, and is not repeated", async () => {
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const server = createTlsServer({ ...committedCertificate("self-signed"), ...old });
    server.on("tlsClientError", () => {}).listen(0, "127.0.0.1");
    await once(server, "listening");
    open.push({ close: async () => void server.close() });
    expect(await failure(`https://127.0.0.1:${portOf(server)}`)).toMatchObject({
      code: "TLS_UNTRUSTED",
      message: expect.stringContaining("no version of TLS in common"),
      hint: expect.stringContaining("TLS 1.2"),
    });
  });

  test("because the server closes the connection says when that was", async () => {
    expect(await failure(`https://${await bluntServer("")}`)).toMatchObject({
      code: "CONNECTION_LOST",
      message: expect.stringContaining("during the TLS handshake"),
    });
  });
});

describe("plain http to a TLS port", () => {
  const refusal = (server: string, text: string) =>
    [
      server,
      `HTTP/1.1 400 Bad Request\r\ncontent-length: ${text.length}\r\nconnection: close\r\n\r\n${text}`,
    ] as const;

  test.each<readonly [string, string | Uint8Array]>([
    refusal("Go", "Client sent an HTTP request to an HTTPS server.\n"),
    refusal("nginx", "<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>"),
    refusal("Apache", "<p>Reason: You're speaking plain HTTP to an SSL-enabled server port.<br /></p>"),
    ["OpenSSL, with an alert", Uint8Array.of(0x15, 3, 1, 0, 2, 2, 70)],
  ])("is told from the answer of %s", async (_, answer) => {
    expect(await failure(`http://${await bluntServer(answer)}`)).toMatchObject({
      code: "WRONG_SERVICE",
      message: expect.stringContaining("speaks TLS on this port"),
      hint: expect.stringContaining("https://"),
    });
  });

  test("is a guess where the server closes the connection without a word", async () => {
    const error = await failure((await tlsServer("self-signed")).replace("https:", "http:"));
    expect(error).toMatchObject({ code: "CONNECTION_LOST", hint: expect.stringContaining("https://") });
  });
});
