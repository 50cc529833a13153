import { afterEach, describe, expect, test } from "vitest";
import {
  accessPolicy,
  anApi,
  anMcp,
  aUser,
  grant,
  limitPolicy,
  mcpTools,
} from "../../../fixtures/tyk-dashboard/builders.ts";
import { twinApis, withUnknownMembers } from "../../../fixtures/tyk-dashboard/oddities.ts";
import type { WriteIntent } from "../../../src/core/write.ts";
import { carriedOut, proposed } from "../../helpers/carried-out.ts";
import { caught } from "../../helpers/caught.ts";
import { closeDashboards, readAll } from "../../helpers/open-dashboard.ts";
import { editing, grants, PLAN, PRODUCT, writtenDashboard } from "./written-dashboard.ts";

afterEach(closeDashboards);

const payments = anApi({ name: "Payments" });
const refunds = anApi({ name: "Refunds" });
const signed = anApi({ name: "Signed", auth: "jwt" });
const idOf = (api: typeof payments): string => api.api_definition.api_id;
const apis = [payments, refunds, signed];
const restricted = grant(payments, { allowed_urls: [{ url: "^/safe$", methods: ["GET"] }] });

/** The defects that the original portal had with policies, by the version that ended them. */
describe("not so here: in the original portal", () => {
  test("policies with ids of their own could not be worked with (1.8.0)", async () => {
    const policies = [accessPolicy({ _id: PRODUCT, id: "dGVhbS9wYXltZW50cw", apis: [payments] })];
    const { connection, record } = await writtenDashboard({ apis, policies }, { version: "5.10" });
    const { policy } = await carriedOut(connection, editing("product", { name: "Other" }));
    expect(policy).toMatchObject({ id: PRODUCT, reference: "dGVhbS9wYXltZW50cw", name: "Other" });
    expect(record(PRODUCT).id).toBe("dGVhbS9wYXltZW50cw");
  });

  test("an API could not be removed from a Product (1.8.0)", async () => {
    const policies = [accessPolicy({ _id: PRODUCT, apis: [payments, refunds] })];
    const { connection, record } = await writtenDashboard({ apis, policies });
    await carriedOut(connection, editing("product", { apis: grants(idOf(refunds)) }));
    expect(Object.keys(record(PRODUCT).access_rights ?? {})).toEqual([idOf(refunds)]);
    expect(record(PRODUCT)["access_rights_array"]).toHaveLength(1);
  });

  test("the auth type was lost with an update (1.8.3)", async () => {
    const spec = { _id: PRODUCT, apis: [payments], auth_type: "authToken", auth_types: ["authToken"] };
    const { connection, record } = await writtenDashboard({ apis, policies: [accessPolicy(spec)] });
    await carriedOut(connection, editing("product", { name: "Other" }));
    expect(record(PRODUCT)).toMatchObject({ auth_type: "authToken", auth_types: ["authToken"] });
    await carriedOut(connection, editing("product", { apis: grants(idOf(signed)) }));
    expect(record(PRODUCT)).toMatchObject({ auth_type: "jwt", auth_types: ["jwt"] });
  });

  test("a quota renewal of its own was not shown (1.10.0)", async () => {
    const { connection, record } = await writtenDashboard({ policies: [limitPolicy({ _id: PLAN })] });
    const quota = { count: 10, per: { every: 90, unit: "minute" } } as const;
    const { policy } = await carriedOut(connection, editing("plan", { quota }));
    expect(record(PLAN).quota_renewal_rate).toBe(5400);
    expect(policy?.quota).toEqual(quota);
  });

  test("what the portal did not know was serialised anew and broken (1.13.2)", async () => {
    const policy = withUnknownMembers(accessPolicy({ _id: PRODUCT, apis: [payments] }));
    const { connection, record } = await writtenDashboard({ apis, policies: [policy] });
    await carriedOut(connection, editing("product", { tags: ["portal"] }));
    expect(JSON.stringify(record(PRODUCT)["invented"])).toBe(JSON.stringify(policy["invented"]));
    expect(record(PRODUCT).access_rights).toEqual(policy.access_rights);
  });

  test("the metadata of a Product was lost when it was modified (1.14.0)", async () => {
    const meta_data = { owner: "team-a", nested: { deep: [1] } };
    const policies = [accessPolicy({ _id: PRODUCT, apis: [payments], meta_data })];
    const { connection, record } = await writtenDashboard({ apis, policies });
    await carriedOut(connection, editing("product", { name: "Other" }));
    await carriedOut(connection, editing("product", { apis: grants(idOf(payments), idOf(refunds)) }));
    expect(record(PRODUCT).meta_data).toEqual(meta_data);
  });

  test("associations with APIs were lost by synchronizing after a write (1.14.0)", async () => {
    const { connection } = await writtenDashboard({
      apis,
      policies: [accessPolicy({ _id: PRODUCT, apis: [payments] })],
    });
    const { policy } = await carriedOut(
      connection,
      editing("product", { apis: grants(idOf(payments), idOf(refunds)) }),
    );
    for (let reading = 0; reading < 2; reading += 1) {
      const { policies } = await readAll(connection);
      expect(policies).toEqual([policy]);
    }
  });

  test("removing all APIs deleted the policy, and its tokens were dead for good (1.14.1)", async () => {
    const policies = [accessPolicy({ _id: PRODUCT, id: "kept-by-tokens", apis: [payments] })];
    const { connection, record, writes } = await writtenDashboard({ apis, policies });
    const { policy: asleep } = await carriedOut(connection, editing("product", { apis: [] }));
    expect(asleep).toMatchObject({ id: PRODUCT, reference: "kept-by-tokens", state: "draft", apis: [] });
    expect(record(PRODUCT)).toMatchObject({ state: "draft", active: false, access_rights: {} });
    const { policy: awake } = await carriedOut(
      connection,
      editing("product", { apis: grants(idOf(payments)) }),
    );
    expect(awake).toMatchObject({ id: PRODUCT, reference: "kept-by-tokens", state: "active" });
    expect(record(PRODUCT)).toMatchObject({ state: "active", active: true, is_inactive: false });
    expect(writes().map((write) => write.split(" ")[0])).toEqual(["PUT", "PUT"]);
  });

  test("a Product without APIs could not get its first one (1.14.1)", async () => {
    const { connection, record } = await writtenDashboard({ apis });
    const create: WriteIntent = {
      op: "create",
      kind: "product",
      name: "Docs",
      tags: [],
      apis: [],
      metadata: {},
    };
    const made = (await carriedOut(connection, create)).policy;
    expect(made?.state).toBe("draft");
    const set = { apis: grants(idOf(payments)) };
    const edit: WriteIntent = { op: "edit", kind: "product", policyId: made?.id ?? "", set };
    expect((await carriedOut(connection, edit)).policy).toMatchObject({ id: made?.id, state: "active" });
    expect(record(made?.id ?? "").auth_types).toEqual(["authToken"]);
  });

  test("an update overwrote what was edited at the Dashboard: paths, restrictions (1.16.0)", async () => {
    const policies = [accessPolicy({ _id: PRODUCT, apis: [restricted] })];
    const { connection, record } = await writtenDashboard({ apis, policies });
    await carriedOut(connection, editing("product", { name: "Other" }));
    await carriedOut(connection, editing("product", { apis: grants(idOf(payments), idOf(refunds)) }));
    expect(record(PRODUCT).access_rights?.[idOf(payments)]).toEqual(restricted);
    expect(Object.keys(record(PRODUCT).access_rights ?? {})).toHaveLength(2);
  });

  test("of two APIs with one name the wrong one was taken (1.17.0)", async () => {
    const [first, second] = twinApis("Twin");
    const { connection, record } = await writtenDashboard({
      apis: [first, second],
      policies: [accessPolicy({ _id: PRODUCT })],
    });
    await carriedOut(connection, editing("product", { apis: grants(idOf(second)) }));
    expect(Object.keys(record(PRODUCT).access_rights ?? {})).toEqual([idOf(second)]);
  });

  test.each([
    ["key lifetime", { keyLifetime: { every: 7, unit: "day" } }, { key_expires_in: 604_800 }],
    ["metadata", { metadata: { tier: "gold" } }, { meta_data: { tier: "gold" } }],
    ["quota", { quota: { count: 5, per: { every: 1, unit: "day" } } }, { quota_max: 5 }],
    ["rate", { rate: { count: 5, per: { every: 1, unit: "second" } } }, { rate: 5, per: 1 }],
    ["tags", { tags: ["gold"] }, { tags: ["gold"] }],
  ] as const)("an edit of a Plan's %s alone was not sent (1.17.1)", async (_, set, kept) => {
    const { connection, record, writes } = await writtenDashboard({ policies: [limitPolicy({ _id: PLAN })] });
    await carriedOut(connection, editing("plan", set));
    expect(record(PLAN)).toMatchObject(kept);
    expect(writes()).toHaveLength(1);
  });

  test("an MCP proxy could get into a Product (1.17.2)", async () => {
    const mcp = anMcp({ name: "Tools" });
    const id = mcp["x-tyk-api-gateway"].info.id;
    const { connection } = await writtenDashboard({
      apis,
      mcps: [mcp],
      policies: [accessPolicy({ _id: PRODUCT })],
    });
    const error = await caught(proposed(connection, editing("product", { apis: grants(id) })));
    expect(error).toMatchObject({ code: "NOT_FOUND", message: expect.stringContaining(id) });
  });

  test("what a policy grants of an MCP proxy was lost with an edit (1.17.2)", async () => {
    const mcp = anMcp({ name: "Tools" });
    const policies = [
      accessPolicy({ _id: PRODUCT, apis: [grant(mcp, { mcp_access_rights: mcpTools("a") })] }),
    ];
    const { connection, record } = await writtenDashboard({ mcps: [mcp], policies });
    await carriedOut(connection, editing("product", { tags: ["portal"] }));
    expect(record(PRODUCT).access_rights).toEqual(policies[0]?.access_rights);
  });

  test("a Product vanished for users who are no administrators when its APIs were deleted (Dashboard 5.13)", async () => {
    const policies = [accessPolicy({ _id: PRODUCT, apis: [anApi({ name: "Gone" })] })];
    const hidden = await writtenDashboard(
      { policies, users: [aUser()] },
      { version: "5.13", enableOwnership: true },
    );
    const error = await caught(proposed(hidden.connection, editing("product", { name: "Other" })));
    expect(error).toMatchObject({ code: "NOT_FOUND", hint: expect.stringContaining("may not see it") });
    const shown = await writtenDashboard({ policies }, { version: "5.14" });
    expect((await carriedOut(shown.connection, editing("product", { apis: [] }))).policy?.state).toBe(
      "draft",
    );
  });
});
