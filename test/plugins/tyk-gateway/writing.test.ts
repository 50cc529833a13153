import { afterEach, expect, test } from "vitest";
import { accessPolicy, anApi, limitPolicy } from "../../../fixtures/tyk-dashboard/builders.ts";
import type { WriteIntent } from "../../../src/core/write.ts";
import { applied, carriedOut, proposed } from "../../helpers/carried-out.ts";
import { caught } from "../../helpers/caught.ts";
import { closeGateways, openGateway } from "../../helpers/open-gateway.ts";

afterEach(closeGateways);

const payments = anApi({ name: "Payments #finance" });
const PAYMENTS = payments.api_definition.api_id;
const foreign = anApi({ name: "Foreign", organisationId: "b".repeat(24) });
const PRODUCT = "a".repeat(24);
const product = accessPolicy({ _id: PRODUCT, name: "Gold access", apis: [payments] });
const data = { apis: [payments.api_definition], policies: [product, limitPolicy({ name: "Gold" })] };

const newPlan: WriteIntent = {
  op: "create",
  kind: "plan",
  name: "Silver",
  tags: [],
  rate: { count: 5, per: { every: 1, unit: "minute" } },
  quota: null,
  keyLifetime: null,
  metadata: {},
};
const newProduct = (...apis: readonly string[]): WriteIntent => ({
  op: "create",
  kind: "product",
  name: "Silver access",
  tags: [],
  apis: apis.map((id) => ({ id, name: "", versions: [] })),
  metadata: {},
});
const rename: WriteIntent = { op: "edit", kind: "product", policyId: PRODUCT, set: { name: "Other" } };
const remove: WriteIntent = { op: "delete", kind: "product", policyId: PRODUCT };

test("a new policy has an id of its own making, the organisation of its APIs, and nothing that a gateway drops", async () => {
  const { connect, gateway, writes } = await openGateway(data);
  const { policy } = await carriedOut(await connect(), newProduct(PAYMENTS));
  const { last_updated: at, ...sent } = gateway.store.policyFiles.get(policy?.id ?? "") ?? {};
  expect(policy?.id).toMatch(/^[0-9a-f]{24}$/u);
  expect(at).toMatch(/^\d{10}$/u);
  expect(sent).toMatchObject({ id: policy?.id, org_id: payments.api_definition.org_id, active: true });
  expect(sent["access_rights"]).toEqual({
    [PAYMENTS]: { api_id: PAYMENTS, api_name: "Payments #finance", versions: ["Default"] },
  });
  expect(writes()).toEqual(["POST /tyk/policies"]);
});

test("a proposal shows the id that its policy will have", async () => {
  const { connect } = await openGateway(data);
  const connection = await connect();
  const proposal = await proposed(connection, newPlan);
  const last = (await applied(connection, { intent: newPlan, proposal })).at(-1);
  expect(last).toMatchObject({ policy: { id: proposal.basis["id"] } });
});

test("a policy that was written behind its back under the new id is not written over", async () => {
  const { connect, ask, writes } = await openGateway(data);
  const connection = await connect();
  const proposal = await proposed(connection, newPlan);
  const body = { ...limitPolicy({ name: "Somebody's" }), id: proposal.basis["id"] };
  await ask("/tyk/policies", { method: "POST", body });
  await ask("/tyk/reload?block=true");
  const error = await caught(applied(connection, { intent: newPlan, proposal }));
  expect([error.code, writes().length]).toEqual(["CANNOT_WRITE", 1]);
});

test("APIs of two organisations are not granted together", async () => {
  const { connect } = await openGateway({
    ...data,
    apis: [payments, foreign].map((api) => api.api_definition),
  });
  const connection = await connect();
  const both = await caught(proposed(connection, newProduct(PAYMENTS, foreign.api_definition.api_id)));
  expect(both).toMatchObject({ code: "CANNOT_WRITE", hint: "Grant APIs of one organisation." });
  const none = await caught(proposed(connection, newPlan));
  expect(none.hint).toContain("Set organisationId");
  const told = await connect({ organisationId: "b".repeat(24) });
  expect((await proposed(told, newPlan)).basis["org_id"]).toBe("b".repeat(24));
});

test("an edit that somebody wrote and has not loaded yet is a conflict, and not lost", async () => {
  const { connect, ask, gateway } = await openGateway(data);
  const connection = await connect();
  const proposal = await proposed(connection, rename);
  const { json } = await ask(`/tyk/policies/${PRODUCT}`);
  await ask(`/tyk/policies/${PRODUCT}`, { method: "PUT", body: { ...Object(json), tags: ["theirs"] } });
  const error = await caught(applied(connection, { intent: rename, proposal }));
  expect(error.code).toBe("WRITE_CONFLICT");
  expect(error.message).toContain('tags: [] → ["theirs"]');
  expect(gateway.store.policyFiles.get(PRODUCT)?.["tags"]).toEqual(["theirs"]);
});

test("a write is loaded before it is read back", async () => {
  const { connect, gateway } = await openGateway(data);
  await carriedOut(await connect(), newPlan);
  const seen = gateway.requests.map(({ method, path }) => `${method} ${path}`);
  const post = seen.indexOf("POST /tyk/policies");
  expect(seen.slice(post, post + 2)).toEqual(["POST /tyk/policies", "GET /tyk/reload"]);
});

test("with reload: group the other nodes are told, too", async () => {
  const { connect, gateway } = await openGateway(data);
  await carriedOut(await connect({ options: { reload: "group" } }), newPlan);
  const reloads = gateway.requests.filter(({ path }) => path.startsWith("/tyk/reload"));
  expect(reloads.map(({ path, query }) => [path, query["block"]])).toEqual([
    ["/tyk/reload/group", undefined],
    ["/tyk/reload", "true"],
  ]);
});

test("writes at the same time share their reloads", async () => {
  const { connect, gateway } = await openGateway({ ...data, reloadIntervalMs: 50 });
  const connection = await connect();
  const names = ["one", "two", "three", "four", "five", "six"];
  const before = gateway.store.loads();
  const made = await Promise.all(names.map((name) => carriedOut(connection, { ...newPlan, name })));
  expect(made.map(({ policy }) => policy?.name)).toEqual(names);
  expect(gateway.store.loads() - before).toBeLessThan(names.length);
});

test("a gateway without policy_path says ok and never loads it: that is told", async () => {
  const { connect } = await openGateway({ ...data, hasPolicyPath: false });
  const error = await caught(carriedOut(await connect(), newPlan));
  expect(error.code).toBe("OUTCOME_UNKNOWN");
  expect(error.message).toMatch(
    /^The gateway says that it is done, but the policy \w+ cannot be read back\. .*policies\.policy_path/u,
  );
});

test("the file of a policy that has another name is not deleted, and the reason is said", async () => {
  const { connect, gateway } = await openGateway(data);
  gateway.store.policyFiles.set("gold", gateway.store.policyFiles.get(PRODUCT) ?? {});
  gateway.store.policyFiles.delete(PRODUCT);
  const error = await caught(carriedOut(await connect(), remove));
  expect(error.code).toBe("WRITE_REFUSED");
  expect(error.message).toContain('500 Internal Server Error: "Delete failed"');
  expect(error.hint).toContain("a file of another name");
});

test("a policy that vanishes while it is deleted has been deleted", async () => {
  const { connect, gateway } = await openGateway(data);
  const connection = await connect();
  const proposal = await proposed(connection, remove);
  gateway.faults.set({
    kind: "answer",
    method: "DELETE",
    status: 500,
    body: JSON.stringify({ status: "error", message: "Delete failed" }),
    takesEffect: true,
  });
  const last = (await applied(connection, { intent: remove, proposal })).at(-1);
  expect(last).toMatchObject({ step: "written", policy: null });
});

test("a policy is put back under its id, unless another one has it by now", async () => {
  const { connect, ask, writes } = await openGateway(data);
  const connection = await connect();
  const { removed } = await carriedOut(connection, remove);
  const restore: WriteIntent = {
    op: "restore",
    kind: "product",
    name: "Gold access",
    record: removed ?? "",
  };
  expect((await proposed(connection, restore)).loses).toEqual([]);
  await ask("/tyk/policies", { method: "POST", body: { id: PRODUCT, name: "Another" } });
  await ask("/tyk/reload?block=true");
  expect((await caught(proposed(connection, restore))).code).toBe("CANNOT_WRITE");
  await ask(`/tyk/policies/${PRODUCT}`, { method: "DELETE" });
  await ask("/tyk/reload?block=true");
  const { policy } = await carriedOut(connection, restore);
  expect([policy?.id, policy?.name]).toEqual([PRODUCT, "Gold access"]);
  expect(writes().at(-1)).toBe("POST /tyk/policies");
});

test("a gateway whose policies a Dashboard keeps is not written to, and the reason stands by each capability", async () => {
  const { connect } = await openGateway({ ...data, policySource: "service" });
  const connection = await connect();
  const reason =
    "This gateway takes its policies from a Dashboard (policies.policy_source: service): change them there.";
  expect(connection.capabilities.can.writeProducts).toEqual({ available: false, reason });
  expect(connection.capabilities.can.deletePolicies).toEqual({ available: false, reason });
  const error = await caught(carriedOut(connection, newPlan));
  expect([error.code, error.message]).toEqual(["CANNOT_WRITE", reason]);
});
