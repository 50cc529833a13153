import { afterEach, describe, expect, test } from "vitest";
import { aUser, ORGANISATION_ID } from "../../../fixtures/tyk-dashboard/builders.ts";
import type { Fault } from "../../../fixtures/tyk-simulator/faults.ts";
import type { Permissions } from "../../../fixtures/tyk-simulator/wire.ts";
import type { CheckStep } from "../../../src/plugin/contract.ts";
import {
  checkSteps,
  closeDashboards,
  openDashboard,
  type OpenDashboard,
} from "../../helpers/open-dashboard.ts";

afterEach(closeDashboards);

const PERMISSIONS = aUser().user_permissions;

async function stepsWith(permissions: Permissions): Promise<ReadonlyMap<string, CheckStep>> {
  const { check } = await openDashboard({ users: [aUser({ user_permissions: permissions })] });
  return byId(await check());
}

/** Of a key that nobody has it says what a gateway said. */
async function openDashboardWithGateway(): Promise<OpenDashboard> {
  const open = await openDashboard();
  const message = "Could not retrieve key detail.";
  open.dashboard.faults.set({ kind: "serverError", path: "/api/keys", status: 404, message });
  return open;
}

function byId(steps: readonly CheckStep[]): ReadonlyMap<string, CheckStep> {
  return new Map(steps.map((step) => [step.id, step]));
}

async function broken(change: (open: OpenDashboard) => unknown): Promise<CheckStep | undefined> {
  const open = await openDashboard();
  await change(open);
  return (await open.check()).find(({ outcome }) => outcome === "fail");
}

describe("a check of a Dashboard", () => {
  test("asks the questions a person would, in their order", async () => {
    const { check } = await openDashboardWithGateway();
    expect((await check()).map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      "dashboard ok",
      "secret ok",
      "user ok",
      "organisation ok",
      "permission-apis ok",
      "permission-certs ok",
      "permission-keys ok",
      "permission-policies ok",
      "permission-analytics ok",
      "permission-users ok",
      "permission-others ok",
      "policies ok",
      "gateway ok",
    ]);
  });

  test("says the same on a connection", async () => {
    const { check, connect } = await openDashboard();
    expect(await checkSteps(await connect())).toEqual(await check());
  });

  test("ends where nothing more can be told: the server is gone", async () => {
    expect(await broken(({ dashboard }) => dashboard.refuseConnections())).toMatchObject({
      id: "dashboard",
      seen: expect.stringContaining("refused the connection"),
      advice: expect.stringContaining("Check the port in url"),
    });
  });

  test("names a secret that was reset", async () => {
    const step = await broken(({ dashboard }) => dashboard.faults.set({ kind: "keyReset" }));
    expect(step).toMatchObject({ id: "secret", advice: expect.stringContaining("API access key") });
  });

  test("names a user that is switched off, its secret being accepted", async () => {
    const { dashboard, check } = await openDashboard();
    dashboard.faults.set({ kind: "userRevoked" });
    const steps = await check();
    expect(steps.slice(1)).toMatchObject([
      { id: "secret", outcome: "ok" },
      { id: "user", outcome: "fail", advice: expect.stringContaining("Activate the user") },
    ]);
  });

  test("takes a user without an e-mail for one", async () => {
    const { check } = await openDashboard({ users: [aUser({ email_address: "" })] });
    const steps = byId(await check());
    expect(steps.get("user")).toMatchObject({ outcome: "ok", seen: expect.stringContaining("is active") });
    expect(steps.get("permission-apis")).toMatchObject({ outcome: "ok" });
  });

  test("names the organisation of the key when the config has another one", async () => {
    const { check } = await openDashboard();
    const steps = byId(await check({ organisationId: "64c1f0a9b7d2e3000187aa55" }));
    expect(steps.get("organisation")).toMatchObject({
      outcome: "fail",
      seen: expect.stringContaining(ORGANISATION_ID),
      advice: expect.stringContaining("Correct organisationId"),
    });
    expect(steps.get("policies")).toMatchObject({ outcome: "ok" });
  });
});

describe("a permission", () => {
  test.each([
    ["apis", "APIs: Write"],
    ["certs", "Certificates: Write"],
    ["keys", "Keys: Write"],
    ["policies", "Policies: Write"],
    ["analytics", "Analytics: Read"],
  ])("that is missing is named with what to give: %s", async (key, wanted) => {
    const steps = await stepsWith({ ...PERMISSIONS, [key]: "deny" });
    expect(steps.get(`permission-${key}`)).toMatchObject({
      outcome: "fail",
      seen: expect.stringContaining("too little"),
      advice: expect.stringContaining(`Give the Dashboard user ${wanted}`),
    });
    const others = [...steps.values()].filter(({ id }) => id.startsWith("permission-") && !id.endsWith(key));
    expect(others.every(({ outcome }) => outcome === "ok")).toBe(true);
  });

  test.each(["apis", "certs", "keys", "policies"])(
    "to read is too little where it is to write: %s",
    async (key) => {
      const steps = await stepsWith({ ...PERMISSIONS, [key]: "read" });
      expect(steps.get(`permission-${key}`)).toMatchObject({
        outcome: "fail",
        seen: expect.stringMatching(/^too little: \w+: read/u),
      });
    },
  );

  test("to see users that is missing leaves what may be written unknown, and is itself known", async () => {
    const steps = await stepsWith({ ...PERMISSIONS, users: "deny" });
    expect(steps.get("permission-users")).toMatchObject({
      outcome: "fail",
      seen: expect.stringContaining("Users: Read"),
      advice: expect.stringContaining("Give it to the user"),
    });
    for (const id of ["user", "permission-apis", "permission-policies", "permission-others"])
      expect(steps.get(id)).toMatchObject({
        outcome: "unknown",
        seen: expect.stringContaining("this key may not see users"),
      });
  });

  test.each(["analytics", "users"])("to write is more than needed where it is to read: %s", async (key) => {
    const steps = await stepsWith({ ...PERMISSIONS, [key]: "write" });
    expect(steps.get(`permission-${key}`)).toMatchObject({
      outcome: "warn",
      seen: expect.stringContaining("more than needed"),
      practice: "extra-permissions",
    });
  });

  test("for a section that nothing asks for is more than needed", async () => {
    const steps = await stepsWith({
      ...PERMISSIONS,
      system: "read",
      hooks: "write",
      log: "deny",
      mcp: "read",
    });
    expect(steps.get("permission-others")).toMatchObject({
      outcome: "warn",
      seen: "more than needed: system, hooks",
      practice: "extra-permissions",
    });
  });

  test.each([[{}], [{ IsAdmin: "admin" }]])(
    "of an administrator is more than needed: %j",
    async (permissions) => {
      const steps = await stepsWith(permissions);
      expect(steps.get("permission-others")).toMatchObject({ outcome: "warn", practice: "admin-user" });
      expect(steps.get("permission-apis")).toMatchObject({ outcome: "ok" });
    },
  );

  test("of a user in a group is not known, for the group cannot be read", async () => {
    const group = {
      id: "g1",
      org_id: ORGANISATION_ID,
      name: "G",
      active: true,
      user_permissions: PERMISSIONS,
    };
    const { check } = await openDashboard({ users: [aUser({ group_id: "g1" })], userGroups: [group] });
    const steps = byId(await check());
    expect(steps.get("permission-apis")).toMatchObject({
      outcome: "unknown",
      seen: expect.stringContaining("the user is in a group"),
      advice: expect.stringContaining("Dashboard: User Groups"),
    });
    expect(steps.get("user")).toMatchObject({ outcome: "ok", seen: "portal@example.org is active" });
  });

  test.each<readonly [string, Fault, string]>([
    ["users cannot be listed at once", { kind: "refuseAllPages", path: "/api/users" }, "all at once"],
    [
      "no user has the key",
      { kind: "otherShape", path: "/api/users", value: { users: [{ access_key: "" }] } },
      "none of the users",
    ],
    ["users cannot be read", { kind: "serverError", path: "/api/users" }, "the users cannot be read"],
  ])("that nobody sees is not asked for where it would not help: %s", async (_, fault, why) => {
    const { dashboard, check } = await openDashboard();
    dashboard.faults.set(fault);
    const steps = byId(await check());
    expect(steps.get("permission-apis")).toMatchObject({
      outcome: "unknown",
      seen: expect.stringContaining(why),
    });
    for (const { advice } of steps.values()) expect(advice ?? "").not.toContain("Give the user");
  });

  test("to read that nobody sees is told by a request that it decides about", async () => {
    const steps = await stepsWith({ ...PERMISSIONS, users: "deny", certs: "deny" });
    expect(steps.get("permission-analytics")).toMatchObject({ outcome: "ok" });
    expect(steps.get("permission-keys")).toMatchObject({ seen: expect.stringContaining("can be read") });
    expect(steps.get("permission-certs")).toMatchObject({ outcome: "fail" });
    const without = await stepsWith({ ...PERMISSIONS, users: "deny", analytics: "deny" });
    expect(without.get("permission-analytics")).toMatchObject({
      outcome: "fail",
      seen: expect.stringContaining("Analytics: Read"),
    });
  });

  test("to read is not known where the Dashboard does not serve what it decides about", async () => {
    const user = aUser({ user_permissions: { ...PERMISSIONS, users: "deny" } });
    const { check } = await openDashboard({ users: [user] }, { servesAnalytics: false });
    expect(byId(await check()).get("permission-analytics")).toMatchObject({
      outcome: "unknown",
      seen: expect.stringMatching(/^Analytics: Read is not known: this Dashboard does not serve GET \/api/u),
    });
  });
});

describe("the gateway", () => {
  test("that does not answer is told apart from the Dashboard", async () => {
    const { dashboard, check } = await openDashboard();
    const path = "/api/keys";
    dashboard.faults.set({ kind: "serverError", path, message: "Failed to unmarshal key data." });
    const steps = byId(await check());
    expect(steps.get("gateway")).toMatchObject({
      outcome: "fail",
      seen: expect.stringContaining("Failed to unmarshal key data"),
      advice: expect.stringContaining("is a gateway running"),
    });
    expect(steps.get("dashboard")).toMatchObject({ outcome: "ok" });
  });

  test("is not known for a key that may not ask for keys", async () => {
    const steps = await stepsWith({ ...PERMISSIONS, keys: "deny" });
    expect(steps.get("gateway")).toMatchObject({ outcome: "unknown" });
  });
});
