import { afterEach, expect, test } from "vitest";
import { accessPolicy, anApi, anMcp, grant, limitPolicy } from "../../../fixtures/tyk-dashboard/builders.ts";
import type { GatewayOptions } from "../../../fixtures/tyk-gateway/server.ts";
import type { ProviderSettings } from "../../../src/host/host.ts";
import type { Snapshot } from "../../../src/plugin/contract.ts";
import { caught } from "../../helpers/caught.ts";
import { checkSteps, readAll } from "../../helpers/open-dashboard.ts";
import { closeGateways, openGateway } from "../../helpers/open-gateway.ts";

afterEach(closeGateways);

const payments = anApi({ name: "Payments", auth: ["key", "mtls"] });
const orders = anApi({ name: "Orders", auth: "jwt", oas: true, organisationId: "b".repeat(24) });
const policies = [
  accessPolicy({ _id: "", id: "gold-access", name: "Gold access", apis: [payments] }),
  accessPolicy({ id: "asleep", active: false, is_inactive: false }),
  accessPolicy({ id: "awake", active: false, is_inactive: false, apis: [payments] }),
  accessPolicy({ id: "denied", is_inactive: true }),
  limitPolicy({ id: "gold", name: "Gold", org_id: "b".repeat(24) }),
];
const data: GatewayOptions = { apis: [payments.api_definition, orders.api_definition], policies };

async function read(options: GatewayOptions, changes: Partial<ProviderSettings> = {}): Promise<Snapshot> {
  const { connect } = await openGateway(options);
  return readAll(await connect(changes));
}

test("policies and APIs are read from bare lists, in the order of their ids", async () => {
  const { apis, policies: found } = await read(data);
  expect(found.map(({ id, reference, state }) => [id, reference, state])).toEqual([
    ["asleep", "asleep", "draft"],
    ["awake", "awake", "active"],
    ["denied", "denied", "denied"],
    ["gold", "gold", "active"],
    ["gold-access", "gold-access", "active"],
  ]);
  expect(new Map(apis.map(({ name, authMethods }) => [name, authMethods]))).toEqual(
    new Map([
      ["Payments", ["apiKey", "mtls"]],
      ["Orders", ["jwt"]],
    ]),
  );
});

test("with an organisation only what belongs to it is read", async () => {
  const { apis, policies: found } = await read(data, { organisationId: "b".repeat(24) });
  expect([apis.map(({ name }) => name), found.map(({ id }) => id)]).toEqual([["Orders"], ["gold"]]);
});

test("an organisation that nothing belongs to is a mistake, and no empty Provider", async () => {
  const error = await caught(read(data, { organisationId: "c".repeat(24) }));
  expect(error.code).toBe("ORGANISATION_MISMATCH");
  expect(error.message).toContain("b".repeat(24));
});

test("a grant to an MCP proxy is recognised by the proxy's id, and a gateway before 5.13 has none", async () => {
  const mcp = anMcp();
  const toMcp = accessPolicy({ id: "mcp", apis: [grant(mcp)] });
  const options = { policies: [toMcp], mcps: [mcp] };
  expect((await read(options)).policies[0]?.excluded?.reason).toBe("mcp");
  expect((await read({ ...options, hasMcps: false })).policies[0]?.excluded).toBeNull();
});

test("a policy that was written but not loaded is not there yet", async () => {
  const { connect, ask } = await openGateway();
  const connection = await connect();
  const added = await ask("/tyk/policies", { method: "POST", body: { id: "late", name: "Late" } });
  expect(added).toEqual({ status: 200, json: { key: "late", status: "ok", action: "added" } });
  expect((await readAll(connection)).policies).toEqual([]);
  await ask("/tyk/reload?block=true");
  expect((await readAll(connection)).policies.map(({ id }) => id)).toEqual(["late"]);
});

test.each<[string, Partial<ProviderSettings>, string]>([
  ["another secret is not accepted", { secret: "not this" }, "NOT_AUTHORISED"],
  ["no secret is said before anything is asked", { secret: null }, "SECRET_UNAVAILABLE"],
])("%s", async (_, changes, code) => {
  const { connect } = await openGateway();
  expect((await caught(connect(changes))).code).toBe(code);
});

test.each([
  ["an HTML page", { kind: "html" }, "with an HTML page"],
  ["a Dashboard", { kind: "serverError", status: 400, message: "No." }, "in the words of a Dashboard"],
] as const)("%s is no gateway", async (_, fault, seen) => {
  const { connect, gateway } = await openGateway();
  const connection = await connect();
  gateway.faults.set(fault);
  const error = await caught(readAll(connection));
  expect(error.code).toBe("WRONG_SERVICE");
  expect(error.message).toContain(seen);
});

test("it tells its version, and that a gateway has neither users nor usage", async () => {
  const { connect } = await openGateway({ version: "5.8.1" });
  const { identity, can } = (await connect()).capabilities;
  expect(identity).toEqual({ product: "Tyk Gateway", version: "5.8.1", organisationId: null, user: null });
  expect([can.writePlans.available, can.readUsers, can.readUsage]).toEqual([
    true,
    { available: false, reason: "A gateway has no users: whoever has its secret may do everything." },
    { available: false, reason: "A gateway keeps no analytics: it hands them to a pump." },
  ]);
});

test("a check answers each question by a request", async () => {
  const { connect } = await openGateway(data);
  const steps = await checkSteps(await connect({ organisationId: "b".repeat(24) }));
  expect(steps.map(({ id, outcome }) => `${id}: ${outcome}`)).toEqual([
    "reachable: ok",
    "health: ok",
    "secret: ok",
    "policies: ok",
    "apis: ok",
    "organisation: ok",
    "keys: ok",
    "writing: ok",
    "policy-path: unknown",
  ]);
});

test("a check warns of several organisations, of Redis, of keys and of a Dashboard that keeps the policies", async () => {
  const { connect, gateway } = await openGateway({
    ...data,
    policySource: "service",
    listsHashedKeys: false,
  });
  const connection = await connect();
  const details = { redis: { status: "fail", componentType: "datastore" } };
  const body = JSON.stringify({ status: "fail", version: "5.14.0", details });
  gateway.faults.set({ kind: "answer", path: "/hello", status: 200, body });
  const steps = await checkSteps(connection);
  expect(steps.filter(({ outcome }) => outcome === "warn").map(({ id, seen }) => `${id}: ${seen}`)).toEqual([
    "health: Tyk Gateway 5.14.0, but redis: fail",
    `organisation: policies and APIs belong to several: 5e9d9544a1dcd60001d0ed20, ${"b".repeat(24)}`,
    "keys: The gateway does not list keys: they are hashed, and enable_hashed_keys_listing is off",
    "writing: This gateway takes its policies from a Dashboard (policies.policy_source: service): change them there.",
  ]);
});

test("a check ends where nothing more can be told", async () => {
  const { connect, gateway } = await openGateway(data);
  const connection = await connect();
  const body = JSON.stringify({
    status: "error",
    message: "Attempted administrative access with invalid or missing key!",
  });
  gateway.faults.set({ kind: "answer", path: /^\/tyk\//u, status: 403, body });
  const steps = await checkSteps(connection);
  expect(steps.map(({ id, outcome }) => `${id}: ${outcome}`)).toEqual([
    "reachable: ok",
    "health: ok",
    "secret: fail",
  ]);
});

test("a gateway that refuses the secret is checked all the same", async () => {
  const { check } = await openGateway(data);
  const steps = await check({ secret: "not this one" });
  expect(steps.map(({ id, outcome }) => `${id}: ${outcome}`)).toEqual([
    "reachable: ok",
    "health: ok",
    "secret: fail",
  ]);
});
