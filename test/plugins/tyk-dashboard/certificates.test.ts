import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { afterEach, describe, expect, test } from "vitest";
import { accessPolicy, anApi } from "../../../fixtures/tyk-dashboard/builders.ts";
import { caught } from "../../helpers/caught.ts";
import { SWITCHED_ON } from "../../helpers/consumer.ts";
import { closeDashboards } from "../../helpers/open-dashboard.ts";
import {
  apply,
  carryOut,
  hold,
  issue,
  named,
  openIssuing,
  plan,
  prepare,
  revoke,
  type Issuing,
} from "./issuing-dashboard.ts";

afterEach(closeDashboards);

const ORGANISATION = "5e9d9544a1dcd60001d0ed20";

function pem(file: string): Promise<string> {
  return readFile(new URL(`../../../fixtures/tyk-dashboard/tls/${file}.pem`, import.meta.url), "utf8");
}

async function added(issuing: Pick<Issuing, "connection">, text: string): Promise<string> {
  const { last } = await carryOut(issuing, { op: "addCertificate", pem: text });
  if (last.step !== "certificate" || last.certificate === null) throw new Error("no certificate");
  return last.certificate.id;
}

function remove(certificateId: string) {
  return { op: "removeCertificate", certificateId } as const;
}

describe("a certificate", () => {
  test("is uploaded, listed and deleted", async () => {
    const issuing = await openIssuing();
    const text = await pem("self-signed.cert");
    const { proposal, last } = await carryOut(issuing, { op: "addCertificate", pem: text });
    expect(proposal.fields.map(({ field }) => field)).toContain("notAfter");
    if (last.step !== "certificate" || last.certificate === null) throw new Error("no certificate");
    const { id } = last.certificate;
    expect(id).toMatch(new RegExp(`^${ORGANISATION}[0-9a-f]{64}$`, "u"));
    const listed = await issuing.connection.certificates?.(new AbortController().signal);
    expect(listed).toEqual([last.certificate]);
    expect((await carryOut(issuing, remove(id))).last).toEqual({ step: "certificate", certificate: null });
    expect((await carryOut(issuing, remove(id))).proposal.requests).toEqual([]);
  });

  test("that is there already is not uploaded again", async () => {
    const issuing = await openIssuing();
    const text = await pem("self-signed.cert");
    const intent = { op: "addCertificate", pem: text } as const;
    const early = await prepare(issuing, intent);
    const id = await added(issuing, text);
    const { proposal, last } = await carryOut(issuing, intent);
    expect(proposal).toMatchObject({ requests: [], affects: [expect.stringContaining("already there")] });
    expect(last).toMatchObject({ certificate: { id } });
    // Somebody else was faster: then the proposal no longer follows, and nothing is sent.
    expect(await caught(apply(issuing, intent, early))).toMatchObject({ code: "WRITE_CONFLICT" });
  });

  test("keeps its private key out of everything that is shown", async () => {
    const issuing = await openIssuing();
    const key = await pem("self-signed.key");
    const text = `${await pem("self-signed.cert")}${key}`;
    const { proposal, steps } = await carryOut(issuing, { op: "addCertificate", pem: text });
    const shown = JSON.stringify([proposal, steps, issuing.logged]);
    for (const line of key.trim().split("\n")) expect(shown).not.toContain(line);
    expect(steps.at(-1)).toMatchObject({ certificate: { hasPrivateKey: true } });
  });

  test.each([
    ["nothing", "", "no certificate"],
    [
      "something else",
      "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
      "OPENSSH",
    ],
    ["a broken one", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "cannot be read"],
    ["a file of another size", "x".repeat(300_000), "300000 bytes"],
  ])("is refused here when the file holds %s", async (_, text, message) => {
    const issuing = await openIssuing();
    const seen = issuing.dashboard.requests.length;
    const error = await caught(prepare(issuing, { op: "addCertificate", pem: text }));
    expect(error).toMatchObject({ code: "CANNOT_WRITE", message: expect.stringContaining(message) });
    expect(issuing.dashboard.requests).toHaveLength(seen);
  });
});

describe("a key that is bound to a certificate", () => {
  const ledger = anApi({
    name: "Ledger",
    auth: "certificate",
    definition: { auth_configs: { authToken: { use_certificate: true } } },
  });
  const access = accessPolicy({ name: "Ledger access", apis: [ledger] });
  const bound = (certificateId: string) =>
    issue({
      kind: "mtls",
      policies: [access, plan].map(named),
      apis: [ledger.api_definition.api_id],
      chosen: { certificateId },
    });

  async function speaks({ dashboard }: Issuing, authorization: string, isShown: boolean): Promise<number> {
    const [cert, key] = [await pem("self-signed.cert"), await pem("self-signed.key")];
    return new Promise((resolve, reject) => {
      const shown = isShown ? { cert, key } : {};
      const options = { rejectUnauthorized: false, agent: false, headers: { authorization }, ...shown };
      request(`${dashboard.gateway.url}/ledger/1`, options, (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      })
        .on("error", reject)
        .end();
    });
  }

  const open = () =>
    openIssuing({ apis: [ledger], policies: [access] }, { ...SWITCHED_ON, gatewayTls: "self-signed" });

  test("lets in who shows both, and lives and ends like any other", async () => {
    const issuing = await open();
    const id = await added(issuing, await pem("self-signed.cert"));
    const held = await hold(issuing, bound(id));
    expect(held.credential.kind).toBe("mtls");
    expect(await speaks(issuing, held.value, true)).toBe(200);
    expect(await speaks(issuing, held.value, false)).toBe(403);
    await carryOut(issuing, revoke(held));
    expect(await speaks(issuing, held.value, true)).toBe(403);
  });

  test("is the only one of its certificate, and a refusal does not show the other's key", async () => {
    const issuing = await open();
    const id = await added(issuing, await pem("self-signed.cert"));
    const held = await hold(issuing, bound(id));
    const early = await caught(prepare(issuing, { ...bound(id), mark: "portico-two" }));
    // When the other one came in between, the gateway's words name its key.
    issuing.dashboard.faults.set({ kind: "otherShape", path: /dependencies/u, value: { key_cert: "" } });
    const late = await caught(carryOut(issuing, { ...bound(id), mark: "portico-two" }));
    for (const error of [early, late]) {
      expect(error).toMatchObject({ code: "NAME_TAKEN" });
      expect(JSON.stringify([error.message, error.hint, issuing.logged])).not.toContain(held.value);
    }
  });

  test("is named before its certificate is deleted, and goes with it; no other key does", async () => {
    for (const switches of [SWITCHED_ON, { hashKeys: false }]) {
      const issuing = await openIssuing({ apis: [ledger], policies: [access] }, switches);
      const id = await added(issuing, await pem("self-signed.cert"));
      const held = await hold(issuing, bound(id));
      const other = await hold(issuing, issue({ mark: "portico-two" }));
      const { proposal } = await carryOut(issuing, remove(id));
      expect(proposal.affects.join()).toContain("A key is bound to it");
      expect(JSON.stringify([proposal, issuing.logged])).not.toContain(held.value);
      expect(issuing.dashboard.state.keys.all().map(({ token }) => token)).toEqual([other.value]);
    }
  });

  test("that came after the proposal keeps the certificate from being deleted", async () => {
    const issuing = await open();
    const id = await added(issuing, await pem("self-signed.cert"));
    const proposal = await prepare(issuing, remove(id));
    await hold(issuing, bound(id));
    const error = await caught(apply(issuing, remove(id), proposal));
    expect(error).toMatchObject({ code: "WRITE_CONFLICT", message: expect.stringContaining("bound key") });
    expect(issuing.dashboard.state.keys.all()).toHaveLength(1);
  });

  test("needs a certificate that is there, and an API that wants a key, too", async () => {
    const alone = anApi({ name: "Vault", auth: "mtls" });
    const vault = accessPolicy({ name: "Vault access", apis: [alone] });
    const issuing = await openIssuing({ apis: [alone], policies: [vault] });
    expect(await caught(prepare(issuing, issue({ kind: "mtls" })))).toMatchObject({ code: "CANNOT_WRITE" });
    expect(await caught(prepare(issuing, bound("nobody")))).toMatchObject({ code: "NOT_FOUND" });
    const id = await added(issuing, await pem("self-signed.cert"));
    const intent = { ...bound(id), policies: [vault, plan].map(named), apis: [alone.api_definition.api_id] };
    expect(await caught(prepare(issuing, intent))).toMatchObject({
      code: "CANNOT_WRITE",
      message: expect.stringContaining("Vault asks for a certificate alone"),
    });
  });
});
