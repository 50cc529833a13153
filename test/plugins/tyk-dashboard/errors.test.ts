import { afterEach, describe, expect, test } from "vitest";
import { aUser } from "../../../fixtures/tyk-dashboard/builders.ts";
import type { Fault } from "../../../fixtures/tyk-simulator/faults.ts";
import { caught } from "../../helpers/caught.ts";
import { closeDashboards, openDashboard, readAll } from "../../helpers/open-dashboard.ts";

afterEach(closeDashboards);

const PORTAL_PERMISSIONS = aUser().user_permissions;

const POLICIES = "/api/portal/policies";

/** The error of a reading whose policies meet a fault. */
async function readingWith(fault: Fault): Promise<Awaited<ReturnType<typeof caught>>> {
  const { dashboard, read } = await openDashboard();
  dashboard.faults.set({ ...fault, path: POLICIES });
  return caught(read());
}

describe("the key", () => {
  test("that is unknown is NOT_AUTHORISED, with where to find it", async () => {
    const { connect } = await openDashboard();
    const error = await caught(connect({ secret: "0000000000000000" }));
    expect(error.code).toBe("NOT_AUTHORISED");
    expect(error.hint).toContain("Tyk Dashboard API Access Credentials");
  });

  test("that was reset is NOT_AUTHORISED at the next reading", async () => {
    const { dashboard, connect } = await openDashboard();
    const connection = await connect();
    dashboard.faults.set({ kind: "keyReset" });
    expect((await caught(readAll(connection))).code).toBe("NOT_AUTHORISED");
  });

  test("is not bad because of one 401", async () => {
    const { dashboard, read } = await openDashboard();
    dashboard.faults.set({ kind: "unauthorised", path: "/api/apis", times: 1 });
    expect(await read()).toEqual({ apis: [], policies: [] });
  });

  test("that is refused for one thing only lacks a permission", async () => {
    const { dashboard, read } = await openDashboard();
    dashboard.faults.set({ kind: "unauthorised", path: "/api/apis" });
    expect(await caught(read())).toMatchObject({
      code: "PERMISSION_MISSING",
      message: expect.stringContaining("APIs: Write"),
    });
  });

  test("of a user who is not active is USER_INACTIVE", async () => {
    const { connect } = await openDashboard({ users: [aUser({ active: false })] });
    expect((await caught(connect())).code).toBe("USER_INACTIVE");
  });

  test("of a user who is revoked meanwhile is USER_INACTIVE", async () => {
    const { dashboard, connect } = await openDashboard();
    const connection = await connect();
    dashboard.faults.set({ kind: "userRevoked" });
    expect((await caught(readAll(connection))).code).toBe("USER_INACTIVE");
  });
});

describe("a permission that is missing", () => {
  test.each([
    ["policies", "Policies: Write"],
    ["apis", "APIs: Write"],
  ])("is named: %s", async (key, label) => {
    const { [key]: _, ...permissions } = PORTAL_PERMISSIONS;
    const { read } = await openDashboard({ users: [aUser({ user_permissions: permissions })] });
    const error = await caught(read());
    expect(error).toMatchObject({ code: "PERMISSION_MISSING", message: expect.stringContaining(label) });
    expect(error.hint).toContain(
      "APIs: Write, Certificates: Write, Keys: Write, Policies: Write, Analytics: Read, Users: Read",
    );
  });

  test("keeps the Dashboard's own words", async () => {
    expect((await readingWith({ kind: "forbidden" })).message).toContain(
      "You do not have permission to access",
    );
  });

  test("is the reason of each thing that cannot be done", async () => {
    const permissions = { ...PORTAL_PERMISSIONS, policies: "read", keys: "deny" };
    const { connect } = await openDashboard({ users: [aUser({ user_permissions: permissions })] });
    const { can } = (await connect()).capabilities;
    expect(can.writePlans).toEqual({
      available: false,
      reason: "The Dashboard user lacks the permission Policies: Write.",
    });
    expect(can.issueApiKeys).toMatchObject({ reason: expect.stringContaining("Keys: Write") });
    expect(can.revokeCredentials).toMatchObject({ available: false });
    expect(can.issueOAuthClients).toMatchObject({ reason: expect.stringContaining("OAuth: Write") });
    expect(can.readUsage).toEqual({ available: true });
  });
});

describe("an answer", () => {
  test.each<readonly [string, Fault, string]>([
    ["403 malformed is MALFORMED, not a permission", { kind: "malformed" }, "MALFORMED"],
    ["HTML is WRONG_SERVICE", { kind: "html" }, "WRONG_SERVICE"],
    ["404 HTML is WRONG_SERVICE", { kind: "html", status: 404 }, "WRONG_SERVICE"],
    ["JSON of another shape is WRONG_SERVICE", { kind: "otherShape" }, "WRONG_SERVICE"],
    ["a bare list, as a gateway's, is WRONG_SERVICE", { kind: "otherShape", value: [] }, "WRONG_SERVICE"],
    ["an empty body is MALFORMED", { kind: "empty" }, "MALFORMED"],
    ["half of the JSON is MALFORMED", { kind: "truncatedJson" }, "MALFORMED"],
    [
      "200 with Status Error is SERVER_ERROR",
      { kind: "serverError", status: 200, message: "no" },
      "SERVER_ERROR",
    ],
    ["500 is SERVER_ERROR", { kind: "serverError" }, "SERVER_ERROR"],
    ["404 in the Dashboard's envelope is SERVER_ERROR", { kind: "serverError", status: 404 }, "SERVER_ERROR"],
    ["502 of a proxy is SERVER_ERROR", { kind: "html", status: 502 }, "SERVER_ERROR"],
    ["429 is THROTTLED", { kind: "tooManyRequests", retryAfter: 0 }, "THROTTLED"],
    ["a redirect is REDIRECTED", { kind: "redirect", location: "https://elsewhere.example" }, "REDIRECTED"],
    [
      "a list of other things is MALFORMED",
      { kind: "otherShape", value: { Data: [1], Pages: 1 } },
      "MALFORMED",
    ],
  ])("of %s", async (_, fault, code) => {
    const error = await readingWith(fault);
    expect(error.code).toBe(code);
    expect(error.hint).not.toBeNull();
  });

  test("of a gateway to its own secret is WRONG_SERVICE", async () => {
    const body =
      '{"status":"error","message":"Attempted administrative access with invalid or missing key!"}';
    const { dashboard, connect } = await openDashboard();
    dashboard.faults.set({ kind: "answer", status: 403, body });
    const error = await caught(connect());
    expect(error.message).toBe(
      `This is not a Dashboard: GET /api/users was answered 403 Forbidden, in the words of a gateway "{"status":"error","message":"Attempted administrative access with invalid or mi…".`,
    );
    expect(error).toMatchObject({ code: "WRONG_SERVICE", hint: expect.stringContaining("gateway") });
  });

  test("of a gateway that does not know the path is WRONG_SERVICE", async () => {
    const { dashboard, connect } = await openDashboard();
    dashboard.faults.set({ kind: "answer", status: 404, body: "404 page not found" });
    expect((await caught(connect())).code).toBe("WRONG_SERVICE");
  });

  test("of a page of the Dashboard's own interface is WRONG_SERVICE", async () => {
    const { dashboard, connect } = await openDashboard();
    dashboard.faults.set({ kind: "html" });
    const error = await caught(connect());
    expect(error).toMatchObject({ code: "WRONG_SERVICE", message: expect.stringContaining("an HTML page") });
  });

  test.each([
    [600, "429 Too Many Requests; the next one is welcome after 600 s."],
    ["Wed, 21 Oct 2099 07:28:00 GMT", "welcome at Wed, 21 Oct 2099 07:28:00 GMT."],
  ])("of 429 says when the next request is welcome: %s", async (retryAfter, words) => {
    expect((await readingWith({ kind: "tooManyRequests", retryAfter })).message).toContain(words);
  });

  test("of an outage is asked for no more often than repetitions are configured", async () => {
    const { dashboard, connect, logged } = await openDashboard();
    dashboard.faults.set({ kind: "html", status: 502 });
    expect((await caught(connect())).message).toBe("GET /api/users was answered 502 Bad Gateway.");
    expect(logged.filter((line) => line.includes("/api/users"))).toHaveLength(4);
  });

  test("that there is no list of all users hides whose the key is, and nothing else", async () => {
    const { dashboard, connect } = await openDashboard();
    dashboard.faults.set({ kind: "refuseAllPages", path: "/api/users" });
    expect((await connect()).capabilities.identity).toMatchObject({ user: null, organisationId: null });
  });

  test("that is larger than allowed is TOO_LARGE", async () => {
    const { dashboard, read } = await openDashboard();
    dashboard.faults.set({ kind: "huge", path: POLICIES, bytes: 3_000_000, declaresLength: false });
    expect((await caught(read({ options: { maxResponseSize: "1MiB" } }))).code).toBe("TOO_LARGE");
  });

  test("quoted in a message ends with one full stop, not two", async () => {
    expect((await readingWith({ kind: "serverError" })).message).toBe(
      'GET /api/portal/policies/ was answered 500 Internal Server Error: "Failed to marshal data".',
    );
  });

  test("quoted in a message is neutralised", async () => {
    const error = await readingWith({ kind: "serverError", message: "\u001B[2Jboom" });
    expect(error.message).toContain("\u241B[2Jboom");
  });
});
