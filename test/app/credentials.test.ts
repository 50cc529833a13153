import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  accessPolicy,
  anApi,
  dashboardData,
  limitPolicy,
  SECRET,
} from "../../fixtures/tyk-dashboard/builders.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import type { App } from "../../src/app.ts";
import type { CredentialProposal, CredentialRequest } from "../../src/core/credential-change.ts";
import { appSession, type AppSession } from "../helpers/app-session.ts";

const PAY = anApi({ name: "Pay", auth: "key" });
const PEM = readFileSync(
  new URL("../../fixtures/tyk-dashboard/tls/self-signed.cert.pem", import.meta.url),
  "utf8",
);
const ALREADY = "Acme had nothing to do: it was gone already.";

let acme: Dashboard;
let session: AppSession;
let app: App;

beforeEach(async () => {
  const policies = [
    accessPolicy({ name: "Money", tags: ["portal"], apis: [PAY] }),
    limitPolicy({ name: "Gold", tags: ["portal"] }),
    limitPolicy({ name: "Silver", tags: ["portal"] }),
  ];
  acme = await startDashboard({
    data: dashboardData({ apis: [PAY], policies }),
    enableHashedKeysListing: true,
    enableUpdateKeyByHash: true,
    enableDeleteKeyByHash: true,
  });
  session = await appSession(
    `providers:\n  - name: Acme\n    url: ${acme.url}\n    secret: "${SECRET}"\n    policyTags: [portal]\n`,
  );
  app = await session.open();
  await app.console.sync(null);
});

afterEach(async () => {
  await session.close();
  await acme.close();
});

function proposed(request: CredentialRequest, by: App = app): Promise<CredentialProposal> {
  return by.console.credentials.propose(request);
}

async function done(request: CredentialRequest, by: App = app) {
  return by.console.credentials.carryOut(await proposed(request, by));
}

async function issued(): Promise<{ readonly id: string; readonly secret: string }> {
  const { products = [], plans = [] } = app.console.state().catalogs.get("Acme") ?? {};
  const { credential, secret } = await done({
    op: "issue",
    provider: "Acme",
    products: products.map(({ policyId }) => policyId),
    plan: plans.find(({ name }) => name === "Gold")?.policyId ?? "",
    kind: null,
    owner: null,
    alias: "app-7",
    labels: {},
    chosen: {},
    force: true,
  });
  return { id: credential?.id ?? "", secret: secret?.value ?? "" };
}

function revocationOf(id: string, more: { readonly secret?: string } = {}): CredentialRequest {
  return { op: "revoke", provider: "Acme", id, force: false, ...more };
}

async function tried(key: string): Promise<number> {
  return (await fetch(`${acme.gateway.url}/pay/`, { headers: { authorization: key } })).status;
}

describe("what was proposed and is so already when it is confirmed", () => {
  it.each(["revoked by another process", "deleted at the Provider", "deleted there, and listed since"])(
    "is a credential that was %s: it is revoked, with a note",
    async (how) => {
      const { id, secret } = await issued();
      const proposal = await proposed(revocationOf(id));
      if (how === "revoked by another process") await done(revocationOf(id), await session.open());
      else for (const { hash } of acme.state.keys.all()) acme.state.keys.remove(hash);
      if (how === "deleted there, and listed since") await app.console.credentials.refresh("Acme");
      const result = await app.console.credentials.carryOut(proposal);
      expect(result).toMatchObject({ credential: { status: "revoked" }, warnings: [ALREADY] });
      expect(await tried(secret)).toBe(403);
      expect(app.console.state().events.at(-1)).toMatchObject({ outcome: "warn", hint: ALREADY });
    },
  );

  it("is a certificate that was removed, or added", async () => {
    const add = { op: "addCertificate", provider: "Acme", pem: PEM } as const;
    const addition = await proposed(add);
    const { certificate } = await done(add);
    const again = await app.console.credentials.carryOut(addition);
    expect(again).toMatchObject({
      certificate: { id: certificate?.id },
      warnings: ["Acme had nothing to do: it was so already."],
    });
    const remove = {
      op: "removeCertificate",
      provider: "Acme",
      certificateId: certificate?.id ?? "",
    } as const;
    const removal = await proposed(remove);
    await done(remove);
    expect(await app.console.credentials.carryOut(removal)).toMatchObject({ warnings: [ALREADY] });
  });

  it("is no move of a credential that somebody else has edited since", async () => {
    const { id } = await issued();
    const plans = app.console.state().catalogs.get("Acme")?.plans ?? [];
    const silver = plans.find(({ name }) => name === "Silver")?.policyId ?? "";
    const proposal = await proposed({ op: "move", provider: "Acme", id, plan: silver });
    for (const { hash, session: key } of acme.state.keys.all())
      acme.state.keys.change(hash, { session: { ...key, alias: "renamed there" } });
    await expect(app.console.credentials.carryOut(proposal)).rejects.toMatchObject({
      code: "WRITE_CONFLICT",
    });
  });
});

describe("a certificate", () => {
  it("is named by its subject when it is added and removed, and by its whole id where that is not known", async () => {
    const addition = await proposed({ op: "addCertificate", provider: "Acme", pem: PEM });
    expect(addition.title).toBe('Add certificate "CN=localhost, O=Portico test fixture" at Acme');
    const { certificate, summary } = await app.console.credentials.carryOut(addition);
    expect(summary).toBe('Added certificate "localhost"');
    const id = certificate?.id ?? "";
    const removal = await proposed({ op: "removeCertificate", provider: "Acme", certificateId: id });
    expect(removal.title).toBe('Remove certificate "localhost" at Acme');
    const removed = await app.console.credentials.carryOut(removal);
    expect(removed.summary).toBe('Removed certificate "localhost"');
    const gone = await proposed({ op: "removeCertificate", provider: "Acme", certificateId: id });
    expect(gone.title).toBe(`Remove certificate "${id}" at Acme`);
    expect(id).toHaveLength(88);
  });
});

describe("the command that does the same", () => {
  it("asks for the key on stdin where one was given, and never holds it", async () => {
    const { id, secret } = await issued();
    const plan = app.console.state().catalogs.get("Acme")?.plans[0]?.policyId ?? "";
    const requests: readonly CredentialRequest[] = [
      revocationOf(id, { secret }),
      { op: "move", provider: "Acme", id, plan, secret },
      { op: "rotate", provider: "Acme", id, graceMs: null, chosen: {}, secret },
    ];
    for (const request of requests) {
      const { command } = await proposed(request);
      expect(command).toMatch(/ --key-stdin$/u);
      expect(command).not.toContain(secret);
    }
  });
});
