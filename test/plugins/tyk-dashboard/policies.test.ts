import { afterEach, describe, expect, test } from "vitest";
import {
  aPolicy,
  aUser,
  accessPolicy,
  anApi,
  anMcp,
  grant,
  limitPolicy,
  parts,
} from "../../../fixtures/tyk-dashboard/builders.ts";
import {
  withEmptyId,
  withEmptyRights,
  withHugeNumbers,
  withNullLists,
  withNullRights,
  withOldSpelling,
  withoutState,
  withSentinels,
} from "../../../fixtures/tyk-dashboard/oddities.ts";
import type { PolicyRecord } from "../../../fixtures/tyk-simulator/wire.ts";
import type { Policy } from "../../../src/core/policy.ts";
import { caught } from "../../helpers/caught.ts";
import { closeDashboards, openDashboard } from "../../helpers/open-dashboard.ts";

afterEach(closeDashboards);

const PORTAL_PERMISSIONS = aUser().user_permissions;

const payments = anApi({ name: "Payments" });
const PAYMENTS = payments.api_definition.api_id;

async function mapped(...policies: PolicyRecord[]): Promise<readonly Policy[]> {
  const { read } = await openDashboard({ policies, apis: [payments] });
  return (await read()).policies;
}

async function one(policy: PolicyRecord): Promise<Policy> {
  const [first] = await mapped(policy);
  if (first === undefined) throw new Error("the policy is missing");
  return first;
}

describe("identity", () => {
  test("is _id; what credentials name is id", async () => {
    const policy = await one(accessPolicy({ _id: "64f000000000000000000abc", id: "team-a.payments~1" }));
    expect(policy).toMatchObject({ id: "64f000000000000000000abc", reference: "team-a.payments~1" });
  });

  test("has _id as its reference, too, where id is empty", async () => {
    const policy = await one(withEmptyId(accessPolicy({ _id: "64f000000000000000000abd" })));
    expect(policy.reference).toBe("64f000000000000000000abd");
  });

  test("of two policies with one id stays apart", async () => {
    const policies = await mapped(accessPolicy({ id: "same" }), accessPolicy({ id: "same" }));
    expect(new Set(policies.map(({ id }) => id)).size).toBe(2);
    expect(policies.map(({ reference }) => reference)).toEqual(["same", "same"]);
  });

  test("missing altogether fails the whole reading", async () => {
    const { dashboard, read } = await openDashboard();
    dashboard.faults.set({
      kind: "otherShape",
      path: "/api/portal/policies",
      value: { Data: [{ name: "Lost" }], Pages: 1 },
    });
    const error = await caught(read());
    expect(error).toMatchObject({ code: "MALFORMED", message: expect.stringContaining("Lost") });
  });
});

describe("controls", () => {
  test.each([
    ["acl", { acl: true }, { access: true, rate: false, quota: false, perApi: false, complexity: false }],
    [
      "rate_limit",
      { rate_limit: true },
      { access: false, rate: true, quota: false, perApi: false, complexity: false },
    ],
    ["quota", { quota: true }, { access: false, rate: false, quota: true, perApi: false, complexity: false }],
    [
      "per_api",
      { per_api: true },
      { access: false, rate: false, quota: false, perApi: true, complexity: false },
    ],
    [
      "complexity",
      { complexity: true },
      { access: false, rate: false, quota: false, perApi: false, complexity: true },
    ],
    ["nothing", {}, { access: false, rate: false, quota: false, perApi: false, complexity: false }],
  ] as const)("follow the partition %s", async (_, flags, controls) => {
    expect((await one(aPolicy({ partitions: parts(flags) }))).controls).toEqual(controls);
  });

  test("are all off in a record without partitions", async () => {
    expect(Object.values((await one(aPolicy({ partitions: undefined }))).controls)).not.toContain(true);
  });
});

describe("state", () => {
  test.each([
    ["active", "active"],
    ["draft", "draft"],
    ["deny", "denied"],
  ] as const)("%s is %s, whatever the two flags say", async (state, expected) => {
    expect((await one(aPolicy({ state, active: false, is_inactive: state === "active" }))).state).toBe(
      expected,
    );
  });

  test.each([
    [true, false, "active"],
    [false, false, "draft"],
    [false, true, "denied"],
    [true, true, "denied"],
  ] as const)("without state, active %s and is_inactive %s mean %s", async (active, inactive, expected) => {
    expect((await one(withoutState(aPolicy({ active, is_inactive: inactive })))).state).toBe(expected);
  });
});

describe("limits", () => {
  test("are requests per seconds, shown as the largest exact unit", async () => {
    const policy = await one(
      limitPolicy({ rate: 500, per: 60, quota_max: 10_000, quota_renewal_rate: 5400 }),
    );
    expect(policy.rate).toEqual({ count: 500, per: { every: 1, unit: "minute" } });
    expect(policy.quota).toEqual({ count: 10_000, per: { every: 90, unit: "minute" } });
  });

  test("of 30 days are 30 days, not a month", async () => {
    const policy = await one(limitPolicy({ quota_max: 1, quota_renewal_rate: 2_592_000 }));
    expect(policy.quota?.per).toEqual({ every: 30, unit: "day" });
  });

  test.each([-1, 0] as const)("at the sentinel %i are unlimited", async (sentinel) => {
    expect(await one(withSentinels(limitPolicy(), sentinel))).toMatchObject({ rate: null, quota: null });
  });

  test.each([-1, 0])("with a quota renewal of %i never renew", async (renewal) => {
    const policy = await one(limitPolicy({ quota_max: 10, quota_renewal_rate: renewal }));
    expect(policy.quota).toEqual({ count: 10, per: { every: 1, unit: "forever" } });
  });

  test("with a rate but no period are no limit", async () => {
    expect((await one(limitPolicy({ rate: 10, per: 0 }))).rate).toBeNull();
  });

  test("may be fractions of a request", async () => {
    expect((await one(limitPolicy({ rate: 0.5, per: 1 }))).rate?.count).toBe(0.5);
  });

  test("beyond what a double can hold are read", async () => {
    expect((await one(withHugeNumbers(limitPolicy()))).quota?.count).toBeGreaterThan(9e15);
  });

  test("of a key's life are seconds; 0 is never", async () => {
    const [timed, endless] = await mapped(
      limitPolicy({ key_expires_in: 7_776_000 }),
      limitPolicy({ key_expires_in: 0 }),
    );
    expect(timed?.keyLifetime).toEqual({ every: 90, unit: "day" });
    expect(endless?.keyLifetime).toBeNull();
  });
});

describe("granted APIs", () => {
  test("come with id, name and versions", async () => {
    const right = grant(payments, { versions: ["v1", "v2"] });
    const policy = await one(accessPolicy({ apis: [right] }));
    expect(policy.apis).toEqual([{ id: PAYMENTS, name: "Payments", versions: ["v1", "v2"] }]);
  });

  test.each([
    { allowed_urls: [{ url: "/a", methods: ["GET"] }] },
    { restricted_types: [{ name: "Query", fields: ["secrets"] }] },
    { allowed_types: [{ name: "Query", fields: ["open"] }] },
  ])("are told from those of a whole API where %j leaves something out", async (members) => {
    const policy = await one(accessPolicy({ apis: [grant(payments, members)] }));
    expect(policy.apis).toEqual([{ id: PAYMENTS, name: "Payments", versions: ["Default"], narrowed: true }]);
  });

  test.each([[null], [[]], [[""]]])("with versions %j are granted in their Default one", async (versions) => {
    const policy = await one(accessPolicy({ apis: [grant(payments, { versions })] }));
    expect(policy.apis[0]?.versions).toEqual(["Default"]);
  });

  test("in the old spelling apiid and apiname are read", async () => {
    const policy = await one(withOldSpelling(accessPolicy({ apis: [payments] })));
    expect(policy.apis).toMatchObject([{ id: PAYMENTS, name: "Payments" }]);
  });

  test("come from the array when there is no map", async () => {
    const policy = await one({ ...accessPolicy({ apis: [payments] }), access_rights: null });
    expect(policy.apis).toMatchObject([{ id: PAYMENTS }]);
  });

  test("may be none: a Product without APIs is still one", async () => {
    const policies = await mapped(
      withEmptyRights(accessPolicy({ name: "A" })),
      withNullRights(accessPolicy({ name: "B" })),
    );
    expect(policies.map(({ apis }) => apis)).toEqual([[], []]);
    expect(policies.map(({ controls }) => controls.access)).toEqual([true, true]);
  });

  test("that the Dashboard does not list stay, unresolved", async () => {
    expect((await one(accessPolicy({ apis: ["gone"] }))).apis).toMatchObject([{ id: "gone" }]);
  });
});

describe("the rest", () => {
  test("null lists and maps are empty ones", async () => {
    const policy = await one(withNullLists(accessPolicy({ apis: [payments] })));
    expect(policy).toMatchObject({ tags: [], metadata: {}, apis: [{ id: PAYMENTS, versions: ["Default"] }] });
  });

  test("tags keep their case, metadata its values", async () => {
    const policy = await one(
      accessPolicy({ tags: ["Portal", "portal"], meta_data: { tier: "gold", level: 3 } }),
    );
    expect(policy).toMatchObject({ tags: ["Portal", "portal"], metadata: { tier: "gold", level: 3 } });
  });

  test("a policy without a name is shown by its id", async () => {
    const policy = await one(accessPolicy({ _id: "64f000000000000000000abe", name: "" }));
    expect(policy.name).toBe("64f000000000000000000abe");
  });

  test("raw is the record as received, unknown members included", async () => {
    const policy = await one(accessPolicy({ smoothing: { enabled: true }, something_new: [1, { two: 3 }] }));
    expect(policy.raw).toMatchObject({
      smoothing: { enabled: true },
      something_new: [1, { two: 3 }],
      max_query_depth: -1,
    });
  });

  test("hostile names are neutralised, hostile ids refuse the reading", async () => {
    expect((await one(accessPolicy({ name: "\u001B]0;owned\u0007" }))).name).toBe("\u241B]0;owned\u2407");
    const { read } = await openDashboard({ policies: [accessPolicy({ id: "a\u001Bb" })] });
    expect((await caught(read())).code).toBe("PLUGIN_RUBBISH");
  });
});

describe("MCP proxies", () => {
  const assistant = anMcp({ name: "Assistant" });
  const mayReadMcps = aUser({ user_permissions: { ...PORTAL_PERMISSIONS, mcp: "read" } });

  test("are found among the granted ids, whatever the partitions", async () => {
    const { read } = await openDashboard({
      users: [mayReadMcps],
      mcps: [assistant],
      policies: [
        accessPolicy({ name: "A", apis: [assistant] }),
        limitPolicy({ name: "B", apis: [payments, assistant] }),
      ],
    });
    const { policies } = await read();
    expect(policies.map(({ excluded }) => excluded)).toMatchObject([
      { reason: "mcp", detail: expect.stringContaining("Assistant") },
      { reason: "mcp" },
    ]);
  });

  test.each([
    { mcp_primitives: [{ type: "tool", name: "search" }] },
    { mcp_access_rights: { tools: { allowed: ["search"], blocked: [] } } },
    { json_rpc_methods: [{ name: "tools/call" }] },
    { json_rpc_methods_access_rights: { allowed: ["tools/list"], blocked: [] } },
  ])("are found by the members that only they fill: %j", async (members) => {
    const policy = await one(accessPolicy({ apis: [grant("unlisted", members)] }));
    expect(policy.excluded?.reason).toBe("mcp");
  });

  test("are not suspected behind members that are empty", async () => {
    const members = { mcp_access_rights: { tools: { allowed: [], blocked: [] } }, json_rpc_methods: [] };
    expect((await one(accessPolicy({ apis: [grant("unlisted", members)] }))).excluded).toBeNull();
  });

  test.each(["5.12", "5.14"] as const)(
    "may be hidden from the key on %s without failing the reading",
    async (version) => {
      const { read } = await openDashboard({ mcps: [assistant], policies: [accessPolicy()] }, { version });
      expect((await read()).policies).toHaveLength(1);
    },
  );

  test("are read page by page where they are not listed at once", async () => {
    const mcps = Array.from({ length: 12 }, (_, index) => anMcp({ name: `Assistant ${index}` }));
    const policies = mcps.map((mcp, index) => accessPolicy({ name: `P${index}`, apis: [grant(mcp)] }));
    const { dashboard, read } = await openDashboard({ users: [mayReadMcps], mcps, policies });
    dashboard.faults.set({ kind: "refuseAllPages", path: "/api/mcps" });
    const reasons = (await read()).policies.map(({ excluded }) => excluded?.reason);
    expect(reasons).toEqual(mcps.map(() => "mcp"));
  });

  test("whose list is refused otherwise fail the reading, too", async () => {
    const { dashboard, read } = await openDashboard({ users: [mayReadMcps], policies: [accessPolicy()] });
    const json = { Status: "Error", Message: "Invalid request.", Meta: null };
    dashboard.faults.set({ kind: "answer", status: 400, body: JSON.stringify(json), path: "/api/mcps" });
    expect((await caught(read())).message).toContain("/api/mcps");
  });

  test("that cannot be listed for a while fail the reading: a guess would make Products of them", async () => {
    const { dashboard, read } = await openDashboard({ users: [mayReadMcps], policies: [accessPolicy()] });
    dashboard.faults.set({ kind: "serverError", path: "/api/mcps" });
    expect((await caught(read())).code).toBe("SERVER_ERROR");
  });
});
