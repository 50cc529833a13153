import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { secretsIn } from "../../src/core/credential-change.ts";

async function tls(name: string): Promise<string> {
  return readFile(new URL(`../../fixtures/tyk-dashboard/tls/${name}.pem`, import.meta.url), "utf8");
}

it("takes the private key beside a certificate for a secret, line by line, and nothing of the certificate", async () => {
  const [certificate, key] = [await tls("self-signed.cert"), await tls("self-signed.key")];
  const lines = key.split("\n").slice(1, -2);
  const secretsOf = (pem: string) => secretsIn({ op: "addCertificate", provider: "EU", pem });
  expect(lines.length).toBeGreaterThan(1);
  for (const pem of [certificate + key, key + certificate, (certificate + key).replaceAll("\n", "\r\n")])
    expect(secretsOf(pem)).toEqual(expect.arrayContaining(lines));
  expect(secretsOf(certificate + key)).toEqual([lines.join("\n"), ...lines]);
  expect(secretsOf(certificate)).toEqual([]);
});

it("takes a private key whose end is missing for one, too", async () => {
  const [, first = ""] = (await tls("self-signed.key")).split("\n");
  const pem = `-----BEGIN RSA PRIVATE KEY-----\n${first}\n`;
  expect(secretsIn({ op: "addCertificate", provider: "EU", pem })).toContain(first);
});
