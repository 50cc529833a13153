import { afterEach, describe, expect, test } from "vitest";
import { accessPolicy, anApi, aPolicy, aUser } from "../../../fixtures/tyk-dashboard/builders.ts";
import { caught } from "../../helpers/caught.ts";
import { isLetIn, SWITCHED_ON } from "../../helpers/consumer.ts";
import { closeDashboards } from "../../helpers/open-dashboard.ts";
import {
  carryOut,
  hold,
  issue,
  move,
  list,
  named,
  openIssuing,
  plan,
  prepare,
  revoke,
  type Held,
  type Issuing,
} from "./issuing-dashboard.ts";

afterEach(closeDashboards);

const invoices = anApi({ name: "Invoices", auth: "oauth" });
const access = accessPolicy({ name: "Invoices access", apis: [invoices] });
const combined = aPolicy({ name: "Invoices gold", apis: [invoices], rate: 1000, per: 60 });
const PERMISSIONS = { keys: "write", policies: "write", apis: "write", users: "read", oauth: "write" };
const client = issue({
  kind: "oauth2",
  policies: [access, plan].map(named),
  apis: [invoices.api_definition.api_id],
  chosen: { redirectUri: "https://app.example.org/back" },
});

function open(
  policies = [access, combined],
  permissions: Readonly<Record<string, string>> = PERMISSIONS,
  switches: Parameters<typeof openIssuing>[1] = SWITCHED_ON,
) {
  const users = [aUser({ user_permissions: permissions })];
  return openIssuing({ apis: [invoices], policies, users }, switches);
}

/** A Product of two APIs that give out tokens, and the policy that holds its access and its limits. */
async function openBoth() {
  const apis = [invoices, anApi({ name: "Refunds", auth: "oauth" })];
  const both = accessPolicy({ name: "Money access", apis });
  const gold = aPolicy({ name: "Money gold", apis, rate: 1000, per: 60 });
  const users = [aUser({ user_permissions: PERMISSIONS })];
  const issuing = await openIssuing({ apis, policies: [both, gold], users }, SWITCHED_ON);
  const ids = apis.map(({ api_definition: { api_id: id } }) => id);
  return { issuing, intent: { ...client, policies: [both, plan].map(named), apis: ids } };
}

function tokensOf({ connection }: Issuing, { credential }: Held) {
  return connection.tokens?.(credential, credential.apis, new AbortController().signal);
}

async function tokenFor(
  { dashboard }: Issuing,
  { identifier, value }: Held,
  path = "/invoices",
): Promise<string> {
  const response = await fetch(`${dashboard.gateway.url}${path}/oauth/token/`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${identifier}:${value}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  const body: unknown = await response.json();
  return typeof body === "object" && body !== null && "access_token" in body ? String(body.access_token) : "";
}

function ending(held: Held) {
  return revoke(held, { apis: client.apis });
}

describe("an OAuth client", () => {
  test("gets tokens that let it in, by the one policy that holds access and limits", async () => {
    const issuing = await open();
    const { proposal, steps, last } = await carryOut(issuing, client);
    if (last.step !== "credential" || last.credential === null || last.secret === null)
      throw new Error("no client");
    expect(proposal.affects.join("\n")).toContain("Invoices gold");
    expect(last.credential).toMatchObject({
      kind: "oauth2",
      mark: "portico-one",
      alias: "dev@example.org",
      owner: "Example Ltd",
      policies: [named(combined).reference],
      apis: client.apis,
    });
    const held = {
      credential: last.credential,
      value: last.secret.value,
      identifier: last.secret.identifier,
    };
    const token = await tokenFor(issuing, held);
    expect(await isLetIn(issuing.dashboard, "/invoices/1", `Bearer ${token}`)).toBe(true);
    const shown = JSON.stringify([
      proposal,
      steps.slice(0, -1),
      last.credential,
      await list(issuing),
      issuing.logged,
    ]);
    expect(shown).not.toContain(held.value);
  });

  test("takes its tokens along when it is revoked, and is gone the second time", async () => {
    const issuing = await open();
    const held = await hold(issuing, client);
    const token = await tokenFor(issuing, held);
    const { proposal } = await carryOut(issuing, ending(held));
    expect(proposal.requests.map(({ path }) => path.split("/").at(-1))).toEqual([
      "revoke_all",
      held.identifier,
    ]);
    expect(proposal.affects.join()).toContain("1 token is revoked first");
    expect(await isLetIn(issuing.dashboard, "/invoices/1", `Bearer ${token}`)).toBe(false);
    expect(issuing.dashboard.state.oauthClients.all()).toEqual([]);
    expect((await carryOut(issuing, ending(held))).proposal.requests).toEqual([]);
  });

  test("is found by its mark when its id is not known, and no other one is", async () => {
    const issuing = await open();
    const first = await hold(issuing, client);
    const second = await hold(issuing, { ...client, mark: "portico-two" });
    const target = { kind: "oauth2", mark: "portico-one", handle: null, alias: null } as const;
    await carryOut(issuing, { op: "revoke", target, apis: client.apis });
    expect(issuing.dashboard.state.oauthClients.all().map(({ clientId }) => clientId)).toEqual([
      second.identifier,
    ]);
    expect(first.identifier).not.toBe(second.identifier);
  });

  test("is listed beside the keys, its tokens are not", async () => {
    const issuing = await open();
    const held = await hold(issuing, client);
    await tokenFor(issuing, held);
    expect(await list(issuing)).toMatchObject([
      { kind: "oauth2", handle: held.identifier, apis: client.apis, tail: null },
    ]);
  });

  test("gives out tokens that are listed by their hashes, or by their ends where keys are not hashed", async () => {
    const issuing = await open();
    const held = await hold(issuing, client);
    const token = await tokenFor(issuing, held);
    const tokens = await tokensOf(issuing, held);
    expect(tokens).toEqual([
      { handle: expect.stringMatching(/^[0-9a-f]{8,64}$/u), tail: null, expiresAt: expect.any(String) },
    ]);
    const plain = await open([access, combined], PERMISSIONS, { hashKeys: false });
    const other = await hold(plain, client);
    const seen = await tokenFor(plain, other);
    const listed = JSON.stringify(await tokensOf(plain, other));
    expect(listed).toContain("sha256-");
    expect(listed).toContain("…");
    expect(listed).not.toContain(seen);
    expect(JSON.stringify([tokens, issuing.logged, plain.logged])).not.toContain(token);
  });

  test("of a Product with several APIs is one at each of them, and ends at all", async () => {
    const { issuing, intent } = await openBoth();
    const { apis } = intent;
    const { proposal } = await carryOut(issuing, { ...intent, mark: "portico-other" });
    expect(proposal.requests.map(({ path }) => path)).toEqual(apis.map((id) => `/api/apis/oauth/${id}`));
    const held = await hold(issuing, intent);
    expect(held.credential).toMatchObject({ handle: held.identifier, apis });
    for (const path of ["/invoices", "/refunds"]) {
      const token = await tokenFor(issuing, held, path);
      expect(await isLetIn(issuing.dashboard, `${path}/1`, `Bearer ${token}`)).toBe(true);
    }
    expect((await list(issuing)).map(({ mark, apis: at }) => [mark, at])).toEqual([
      ["portico-other", apis],
      ["portico-one", apis],
    ]);
    expect(await tokensOf(issuing, held)).toHaveLength(2);
    await carryOut(issuing, revoke(held, { apis }));
    expect(await list(issuing)).toHaveLength(1);
    expect(issuing.dashboard.state.keys.all()).toEqual([]);
  });

  test("that was made at one of two APIs only is not lost: it is listed, and ends", async () => {
    const { issuing, intent } = await openBoth();
    const { apis } = intent;
    const path = `/api/apis/oauth/${apis[1]}`;
    issuing.dashboard.faults.set({ kind: "serverError", method: "POST", path, status: 400, message: "No." });
    const error = await caught(carryOut(issuing, intent));
    expect(error).toMatchObject({
      code: "OUTCOME_UNKNOWN",
      message: expect.stringContaining("A first request took effect"),
    });
    const [listed] = await list(issuing);
    expect(listed).toMatchObject({ mark: "portico-one", handle: "portico-one", apis: apis.slice(0, 1) });
    const target = { kind: "oauth2", mark: "portico-one", handle: null, alias: null } as const;
    await carryOut(issuing, { op: "revoke", target, apis });
    expect(await list(issuing)).toEqual([]);
  });

  test("has one policy for life, and no end of its own: both are said", async () => {
    const issuing = await open();
    const ends = { ...client, expiresAt: "2030-01-01T00:00:00.000Z" };
    expect((await prepare(issuing, ends)).affects.join()).toContain("A client has no end at the Dashboard");
    const { credential } = await hold(issuing, client);
    const intent = move({ credential }, { apis: client.apis, policies: client.policies });
    expect(await caught(prepare(issuing, intent))).toMatchObject({
      code: "CANNOT_WRITE",
      message: expect.stringContaining("one policy for life"),
    });
  });

  test("cannot be issued when no policy holds what Product and Plan do together", async () => {
    const other = aPolicy({ name: "Slower", apis: [invoices], rate: 1, per: 60 });
    const issuing = await open([access, other]);
    const error = await caught(prepare(issuing, client));
    expect(error).toMatchObject({ code: "CANNOT_WRITE", message: expect.stringContaining("has one policy") });
    expect(error.hint).toContain("Create a policy");
  });

  test("needs the extra permission, and says so before anything is sent", async () => {
    const { oauth: _, ...portal } = PERMISSIONS;
    const issuing = await open([access, combined], portal);
    expect(issuing.connection.capabilities.can.issueOAuthClients).toMatchObject({
      available: false,
      reason: expect.stringContaining("OAuth: Write"),
    });
    const error = await caught(prepare(issuing, client));
    expect(error).toMatchObject({
      code: "PERMISSION_MISSING",
      message: expect.stringContaining("OAuth: Write"),
    });
    expect(await list(issuing)).toEqual([]);
  });
});
