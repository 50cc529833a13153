import { afterEach, describe, expect, test } from "vitest";
import { accessPolicy, anApi, aUser, limitPolicy } from "../../../fixtures/tyk-dashboard/builders.ts";
import type { Fault } from "../../../fixtures/tyk-simulator/faults.ts";
import type { ErrorCode } from "../../../src/core/errors.ts";
import type { WriteIntent } from "../../../src/core/write.ts";
import { applied, carriedOut, proposed } from "../../helpers/carried-out.ts";
import { caught } from "../../helpers/caught.ts";
import { closeDashboards, openDashboard } from "../../helpers/open-dashboard.ts";
import { editing, PLAN, PRODUCT, writtenDashboard, type WrittenDashboard } from "./written-dashboard.ts";

afterEach(closeDashboards);

const PATH = "/api/portal/policies";
const rename = editing("plan", { name: "Silver" });
const remove: WriteIntent = { op: "delete", kind: "plan", policyId: PLAN };
const create: WriteIntent = {
  op: "create",
  kind: "plan",
  name: "Silver",
  tags: ["portal"],
  rate: null,
  quota: null,
  keyLifetime: null,
  metadata: {},
};
const METHOD = { create: "POST", edit: "PUT", delete: "DELETE", restore: "POST" } as const;

/** What applying comes to when the writing request meets a fault. */
async function meeting(
  intent: WriteIntent,
  fault: Fault,
  timeout = "30s",
): Promise<{ readonly dashboard: WrittenDashboard; readonly outcome: Promise<unknown> }> {
  const policies = [limitPolicy({ _id: PLAN, name: "Gold" })];
  const dashboard = await writtenDashboard({ policies }, { timeout });
  const proposal = await proposed(dashboard.connection, intent);
  dashboard.faults.set({ ...fault, method: METHOD[intent.op], path: PATH });
  return { dashboard, outcome: applied(dashboard.connection, { intent, proposal }) };
}

const LOST: readonly Fault[] = [
  { kind: "close" },
  { kind: "resetMidBody" },
  { kind: "html", status: 502 },
  { kind: "html", status: 503 },
  { kind: "html", status: 504 },
  { kind: "html", status: 500 },
  { kind: "serverError", status: 503 },
  { kind: "html", status: 200 },
  { kind: "empty" },
  { kind: "truncatedJson" },
  { kind: "otherShape", value: {} },
];

describe.each([create, rename, remove])("$op", (intent) => {
  test.each(LOST)(
    "with the answer lost by %j is OUTCOME_UNKNOWN, whether it was done or not",
    async (fault) => {
      for (const takesEffect of [true, false]) {
        const { dashboard, outcome } = await meeting(intent, { ...fault, takesEffect });
        const error = await caught(outcome);
        expect(error.code).toBe("OUTCOME_UNKNOWN");
        expect(error.hint).toContain("next sync");
        expect(dashboard.writes()).toHaveLength(1);
      }
    },
  );

  test("that is never answered is OUTCOME_UNKNOWN after the time limit", async () => {
    const { dashboard, outcome } = await meeting(intent, { kind: "hang", takesEffect: true }, "300ms");
    expect((await caught(outcome)).code).toBe("OUTCOME_UNKNOWN");
    expect(dashboard.writes()).toHaveLength(1);
  });

  test.each<[Fault, ErrorCode, RegExp]>([
    [{ kind: "forbidden" }, "PERMISSION_MISSING", /Policies: Write: (POST|PUT|DELETE) /u],
    [{ kind: "keyReset" }, "NOT_AUTHORISED", /(POST|PUT|DELETE) \S+ was answered 401/u],
    [{ kind: "unauthorised" }, "PERMISSION_MISSING", /401 Unauthorized, though the key is accepted/u],
    [{ kind: "malformed" }, "WRITE_REFUSED", /Request body malformed/u],
    [
      { kind: "serverError", message: "Failure, please contact your administrator." },
      "WRITE_REFUSED",
      /Failure/u,
    ],
    [{ kind: "serverError", status: 400, message: "Policy state is odd." }, "WRITE_REFUSED", /state is odd/u],
    [{ kind: "answer", status: 200, body: '{"Status":"Error","Message":"No."}' }, "WRITE_REFUSED", /"No"/u],
    [{ kind: "tooManyRequests", retryAfter: 5 }, "THROTTLED", /429/u],
    [{ kind: "html", status: 403 }, "WRONG_SERVICE", /403/u],
    [{ kind: "redirect", location: "https://elsewhere.example.com" }, "REDIRECTED", /elsewhere/u],
  ])("refused by %j is %s, and was tried once", async (fault, code, message) => {
    const { dashboard, outcome } = await meeting(intent, fault);
    expect(await caught(outcome)).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(dashboard.writes()).toHaveLength(1);
    expect(dashboard.record(PLAN).name).toBe("Gold");
  });

  test("to a Dashboard that has gone down since is an ordinary error", async () => {
    const policies = [limitPolicy({ _id: PLAN, name: "Gold" })];
    const dashboard = await writtenDashboard({ policies });
    const proposal = await proposed(dashboard.connection, intent);
    await dashboard.refuseConnections();
    const error = await caught(applied(dashboard.connection, { intent, proposal }));
    expect(error.code).toBe("CONNECTION_REFUSED");
    expect(dashboard.writes()).toEqual([]);
  });
});

describe("a name", () => {
  test.each([create, rename])("that was taken since the proposal of $op is told as taken", async (intent) => {
    const { dashboard, outcome } = await meeting(intent, {
      kind: "before",
      run: ({ policies }) => policies.add(accessPolicy({ name: "Silver" })),
    });
    expect(await caught(outcome)).toMatchObject({
      code: "NAME_TAKEN",
      message: expect.stringContaining('"Silver"'),
    });
    expect(dashboard.record(PLAN).name).toBe("Gold");
  });

  test("is not looked for where the Dashboard has no search", async () => {
    const policies = [limitPolicy({ _id: PLAN, name: "Gold" })];
    const { connection, faults, record } = await writtenDashboard({ policies });
    faults.set({ kind: "serverError", status: 404, path: `${PATH}/search` });
    await carriedOut(connection, rename);
    expect(record(PLAN).name).toBe("Silver");
  });

  test("of the policy itself is no clash", async () => {
    const policies = [limitPolicy({ _id: PLAN, name: "gold" })];
    const { connection, record } = await writtenDashboard({ policies });
    await carriedOut(connection, editing("plan", { name: "Gold" }));
    expect(record(PLAN).name).toBe("Gold");
  });
});

describe("the id of a new policy", () => {
  test("is the Message, and may be _id", async () => {
    const { connection, state } = await writtenDashboard({});
    const { policy } = await carriedOut(connection, create);
    expect(policy?.id).toBe(state.policies.all()[0]?.["_id"]);
    const bare = await meeting(create, { kind: "answer", status: 200, body: `{"_id":"${PLAN}"}` });
    const error = await caught(bare.outcome);
    // The policy with this id is there, but it is not what was sent.
    expect(error).toMatchObject({
      code: "OUTCOME_UNKNOWN",
      message: expect.stringContaining('name "Silver" → "Gold"'),
    });
  });

  test("that nobody tells makes the outcome unknown", async () => {
    const fault: Fault = { kind: "answer", status: 200, body: '{"Status":"OK","Message":"Data created"}' };
    const { outcome } = await meeting(create, { ...fault, takesEffect: true });
    expect((await caught(outcome)).code).toBe("OUTCOME_UNKNOWN");
  });
});

describe("what is read back", () => {
  test("makes the outcome unknown when something that was to stay is lost", async () => {
    const { dashboard, outcome } = await meeting(rename, { kind: "slow", delayMs: 1 });
    dashboard.faults.set({
      kind: "before",
      method: "GET",
      path: `${PATH}/${PLAN}`,
      skip: 1,
      run: ({ policies }) => policies.change(PLAN, { meta_data: {}, rate: 5 }),
    });
    expect(await caught(outcome)).toMatchObject({
      code: "OUTCOME_UNKNOWN",
      message: expect.stringMatching(/kept something else than was sent: rate .*"count":5/u),
    });
  });

  test("is compared with what was sent", async () => {
    const policies = [limitPolicy({ _id: PLAN, name: "Gold", tags: ["a"] })];
    const { connection, faults } = await writtenDashboard({ policies });
    const intent = editing("plan", { name: "Silver", tags: ["b"] });
    const proposal = await proposed(connection, intent);
    const run = (state: WrittenDashboard["state"]): void => void state.policies.change(PLAN, { tags: ["c"] });
    faults.set({ kind: "before", method: "GET", path: `${PATH}/${PLAN}`, skip: 1, run });
    const error = await caught(applied(connection, { intent, proposal }));
    expect(error).toMatchObject({
      code: "OUTCOME_UNKNOWN",
      message: expect.stringContaining('tags ["b"] → ["c"]'),
    });
    expect(error.message).not.toContain("Silver");
  });

  test.each([create, rename, remove])("of $op cannot be read: the outcome is unknown", async (intent) => {
    const policies = [limitPolicy({ _id: PLAN, name: "Gold" })];
    const { connection, faults } = await writtenDashboard({ policies });
    const proposal = await proposed(connection, intent);
    const outcome = applied(
      connection,
      { intent, proposal },
      {
        onStep: ({ step }) => step === "answered" && faults.set({ kind: "serverError" }),
      },
    );
    expect((await caught(outcome)).code).toBe("OUTCOME_UNKNOWN");
  });
});

describe("a deletion", () => {
  test("of a policy that has gone in the same moment counts as done", async () => {
    const { outcome } = await meeting(remove, {
      kind: "before",
      run: ({ policies }) => void policies.remove(PLAN),
    });
    await expect(outcome).resolves.toContainEqual(expect.objectContaining({ step: "written", policy: null }));
  });

  test("that left the policy there is not believed", async () => {
    const { outcome } = await meeting(remove, { kind: "answer", status: 200, body: '{"Status":"OK"}' });
    expect(await caught(outcome)).toMatchObject({
      code: "OUTCOME_UNKNOWN",
      message: expect.stringContaining("still there"),
    });
  });
});

test.each([
  editing("product", { name: "Other" }),
  { op: "delete", kind: "product", policyId: PRODUCT } as const,
])(
  "$op of a policy that names a deleted API tells before 5.11 which one, and the way out",
  async (intent) => {
    const gone = anApi({ name: "Gone" });
    const policies = [accessPolicy({ _id: PRODUCT, apis: [gone] })];
    const users = [aUser({ user_permissions: { IsAdmin: "admin" } })];
    const { connection } = await writtenDashboard({ policies, users }, { version: "5.10" });
    expect(await caught(carriedOut(connection, intent))).toMatchObject({
      code: "WRITE_REFUSED",
      message: expect.stringMatching(/500 .*Failure/u),
      hint: expect.stringContaining(gone.api_definition.api_id),
    });
  },
);

describe("what can be done", () => {
  const names = ["writeProducts", "writePlans", "deletePolicies", "tagPolicies"] as const;

  test("is writing, with Policies: Write", async () => {
    const { connection } = await writtenDashboard({});
    for (const name of names) expect(connection.capabilities.can[name]).toEqual({ available: true });
  });

  test("is not writing without it, and the reason is the permission", async () => {
    const user_permissions = { ...aUser().user_permissions, policies: "read" };
    const { connection } = await writtenDashboard({ users: [aUser({ user_permissions })] });
    const reason = expect.stringContaining("Policies: Write");
    for (const name of names) expect(connection.capabilities.can[name]).toEqual({ available: false, reason });
  });

  test("is left to the Dashboard to say where the permissions cannot be seen", async () => {
    const { users: _, ...rest } = aUser().user_permissions;
    const { connect } = await openDashboard({ users: [aUser({ user_permissions: rest })] });
    expect((await connect()).capabilities.can.writePlans).toEqual({ available: true });
  });
});
