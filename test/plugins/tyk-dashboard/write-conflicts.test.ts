import { afterEach, describe, expect, test } from "vitest";
import { accessPolicy, anApi, grant, limitPolicy } from "../../../fixtures/tyk-dashboard/builders.ts";
import { exactNumber } from "../../../fixtures/tyk-simulator/exact-json.ts";
import type { PolicyRecord } from "../../../fixtures/tyk-simulator/wire.ts";
import type { WriteIntent } from "../../../src/core/write.ts";
import { applied, carriedOut, proposed } from "../../helpers/carried-out.ts";
import { caught } from "../../helpers/caught.ts";
import { closeDashboards } from "../../helpers/open-dashboard.ts";
import {
  editing,
  grants,
  PLAN,
  PRODUCT,
  writtenDashboard,
  type WrittenDashboard,
} from "./written-dashboard.ts";

afterEach(closeDashboards);

const payments = anApi({ name: "Payments" });
const PAYMENTS = payments.api_definition.api_id;
const product = accessPolicy({
  _id: PRODUCT,
  name: "Bundle",
  apis: [payments],
  quota_max: exactNumber("9007199254740993"),
});
const rename = editing("product", { name: "Other" });

/** What applying comes to when something happens at the Dashboard after the proposal. */
async function after(
  happens: (dashboard: WrittenDashboard) => void,
  intent: WriteIntent = rename,
): Promise<{ readonly dashboard: WrittenDashboard; readonly outcome: Promise<unknown> }> {
  const dashboard = await writtenDashboard({ apis: [payments], policies: [product] });
  const proposal = await proposed(dashboard.connection, intent);
  happens(dashboard);
  return { dashboard, outcome: applied(dashboard.connection, { intent, proposal }) };
}

describe("an edit at the Dashboard between proposal and write is refused, naming", () => {
  test.each<[string, Partial<PolicyRecord>, readonly string[]]>([
    ["a field", { name: "Bundle 2" }, ['name: "Bundle" → "Bundle 2"']],
    ["a field in Portico's word", { meta_data: { tier: 2 } }, ["metadata.tier: nothing → 2"]],
    ["several", { tags: ["a"], rate: 5 }, ['tags: [] → ["a"]', "rate: -1 → 5"]],
    ["a member that Portico does not know", { surprise: [1] }, ["surprise: nothing → [1]"]],
    [
      "the last digit of a huge number",
      { quota_max: exactNumber("9007199254740992") },
      ["quota: 9007199254740993 → 9007199254740992"],
    ],
    [
      "the restriction of one API",
      { access_rights: { [PAYMENTS]: grant(payments, { allowed_urls: [{ url: "/x", methods: ["GET"] }] }) } },
      [`apis.${PAYMENTS}.allowed_urls: [] → [{"url":"/x","methods":["GET"]}]`],
    ],
  ])("%s", async (_, change, seen) => {
    const { dashboard, outcome } = await after(({ state }) => state.policies.change(PRODUCT, change));
    const error = await caught(outcome);
    expect(error.code).toBe("WRITE_CONFLICT");
    for (const text of seen) expect(error.message).toContain(text);
    expect(dashboard.writes()).toEqual([]);
  });

  test("a few differences and the number of the others", async () => {
    const change = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`m${index}`, index]));
    const { outcome } = await after(({ state }) => state.policies.change(PRODUCT, change));
    expect((await caught(outcome)).message).toContain("and 4 more");
  });

  test("no secret, and nothing that moves a cursor", async () => {
    const { outcome } = await after(({ state }) => state.policies.change(PRODUCT, { name: "a\u001B[2Jb" }));
    expect((await caught(outcome)).message).not.toMatch(/\u001B/u);
  });
});

test("an edit that comes while the new API is looked up is refused", async () => {
  const refunds = anApi({ name: "Refunds" });
  const id = refunds.api_definition.api_id;
  const intent = editing("product", { apis: grants(PAYMENTS, id) });
  const dashboard = await writtenDashboard({ apis: [payments, refunds], policies: [product] });
  const proposal = await proposed(dashboard.connection, intent);
  const run = ({ policies }: WrittenDashboard["state"]): void =>
    void policies.change(PRODUCT, { name: "Late" });
  dashboard.faults.set({ kind: "before", path: `/api/apis/${id}`, run });
  const error = await caught(applied(dashboard.connection, { intent, proposal }));
  expect(error).toMatchObject({ code: "WRITE_CONFLICT", message: expect.stringContaining('"Late"') });
});

test("a save at the Dashboard that changes nothing but its time is no conflict", async () => {
  const { dashboard, outcome } = await after(({ state }) =>
    state.policies.change(PRODUCT, { last_updated: "1999999999" }),
  );
  await outcome;
  expect(dashboard.record(PRODUCT).name).toBe("Other");
});

test("a policy that was deleted meanwhile is told as gone", async () => {
  const { outcome } = await after(({ state }) => state.policies.remove(PRODUCT));
  expect((await caught(outcome)).code).toBe("NOT_FOUND");
});

test("an API that was renamed or deleted meanwhile keeps a creation from happening", async () => {
  const create: WriteIntent = {
    op: "create",
    kind: "product",
    name: "New",
    tags: [],
    apis: grants(PAYMENTS),
    metadata: {},
  };
  const renamed = await after(({ state }) => {
    const definition = { ...payments.api_definition, name: "Payments 2" };
    state.apis.change(PAYMENTS, { api_definition: definition });
  }, create);
  expect(await caught(renamed.outcome)).toMatchObject({
    code: "WRITE_CONFLICT",
    message: expect.stringContaining(`API ${PAYMENTS}.name: "Payments" → "Payments 2"`),
  });
  const deleted = await after(({ state }) => state.apis.remove(PAYMENTS), create);
  expect((await caught(deleted.outcome)).code).toBe("NOT_FOUND");
  expect([...renamed.dashboard.writes(), ...deleted.dashboard.writes()]).toEqual([]);
});

test("a policy whose own id is another one's database id is not taken for it", async () => {
  const policies = [limitPolicy({ id: PLAN, name: "Impostor" })];
  const { connection } = await writtenDashboard({ policies });
  const error = await caught(proposed(connection, editing("plan", { name: "Mine" })));
  expect(error.code).toBe("NOT_FOUND");
});

test("a policy is addressed by its database id, which every version takes", async () => {
  for (const version of ["5.10", "5.11", "5.12", "5.13", "5.14"] as const) {
    const policies = [accessPolicy({ _id: PRODUCT, id: "team.payments" })];
    const { connection, writes, record } = await writtenDashboard({ policies }, { version });
    await carriedOut(connection, rename);
    expect(writes()).toEqual([`PUT /api/portal/policies/${PRODUCT}`]);
    expect(record(PRODUCT)).toMatchObject({ name: "Other", id: "team.payments" });
  }
});

test("a policy that is gone is told as such by versions that answer 400, too", async () => {
  const { connection, faults } = await writtenDashboard({});
  faults.set({ kind: "serverError", status: 400, message: "Invalid policy ID." });
  expect((await caught(proposed(connection, rename))).code).toBe("NOT_FOUND");
  faults.set({ kind: "html", status: 404 });
  expect((await caught(proposed(connection, rename))).code).toBe("WRONG_SERVICE");
});
