import { afterEach, describe, expect, test } from "vitest";
import { accessPolicy, anApi, aPolicy, limitPolicy } from "../../../fixtures/tyk-dashboard/builders.ts";
import type { GatewayOptions } from "../../../fixtures/tyk-gateway/server.ts";
import { caught } from "../../helpers/caught.ts";
import { isLetIn } from "../../helpers/consumer.ts";
import { closeGateways, openGateway, type OpenGateway } from "../../helpers/open-gateway.ts";
import {
  carryOut,
  hold,
  issue,
  move,
  list,
  named,
  plan,
  prepare,
  revoke,
  type Held,
  type Issuing,
} from "../tyk-dashboard/issuing-dashboard.ts";

afterEach(closeGateways);

const invoices = anApi({ name: "Invoices", auth: "oauth" });
const refunds = anApi({ name: "Refunds", auth: "oauth" });
const both = [invoices, refunds];
const access = accessPolicy({ name: "Money access", apis: both });
const gold = aPolicy({ name: "Money gold", apis: both, rate: 1000, per: 60 });
const slow = limitPolicy({ name: "Slow", rate: 1, per: 60 });
const slower = aPolicy({ name: "Money slow", apis: both, rate: 1, per: 60 });
const apis = both.map(({ api_definition: { api_id: id } }) => id);
const client = issue({
  kind: "oauth2",
  policies: [access, plan].map(named),
  apis,
  chosen: { redirectUri: "https://app.example.org/back" },
});

type Opened = OpenGateway & Pick<Issuing, "connection">;

async function opened(options: GatewayOptions = {}): Promise<Opened> {
  const open = await openGateway({
    apis: both.map((api) => api.api_definition),
    policies: [access, plan, gold, slow, slower],
    ...options,
  });
  return { ...open, connection: await open.connect() };
}

async function tokenFor(
  { gateway }: OpenGateway,
  { identifier, value }: Held,
  path: string,
): Promise<string> {
  const response = await fetch(`${gateway.url}${path}/oauth/token/`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${identifier}:${value}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  const body: unknown = await response.json();
  return typeof body === "object" && body !== null && "access_token" in body ? String(body.access_token) : "";
}

function tokensOf({ connection }: Opened, { credential }: Held) {
  return connection.tokens?.(credential, credential.apis, new AbortController().signal);
}

describe("an OAuth client of a gateway", () => {
  test("is made at each API of its Product, and gets tokens that let it in there", async () => {
    const open = await opened();
    const held = await hold(open, client);
    expect(open.writes()).toEqual(["POST /tyk/oauth/clients/create", "POST /tyk/oauth/clients/create"]);
    expect(held.credential).toMatchObject({
      kind: "oauth2",
      mark: "portico-one",
      handle: held.identifier,
      owner: "Example Ltd",
      policies: [named(gold).reference],
      apis,
    });
    for (const path of ["/invoices", "/refunds"]) {
      const token = await tokenFor(open, held, path);
      expect(await isLetIn(open, `${path}/1`, `Bearer ${token}`)).toBe(true);
    }
    const listed = await list(open);
    expect(listed).toMatchObject([{ kind: "oauth2", handle: held.identifier, tail: null }]);
    expect(listed[0]?.apis.toSorted()).toEqual(apis.toSorted());
    const tokens = await tokensOf(open, held);
    expect(tokens).toHaveLength(2);
    expect(JSON.stringify([listed, tokens])).not.toContain(held.value);
  });

  test("gets another policy with a move: id and secret stay, tokens end", async () => {
    const open = await opened();
    const held = await hold(open, client);
    const before = await tokenFor(open, held, "/invoices");
    const plans = { former: { tier: "gold" }, metadata: { desk: ["mail"] } };
    const intent = move(held, { apis, policies: [access, slow].map(named), ...plans });
    const { proposal, last } = await carryOut(open, intent);
    expect(proposal.affects.join()).toContain("its tokens end");
    expect(JSON.stringify(proposal)).not.toContain(held.value);
    expect(last).toMatchObject({
      credential: { handle: held.identifier, policies: [named(slower).reference], owner: "Example Ltd" },
    });
    expect((await list(open))[0]?.metadata).toEqual({ team: "blue", desk: '["mail"]' });
    expect(await isLetIn(open, "/invoices/1", `Bearer ${before}`)).toBe(false);
    const after = await tokenFor(open, held, "/invoices");
    expect(await isLetIn(open, "/invoices/1", `Bearer ${after}`)).toBe(true);
    expect((await carryOut(open, intent)).proposal.requests).toEqual([]);
  });

  test("ends with its tokens at every API, by its own secret, and is gone the second time", async () => {
    const open = await opened();
    const held = await hold(open, client);
    const other = await hold(open, { ...client, mark: "portico-two" });
    const token = await tokenFor(open, held, "/invoices");
    const kept = await tokenFor(open, other, "/invoices");
    const { proposal } = await carryOut(open, revoke(held, { apis }));
    expect(proposal.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /tyk/oauth/revoke_all",
      ...apis.map((id) => `DELETE /tyk/oauth/clients/${id}/${held.identifier}`),
    ]);
    expect(JSON.stringify(proposal)).not.toContain(held.value);
    expect(await isLetIn(open, "/invoices/1", `Bearer ${token}`)).toBe(false);
    expect(await isLetIn(open, "/invoices/1", `Bearer ${kept}`)).toBe(true);
    expect((await carryOut(open, revoke(held, { apis }))).proposal.requests).toEqual([]);
  });

  test("is refused where no policy holds what Product and Plan do together", async () => {
    const open = await opened({ policies: [access, plan] });
    expect(await caught(prepare(open, client))).toMatchObject({
      code: "CANNOT_WRITE",
      hint: expect.stringContaining("Create a policy at the gateway"),
    });
  });
});
