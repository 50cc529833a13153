import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, test } from "vitest";
import { accessPolicy, anApi } from "../../../fixtures/tyk-dashboard/builders.ts";
import type { GatewayOptions } from "../../../fixtures/tyk-gateway/server.ts";
import { caught } from "../../helpers/caught.ts";
import { isLetIn } from "../../helpers/consumer.ts";
import { closeGateways, openGateway, type OpenGateway } from "../../helpers/open-gateway.ts";
import {
  apply,
  carryOut,
  hold,
  issue,
  list,
  named,
  payments,
  plan,
  prepare,
  product,
  revoke,
  silver,
  type Issuing,
} from "../tyk-dashboard/issuing-dashboard.ts";

afterEach(closeGateways);

const ORGANISATION = "5e9d9544a1dcd60001d0ed20";
const data = { apis: [payments.api_definition], policies: [product, plan, silver] };

type Opened = OpenGateway & Pick<Issuing, "connection">;

async function opened(options: GatewayOptions = {}): Promise<Opened> {
  const open = await openGateway({ ...data, ...options });
  return { ...open, connection: await open.connect() };
}

/** An API that wants credentials of another kind, and a Product that grants it. */
function other(members: Readonly<Record<string, unknown>>) {
  const api = anApi({ name: "Other", definition: { use_standard_auth: false, ...members } });
  const policy = accessPolicy({ name: "Other access", apis: [api] });
  return {
    gateway: { apis: [api.api_definition], policies: [policy, plan] },
    issue: (changes: Partial<Parameters<typeof issue>[0]>) =>
      issue({ apis: [api.api_definition.api_id], policies: [policy, plan].map(named), ...changes }),
  };
}

function pem(file: string): Promise<string> {
  return readFile(new URL(`../../../fixtures/tyk-dashboard/tls/${file}.pem`, import.meta.url), "utf8");
}

async function uploaded(open: Opened): Promise<string> {
  const { last } = await carryOut(open, { op: "addCertificate", pem: await pem("self-signed.cert") });
  if (last.step !== "certificate" || last.certificate === null) throw new Error("no certificate");
  return last.certificate.id;
}

describe("a key", () => {
  test("goes to the organisation of its APIs, whole", async () => {
    const open = await opened();
    const { credential } = await hold(open);
    const key = open.gateway.served.state.keys.get(credential.handle ?? "");
    expect(key?.session).toMatchObject({
      org_id: ORGANISATION,
      alias: "dev@example.org",
      apply_policies: [product, plan].map((policy) => named(policy).reference),
    });
    expect(open.writes()).toEqual(["POST /tyk/keys/create"]);
  });

  test("is asked for by its hash in the gateway's own words", async () => {
    const open = await opened();
    const { credential } = await hold(open);
    await list(open);
    const asked = open.gateway.requests.filter(({ path }) => path === `/tyk/keys/${credential.handle}`);
    expect(asked.at(-1)?.query).toEqual({ hashed: "true" });
  });

  test("is not made where nothing says whose it is", async () => {
    const foreign = anApi({ name: "Foreign", organisationId: "b".repeat(24) });
    const open = await opened({ apis: [payments.api_definition, foreign.api_definition] });
    const apis = [payments, foreign].map(({ api_definition: { api_id: id } }) => id);
    expect(await caught(prepare(open, issue({ apis })))).toMatchObject({
      code: "CANNOT_WRITE",
      message: expect.stringContaining("several organisations"),
    });
  });

  test("of somebody else's organisation is not listed", async () => {
    const open = await opened();
    await hold(open);
    const connection = await open.connect({ organisationId: "b".repeat(24) });
    expect([(await list(open)).length, (await list({ connection })).length]).toEqual([1, 0]);
  });

  test("that is not listed is told of with the switch", async () => {
    const open = await opened({ listsHashedKeys: false });
    expect(open.connection.capabilities.can.listCredentials).toEqual({
      available: false,
      reason: "The gateway does not list keys: they are hashed, and enable_hashed_keys_listing is off.",
    });
    const held = await hold(open);
    expect((await carryOut(open, revoke(held))).last).toMatchObject({ credential: null });
    expect(await isLetIn(open, "/payments/", held.value)).toBe(false);
  });

  test("that was refused has the gateway's own words, and the key of nobody", async () => {
    const open = await opened();
    const intent = issue();
    const proposal = await prepare(open, intent);
    const message = "Failed to create key - eyJvcmciOiI1ZTlkOTU0NGExZGNkNjAwMDFkMGVkMjAifQ==";
    const body = JSON.stringify({ status: "error", message });
    open.gateway.faults.set({ kind: "answer", status: 500, body, path: "/tyk/keys/create" });
    const error = await caught(apply(open, intent, proposal));
    expect(error.code).toBe("WRITE_REFUSED");
    expect(error.message).toContain('"Failed to create key - ***"');
  });
});

test("a user has a password, is found by the name, and is not replaced by another one", async () => {
  const { gateway, issue: wanted } = other({ use_basic_auth: true });
  const open = await opened(gateway);
  const intent = wanted({ kind: "basic", chosen: { username: "ada" } });
  const held = await hold(open, intent);
  const sent = `Basic ${btoa(`ada:${held.value}`)}`;
  expect(held).toMatchObject({ identifier: "ada", credential: { handle: "ada", kind: "basic" } });
  expect(await isLetIn(open, "/other/", sent)).toBe(true);
  expect(await caught(prepare(open, { ...intent, mark: "portico-two" }))).toMatchObject({
    code: "NAME_TAKEN",
  });
  await carryOut(open, { ...revoke(held), apis: intent.apis });
  expect(await isLetIn(open, "/other/", sent)).toBe(false);
});

test.each([{}, { key: "chosen-by-an-operator" }])(
  "a key that signs has a secret of ours (chosen: %j)",
  async (chosen) => {
    const { gateway, issue: wanted } = other({ enable_signature_checking: true });
    const open = await opened(gateway);
    const { proposal, last, steps } = await carryOut(open, wanted({ kind: "hmac", chosen }));
    if (last.step !== "credential" || last.secret === null) throw new Error("no secret");
    const { value, identifier } = last.secret;
    const date = new Date().toUTCString();
    const digest = encodeURIComponent(createHmac("sha1", value).update(`date: ${date}`).digest("base64"));
    const authorization = `Signature keyId="${identifier}",algorithm="hmac-sha1",signature="${digest}"`;
    const { status } = await fetch(`${open.gateway.url}/other/`, { headers: { authorization, date } });
    expect(status).toBe(200);
    expect(JSON.stringify([proposal, steps.slice(0, -1), last.credential])).not.toContain(value);
  },
);

describe("a certificate", () => {
  test("is uploaded as it is, listed and deleted", async () => {
    const open = await opened();
    const id = await uploaded(open);
    expect(id).toMatch(new RegExp(`^${ORGANISATION}[0-9a-f]{64}$`, "u"));
    const listed = await open.connection.certificates?.(new AbortController().signal);
    expect(listed).toMatchObject([{ id, hasPrivateKey: false }]);
    const again = await carryOut(open, { op: "addCertificate", pem: await pem("self-signed.cert") });
    expect(again.proposal.requests).toEqual([]);
    const { last } = await carryOut(open, { op: "removeCertificate", certificateId: id });
    expect(last).toEqual({ step: "certificate", certificate: null });
    expect(open.writes()).toEqual(["POST /tyk/certs", `DELETE /tyk/certs/${id}`]);
    expect((await open.gateway.request(({ method }) => method === "POST")).type).toBe("text/plain");
  });

  test("that the gateway refuses is no fault of the secret", async () => {
    const open = await opened();
    const intent = { op: "addCertificate", pem: await pem("self-signed.cert") } as const;
    const proposal = await prepare(open, intent);
    const body = JSON.stringify({
      status: "error",
      message: "Error adding certificate: private key mismatch",
    });
    open.gateway.faults.set({ kind: "answer", status: 403, body, method: "POST" });
    expect(await caught(apply(open, intent, proposal))).toMatchObject({ code: "WRITE_REFUSED" });
  });

  test("makes one key, and takes it along", async () => {
    const { gateway, issue: wanted } = other({
      use_standard_auth: true,
      auth_configs: { authToken: { use_certificate: true } },
      client_certificates: [],
    });
    const open = await opened(gateway);
    const certificateId = await uploaded(open);
    const intent = wanted({ kind: "mtls", chosen: { certificateId } });
    const { credential } = await hold(open, intent);
    expect(credential.kind).toBe("mtls");
    expect(await caught(prepare(open, { ...intent, mark: "portico-two" }))).toMatchObject({
      code: "NAME_TAKEN",
    });
    const { proposal } = await carryOut(open, { op: "removeCertificate", certificateId });
    expect(proposal.affects).toEqual(["A key is bound to it: it is deleted, too."]);
    expect(open.gateway.served.state.keys.all()).toEqual([]);
  });
});

test("a token is explained, and nothing is sent for it", async () => {
  const { gateway, issue: wanted } = other({ enable_jwt: true, jwt_policy_field_name: "pol" });
  const open = await opened(gateway);
  const { proposal } = await carryOut(open, wanted({ kind: "jwt" }));
  expect(proposal.affects[0]).toBe("The gateway issues no tokens: the identity provider does.");
  expect(open.writes()).toEqual([]);
});
