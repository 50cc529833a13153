import { afterEach, describe, expect, test } from "vitest";
import { aPolicy, aUser, accessPolicy, anApi, SECRET } from "../../../fixtures/tyk-dashboard/builders.ts";
import type { SimulatedState } from "../../../fixtures/tyk-simulator/state.ts";
import type { ReadProgress } from "../../../src/plugin/contract.ts";
import { caught } from "../../helpers/caught.ts";
import { closeDashboards, openDashboard, readAll } from "../../helpers/open-dashboard.ts";

afterEach(closeDashboards);

const PORTAL_PERMISSIONS = aUser().user_permissions;

const POLICIES = "/api/portal/policies";
const FIRST = "64f0000000000000000000a0";
const LAST = "64f0000000000000000000b8";
const many = Array.from({ length: 25 }, (_, index) =>
  accessPolicy({ _id: `64f0000000000000000000${(160 + index).toString(16)}`, name: `Policy ${index}` }),
);
const asked = (requests: readonly { path: string; query: unknown }[]): readonly string[] =>
  requests.map(({ path }) => path);

describe("a reading", () => {
  test("takes all policies in the one answer to p=-2, with the trailing slash", async () => {
    const { dashboard, read } = await openDashboard({ policies: many });
    expect((await read()).policies).toHaveLength(25);
    const requests = dashboard.requests.filter(({ path }) => path.startsWith(POLICIES));
    expect(requests).toMatchObject([{ path: "/api/portal/policies/", query: { p: "-2" } }]);
  });

  test("sends the key as it is, without Bearer", async () => {
    const { dashboard, read } = await openDashboard({ policies: many });
    await read();
    expect(dashboard.requests.map(({ status }) => status)).not.toContain(401);
  });

  test("asks for users once per connection, not once per reading", async () => {
    const { dashboard, connect } = await openDashboard({ policies: many });
    const connection = await connect();
    await readAll(connection);
    await readAll(connection);
    expect(asked(dashboard.requests).filter((path) => path === "/api/users")).toHaveLength(1);
  });

  test("reads policies and APIs concurrently", async () => {
    const { dashboard, connect } = await openDashboard({ policies: many, apis: [anApi()] });
    const connection = await connect();
    dashboard.faults.set({ kind: "hang", path: POLICIES });
    const controller = new AbortController();
    const pending = caught(readAll(connection, undefined, controller.signal));
    await dashboard.request(({ path }) => path === "/api/apis");
    await dashboard.request(({ path }) => path.startsWith(POLICIES));
    controller.abort();
    expect((await pending).code).toBe("CANCELLED");
  });

  test("shows its progress in bytes of the whole", async () => {
    const { connect } = await openDashboard({ policies: many });
    const progress: ReadProgress[] = [];
    await readAll(await connect(), (one) => progress.push(one));
    expect(progress[0]).toMatchObject({ what: "policies", total: expect.any(Number) });
    expect(progress[0]?.received).toBeGreaterThan(1_000);
  });

  test("of an empty Dashboard is empty, and no error", async () => {
    const { read } = await openDashboard();
    expect(await read()).toEqual({ apis: [], policies: [] });
  });

  test("of null lists is empty", async () => {
    const { dashboard, read } = await openDashboard();
    dashboard.faults.set({ kind: "otherShape", path: POLICIES, value: { Data: null, Pages: 0 } });
    expect((await read()).policies).toEqual([]);
  });

  test("keeps the path prefix of a Dashboard behind a proxy", async () => {
    const { read } = await openDashboard({ policies: many }, { pathPrefix: "/tyk/console" });
    expect((await read()).policies).toHaveLength(25);
  });

  test("works over TLS that is self-signed when told to", async () => {
    const { read } = await openDashboard({ policies: many }, { tls: "self-signed" });
    expect((await caught(read())).code).toBe("TLS_UNTRUSTED");
    expect((await read({ insecureSkipVerify: true })).policies).toHaveLength(25);
  });

  test.each(["5.10", "5.11", "5.12", "5.13", "5.14"] as const)("works on version %s", async (version) => {
    const { read } = await openDashboard({ policies: many, apis: [anApi()] }, { version });
    expect(await read()).toMatchObject({ apis: [{ name: "Payments" }], policies: { length: 25 } });
  });

  test("is the same twice", async () => {
    const { connect } = await openDashboard({ policies: many, apis: [anApi()] });
    const connection = await connect();
    expect(await readAll(connection)).toEqual(await readAll(connection));
  });
});

describe("a reading in pages", () => {
  test("happens only when p=-2 is refused, and gives the same", async () => {
    const { dashboard, read } = await openDashboard({ policies: many });
    const whole = await read();
    dashboard.faults.set({ kind: "refuseAllPages", path: POLICIES });
    expect(await read()).toEqual(whole);
  });

  test("is made twice, until both agree", async () => {
    const { dashboard, read } = await openDashboard({ policies: many });
    const rename = ({ policies }: SimulatedState): void => {
      policies.change(LAST, { name: "Renamed" });
    };
    dashboard.faults.set(
      { kind: "refuseAllPages", path: POLICIES },
      { kind: "before", path: POLICIES, query: { p: "1" }, skip: 1, run: rename },
    );
    expect((await read()).policies.map(({ name }) => name)).toContain("Renamed");
    const firstPages = dashboard.requests.filter(
      ({ path, query }) => path.startsWith(POLICIES) && query["p"] === "1",
    );
    expect(firstPages).toHaveLength(3);
  });

  test("does not lose a policy that slips to a page already read", async () => {
    const { dashboard, read } = await openDashboard({ policies: many });
    const remove = ({ policies }: SimulatedState): void => {
      policies.remove(FIRST);
    };
    dashboard.faults.set(
      { kind: "refuseAllPages", path: POLICIES },
      { kind: "before", path: POLICIES, query: { p: "2" }, run: remove },
    );
    expect((await read()).policies).toHaveLength(24);
  });

  test("that never agrees is given up", async () => {
    const { dashboard, read } = await openDashboard({ policies: many });
    let count = 0;
    dashboard.faults.set(
      { kind: "refuseAllPages", path: POLICIES },
      {
        kind: "before",
        path: POLICIES,
        query: { p: "1" },
        times: 100,
        run: ({ policies }) => {
          count += 1;
          policies.change(FIRST, { name: `Name ${count}` });
        },
      },
    );
    expect(await caught(read())).toMatchObject({
      code: "SERVER_ERROR",
      message: expect.stringContaining("page by page"),
    });
  });

  test("fails as a whole when one page fails", async () => {
    const { dashboard, read } = await openDashboard({ policies: many });
    dashboard.faults.set(
      { kind: "refuseAllPages", path: POLICIES },
      { kind: "serverError", path: POLICIES, query: { p: "2" } },
    );
    expect((await caught(read())).code).toBe("SERVER_ERROR");
  });

  test("follows an answer to p=-2 that says it is one of several pages", async () => {
    const { dashboard, read } = await openDashboard({ policies: many });
    const body = { Data: many.slice(0, 10), Pages: 3 };
    dashboard.faults.set({ kind: "otherShape", path: POLICIES, query: { p: "-2" }, value: body });
    expect((await read()).policies).toHaveLength(25);
  });
});

describe("a failing reading", () => {
  test("of the APIs fails the whole, though the policies came", async () => {
    const { dashboard, read } = await openDashboard({ policies: many });
    dashboard.faults.set({ kind: "serverError", path: "/api/apis" });
    expect((await caught(read())).code).toBe("SERVER_ERROR");
  });

  test("of the policies fails the whole, though the APIs came", async () => {
    const { dashboard, read } = await openDashboard({ policies: many, apis: [anApi()] });
    dashboard.faults.set({ kind: "serverError", path: POLICIES });
    expect((await caught(read())).code).toBe("SERVER_ERROR");
  });

  test("is repeated after a reset in mid-body", async () => {
    const { dashboard, read } = await openDashboard({ policies: many });
    dashboard.faults.set({ kind: "resetMidBody", path: POLICIES, times: 2 });
    expect((await read()).policies).toHaveLength(25);
  });

  test("stops within one request when cancelled", async () => {
    const { dashboard, connect } = await openDashboard({ policies: many });
    const connection = await connect();
    dashboard.faults.set({ kind: "hang" });
    const controller = new AbortController();
    const pending = caught(readAll(connection, undefined, controller.signal));
    await dashboard.request(({ path }) => path.startsWith(POLICIES));
    const before = dashboard.requests.length;
    controller.abort();
    expect((await pending).code).toBe("CANCELLED");
    expect(dashboard.requests.length - before).toBeLessThan(3);
  });
});

describe("the secret", () => {
  test("is nowhere in results, logs and errors, though the Dashboard echoes it", async () => {
    const policies = [aPolicy({ name: `key ${SECRET}`, meta_data: { key: SECRET } })];
    const { dashboard, connect, read, logged } = await openDashboard({ policies });
    const connection = await connect();
    const seen: unknown[] = [await readAll(connection), connection.capabilities];
    dashboard.faults.set({ kind: "serverError", path: POLICIES, message: `bad key ${SECRET}` });
    const error = await caught(read());
    expect(error.message).toContain("***");
    expect(JSON.stringify([seen, logged, error.message, error.hint, error.stack])).not.toContain(SECRET);
  });
});

describe("the organisation", () => {
  const ORGANISATION = "5e9d9544a1dcd60001d0ed20";
  const OTHER = "5e9d9544a1dcd60001d0ffff";

  test("is that of the key when none is configured", async () => {
    const { connect } = await openDashboard();
    expect((await connect()).capabilities.identity).toMatchObject({
      organisationId: ORGANISATION,
      user: "portal@example.org",
    });
  });

  test("of the key must be the configured one", async () => {
    const { connect } = await openDashboard();
    await connect({ organisationId: ORGANISATION });
    const error = await caught(connect({ organisationId: OTHER }));
    expect(error.code).toBe("ORGANISATION_MISMATCH");
    expect(error.message).toContain(OTHER);
    expect(error.message).toContain(ORGANISATION);
    expect(error.hint).toContain("user's profile");
    expect(error.hint).toContain("portal's own organisations");
  });

  test("of every policy must be the expected one", async () => {
    const { read } = await openDashboard();
    expect((await read()).policies).toEqual([]);
    const foreign = await openDashboard();
    foreign.dashboard.faults.set({
      kind: "otherShape",
      path: POLICIES,
      value: { Data: [accessPolicy({ name: "Foreign", org_id: OTHER })], Pages: 1 },
    });
    const error = await caught(foreign.read());
    expect(error).toMatchObject({
      code: "ORGANISATION_MISMATCH",
      message: expect.stringContaining("Foreign"),
    });
  });

  test("is not known to a key that may not see users, which is no error", async () => {
    const { users: _, ...permissions } = PORTAL_PERMISSIONS;
    const { connect } = await openDashboard({
      users: [aUser({ user_permissions: permissions })],
      policies: many,
    });
    const connection = await connect({ organisationId: ORGANISATION });
    expect(connection.capabilities.identity).toMatchObject({ organisationId: null, user: null });
    expect((await readAll(connection)).policies).toHaveLength(25);
  });
});
