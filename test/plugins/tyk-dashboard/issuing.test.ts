import { createHmac } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { accessPolicy, anApi, limitPolicy } from "../../../fixtures/tyk-dashboard/builders.ts";
import { caught } from "../../helpers/caught.ts";
import { isLetIn, SWITCHED_ON } from "../../helpers/consumer.ts";
import { closeDashboards } from "../../helpers/open-dashboard.ts";
import {
  apply,
  carryOut,
  hold,
  issue,
  list,
  named,
  openIssuing,
  plan,
  prepare,
  product,
  sessionOf,
} from "./issuing-dashboard.ts";

afterEach(closeDashboards);

describe("an issued key", () => {
  test("is a whole session with the Products before the Plan, and all that travels with it", async () => {
    const issuing = await openIssuing();
    const expiresAt = "2099-01-01T00:00:00.000Z";
    const { credential } = await hold(issuing, issue({ expiresAt }));
    expect(sessionOf(issuing, credential.handle)).toMatchObject({
      apply_policies: [product, plan].map((policy) => named(policy).reference),
      alias: "dev@example.org",
      tags: ["portico-one", "team:blue"],
      meta_data: { team: "blue", tier: "gold", portico_mark: "portico-one", portico_owner: "Example Ltd" },
      expires: Date.parse(expiresAt) / 1000,
      org_id: "5e9d9544a1dcd60001d0ed20",
      is_inactive: false,
    });
    expect(credential).toMatchObject({
      owner: "Example Ltd",
      expiresAt,
      metadata: { team: "blue", support: "24/7" },
    });
  });

  test("never expires when nothing says so", async () => {
    const issuing = await openIssuing();
    const { credential } = await hold(issuing);
    expect([credential.expiresAt, sessionOf(issuing, credential.handle)["expires"]]).toEqual([null, -1]);
  });

  test("names policies by the id that keys know, custom ones included", async () => {
    const api = anApi({ name: "Custom" });
    const custom = accessPolicy({ id: "b64~Y3VzdG9t_policy", apis: [api] });
    const issuing = await openIssuing({ apis: [api], policies: [custom] });
    const held = await hold(issuing, issue({ policies: [custom, plan].map(named) }));
    expect(held.credential.policies[0]).toBe("b64~Y3VzdG9t_policy");
    expect(await isLetIn(issuing.dashboard, "/custom/1", held.value)).toBe(true);
  });

  test("is not issued without limits when its Plan is gone", async () => {
    const issuing = await openIssuing();
    issuing.dashboard.state.policies.remove(named(plan).policyId);
    expect(await caught(prepare(issuing, issue()))).toMatchObject({ code: "NOT_FOUND" });
    expect(issuing.dashboard.state.keys.all()).toEqual([]);
  });

  test("is refused when a policy moved between proposal and issue", async () => {
    const issuing = await openIssuing();
    const proposal = await prepare(issuing, issue());
    issuing.dashboard.state.policies.change(named(plan).policyId, { rate: 1 });
    const error = await caught(apply(issuing, issue(), proposal));
    expect(error).toMatchObject({ code: "WRITE_CONFLICT", message: expect.stringContaining("rate") });
    expect(issuing.dashboard.state.keys.all()).toEqual([]);
  });

  test("says beforehand when a policy is asleep, and when it sets an expiry of its own", async () => {
    const trial = limitPolicy({ name: "Trial", key_expires_in: 86_400 });
    const asleep = accessPolicy({ name: "Asleep", apis: [anApi()], state: "draft", active: false });
    const issuing = await openIssuing({ apis: [anApi()], policies: [trial, asleep] });
    const { affects } = await prepare(issuing, issue({ policies: [asleep, trial].map(named) }));
    expect(affects.join("\n")).toContain("Asleep is a draft at the Dashboard");
    expect(affects.join("\n")).toContain("Trial lets keys live for 1 day");
  });

  test("needs no organisation that is configured or can be seen", async () => {
    const issuing = await openIssuing();
    expect((await hold(issuing)).credential.isActive).toBe(true);
  });

  test("is not lost when it cannot be read back", async () => {
    const issuing = await openIssuing();
    const proposal = await prepare(issuing, issue());
    issuing.dashboard.faults.set({ kind: "serverError", method: "GET", path: /^\/api\/keys\/eyJ/u });
    const last = (await apply(issuing, issue(), proposal)).at(-1);
    expect(last).toMatchObject({ step: "credential", secret: { value: expect.stringMatching(/^eyJ/u) } });
  });

  test("is unknown after an empty 200, which sparse sessions once got", async () => {
    const issuing = await openIssuing();
    const proposal = await prepare(issuing, issue());
    issuing.dashboard.faults.set({ kind: "empty", method: "POST", path: "/api/keys" });
    expect(await caught(apply(issuing, issue(), proposal))).toMatchObject({ code: "OUTCOME_UNKNOWN" });
  });

  test("is refused in the gateway's words", async () => {
    const issuing = await openIssuing();
    const proposal = await prepare(issuing, issue());
    const message = "Failed to create key - key has no valid policies to be applied";
    issuing.dashboard.faults.set({ kind: "serverError", message, method: "POST", path: "/api/keys" });
    const error = await caught(apply(issuing, issue(), proposal));
    expect(error).toMatchObject({ code: "WRITE_REFUSED", message: expect.stringContaining(message) });
  });

  test("that is chosen needs eight characters", async () => {
    const issuing = await openIssuing();
    const error = await caught(prepare(issuing, issue({ chosen: { key: "short" } })));
    expect(error).toMatchObject({ code: "CANNOT_WRITE" });
    expect(JSON.stringify(error)).not.toContain('short"');
  });

  test("is not looked for in what an error of the Dashboard repeats", async () => {
    const issuing = await openIssuing();
    const intent = issue({ chosen: { key: "a-key-that-is-repeated" } });
    const proposal = await prepare(issuing, intent);
    const message = "Failed to create key - a-key-that-is-repeated is not to be had";
    issuing.dashboard.faults.set({ kind: "serverError", message, method: "POST" });
    const error = await caught(apply(issuing, intent, proposal));
    expect(JSON.stringify([error.message, error.hint, issuing.logged])).not.toContain(
      "a-key-that-is-repeated",
    );
  });
});

describe("a basic-auth user", () => {
  const basic = anApi({ name: "Reports", auth: "basic" });
  const access = accessPolicy({ name: "Reports", apis: [basic] });
  const open = (switches = {}) => openIssuing({ apis: [basic], policies: [access] }, switches);
  const user = issue({
    kind: "basic",
    policies: [access, plan].map(named),
    chosen: { username: "jane", password: "correct horse" },
  });
  const authorization = (name: string, password: string) =>
    `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

  test("gets in with name and password, and is found and revoked by name whatever the switches", async () => {
    for (const switches of [SWITCHED_ON, {}, { hashKeys: false }]) {
      const issuing = await open(switches);
      const { proposal, steps, last } = await carryOut(issuing, user);
      if (last.step !== "credential" || last.credential === null) throw new Error("no credential");
      expect(last.secret).toMatchObject({ value: "correct horse", identifier: "jane" });
      expect(last.credential).toMatchObject({ kind: "basic", handle: "jane", tail: null });
      expect(JSON.stringify([proposal, steps.slice(0, -1), last.credential, issuing.logged])).not.toContain(
        "correct horse",
      );
      expect(await isLetIn(issuing.dashboard, "/reports/1", authorization("jane", "correct horse"))).toBe(
        true,
      );
      const { kind, mark, handle, alias } = last.credential;
      const revoking = { op: "revoke", target: { kind, mark, handle, alias }, apis: [] } as const;
      expect((await carryOut(issuing, revoking)).proposal.requests).toHaveLength(1);
      expect(await isLetIn(issuing.dashboard, "/reports/1", authorization("jane", "correct horse"))).toBe(
        false,
      );
      expect((await carryOut(issuing, revoking)).proposal.requests).toEqual([]);
    }
  });

  test("is not put in place of one with the same name, nor taken for one later", async () => {
    const issuing = await open(SWITCHED_ON);
    const { credential } = await hold(issuing, user);
    expect(await caught(prepare(issuing, { ...user, mark: "portico-two" }))).toMatchObject({
      code: "NAME_TAKEN",
    });
    issuing.dashboard.state.keys.clear();
    await hold(issuing, { ...user, mark: "portico-two" });
    const { kind, mark, handle, alias } = credential;
    const target = { kind, mark, handle, alias };
    expect((await prepare(issuing, { op: "revoke", target, apis: [] })).requests).toEqual([]);
    expect(issuing.dashboard.state.keys.all()).toHaveLength(1);
  });

  test("gets a name and a password when none is chosen", async () => {
    const issuing = await open(SWITCHED_ON);
    const held = await hold(issuing, { ...user, chosen: {} });
    expect([held.identifier, held.value.length]).toEqual(["portico-one", 32]);
    expect(await isLetIn(issuing.dashboard, "/reports/1", authorization("portico-one", held.value))).toBe(
      true,
    );
    expect(await list(issuing)).toMatchObject([
      { kind: "basic", handle: "portico-one", mark: "portico-one" },
    ]);
  });
});

test("a key for signatures comes with the secret that signs", async () => {
  const signed = anApi({ name: "Orders", auth: "hmac" });
  const access = accessPolicy({ name: "Orders", apis: [signed] });
  const issuing = await openIssuing({ apis: [signed], policies: [access] });
  const { value, identifier } = await hold(
    issuing,
    issue({ kind: "hmac", policies: [access, plan].map(named) }),
  );
  const date = new Date().toUTCString();
  const signature = encodeURIComponent(createHmac("sha512", value).update(`date: ${date}`).digest("base64"));
  const authorization = `Signature keyId="${identifier}",algorithm="hmac-sha512",headers="date",signature="${signature}"`;
  const response = await fetch(`${issuing.dashboard.gateway.url}/orders/1`, {
    headers: { authorization, date },
  });
  expect(response.status).toBe(200);
  expect(JSON.stringify(await list(issuing))).not.toContain(value);
});

describe("a token of an identity provider", () => {
  const policies = [product, plan].map((policy) => named(policy).reference);
  const mapped = {
    scopes: { jwt: { scope_claim_name: "scp", scope_to_policy: { read: policies[0], gold: policies[1] } } },
  };

  test.each([
    ["scopes that map to the policies", mapped, 'the claim "scp" has to hold read gold'],
    [
      "scopes that map to others",
      { jwt_scope_to_policy_mapping: { read: policies[0] } },
      `map scopes to ${policies[1]}`,
    ],
    ["a claim for one policy", { jwt_policy_field_name: "pol" }, 'the claim "pol" holds one policy only'],
    ["policies that every token gets", { jwt_default_policies: policies }, "every token gets the policies"],
    ["nothing that names one", {}, "no claim names a policy yet"],
  ])("needs no request; with %s it is said what it has to hold", async (_, members, text) => {
    const api = anApi({ name: "Ledger", auth: "jwt" });
    const whole = { ...api, api_definition: { ...api.api_definition, ...members } };
    const issuing = await openIssuing({ apis: [whole] });
    const { proposal, last } = await carryOut(
      issuing,
      issue({ kind: "jwt", apis: [api.api_definition.api_id] }),
    );
    expect(proposal.requests).toEqual([]);
    expect(proposal.affects.join("\n")).toContain(text);
    expect(last).toEqual({ step: "credential", credential: null, secret: null });
  });
});
