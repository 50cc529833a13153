import { readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { accessPolicy, anApi, aUser, limitPolicy, SECRET } from "../../fixtures/tyk-dashboard/builders.ts";
import { committedCertificate } from "../../fixtures/tyk-dashboard/certificates.ts";
import type { Fault } from "../../fixtures/tyk-simulator/faults.ts";
import { parseArguments } from "../../src/cli/parse.ts";
import { checkStepSchema, type CheckStep } from "../../src/core/check-step.ts";
import { commandSession, type CommandSession, type SessionProvider } from "../helpers/command-session.ts";
import { closeDashboards, openDashboard } from "../helpers/open-dashboard.ts";
import { startServer } from "../helpers/small-server.ts";
import { trusting } from "../helpers/trusting.ts";

const open: { readonly close: () => Promise<void> }[] = [];

beforeAll(() => trusting("self-signed"));

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await closeDashboards();
});

const GATEWAY: Fault = {
  kind: "serverError",
  path: "/api/keys",
  status: 404,
  message: "Could not retrieve key detail.",
};

async function sessionOf(...providers: readonly SessionProvider[]): Promise<CommandSession> {
  const session = await commandSession(providers);
  open.unshift(session);
  return session;
}

async function gateway(): Promise<string> {
  const server = await startServer((_, response) => response.end("{}"), committedCertificate("self-signed"));
  open.push(server);
  return server.url;
}

const checksSchema = z.array(
  z.strictObject({ provider: z.string(), ok: z.boolean(), steps: z.array(checkStepSchema) }),
);
type Checked = z.infer<typeof checksSchema>[number];

async function checkedAs(session: CommandSession, ...argv: readonly string[]): Promise<readonly Checked[]> {
  return checksSchema.parse(JSON.parse((await session.portico(["check", "-o", "json", ...argv])).out));
}

async function stepsOf(session: CommandSession): Promise<ReadonlyMap<string, CheckStep>> {
  const [first] = await checkedAs(session);
  return new Map((first?.steps ?? []).map((step) => [step.id, step]));
}

/** What differs from run to run: ports, days. */
function steady(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/gu, "127.0.0.1:PORT")
    .replaceAll(/\d+ days (left|ago)/gu, "N days $1");
}

const HEALTHY_DATA = {
  apis: [anApi({ name: "Payments" })],
  policies: [accessPolicy({ name: "Pay", tags: ["eu"] })],
};

describe("check", () => {
  test("tells of a healthy Provider that all is well", async () => {
    const { dashboard } = await openDashboard(HEALTHY_DATA, { tls: "self-signed" });
    dashboard.faults.set(GATEWAY);
    const more = [`baselineUrl: ${await gateway()}`, "description: For Europe", "policyTags: eu"];
    const session = await sessionOf({ name: "Europe", url: dashboard.url, more });
    await session.portico(["sync"]);
    const { code, out, err } = await session.portico(["check"]);
    expect(steady(out)).toMatchInlineSnapshot(`
      "Europe: all 21 steps are fine
        ✔ url                   https://127.0.0.1:PORT
        ✔ dns                   127.0.0.1 is an address already
        ✔ port                  127.0.0.1:PORT accepts connections
        ✔ tls                   localhost, issued by localhost, N days left
        ✔ dashboard             speaks like a Tyk Dashboard
        ✔ secret                the access key is accepted
        ✔ user                  portal@example.org is active
        ✔ organisation          5e9d9544a1dcd60001d0ed20 (the key's own; organisationId names none)
        ✔ permission-apis       APIs: Write
        ✔ permission-certs      Certificates: Write
        ✔ permission-keys       Keys: Write
        ✔ permission-policies   Policies: Write
        ✔ permission-analytics  Analytics: Read
        ✔ permission-users      Users: Read
        ✔ permission-others     nothing beyond what is needed
        ✔ policies              can be read: 1, in one answer and by its pages
        ✔ selection             1 policy, 1 with "eu": 1 Product and 0 Plans
        ✔ gateway               answers for key operations
        ✔ baseline              https://127.0.0.1:PORT answers
        ✔ clock                 both clocks agree within a minute
        ✔ sync                  last synchronized just now

      "
    `);
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  test("tells of a sick Provider everything that is wrong, and what to do", async () => {
    const user = aUser({ user_permissions: { ...aUser().user_permissions, certs: "deny", users: "write" } });
    const policies = [limitPolicy({ name: "Gold" }), accessPolicy({ name: "Pay" })];
    const { dashboard } = await openDashboard(
      { ...HEALTHY_DATA, policies, users: [user] },
      { tls: "expired" },
    );
    dashboard.faults.set({
      kind: "serverError",
      path: "/api/keys",
      message: "Failed to unmarshal key data.",
    });
    const more = [
      "insecureSkipVerify: true",
      "environment: production",
      "policyTags: eu",
      "organisationId: 64c1f0a9b7d2e3000187aa55",
      "baselineUrl: http://127.0.0.1:1",
    ];
    const session = await sessionOf({ name: "Sick", url: dashboard.url, more });
    session.session.wait(600_000);
    const { code, out } = await session.portico(["check"], { columns: 90 });
    expect(steady(out)).toMatchInlineSnapshot(`
      "Sick: 4 failed, 4 warnings, 2 unknown
        ✔ url                      https://127.0.0.1:PORT
        ✔ dns                      127.0.0.1 is an address already
        ✔ port                     127.0.0.1:PORT accepts connections
        ⚠ tls                      insecureSkipVerify hides that its certificate has expired
                                   (CERT_HAS_EXPIRED): localhost, issued by localhost, expired
                                   N days ago, and this is production [insecure-skip-verify]
                                   → Make the issuer known with NODE_EXTRA_CA_CERTS=issuer.pem,
                                     or have the certificate replaced; then take
                                     insecureSkipVerify out.
        ✔ dashboard                speaks like a Tyk Dashboard
        ✔ secret                   the access key is accepted
        ✔ user                     portal@example.org is active
        ✖ organisation             organisationId is 64c1f0a9b7d2e3000187aa55, but the key
                                   belongs to 5e9d9544a1dcd60001d0ed20.
                                   → Correct organisationId, or leave it out to use the key's.
                                     The id is shown in the Dashboard: Users, the user's
                                     profile, Tyk Dashboard API Access Credentials; a portal's
                                     own organisations are something else.
        ✔ permission-apis          APIs: Write
        ✖ permission-certs         too little: Certificates: none, where Certificates: Write is
                                   needed
                                   → Give the Dashboard user Certificates: Write (Dashboard:
                                     Users).
        ✔ permission-keys          Keys: Write
        ✔ permission-policies      Policies: Write
        ✔ permission-analytics     Analytics: Read
        ⚠ permission-users         more than needed: Users: Write, where Users: Read is enough
                                   [extra-permissions]
                                   → Lower it to Users: Read (Dashboard: Users).
        ✔ permission-others        nothing beyond what is needed
        ✔ policies                 can be read: 2, in one answer and by its pages
        ◌ selection                not known, because organisation failed
        ✖ gateway                  the Dashboard gets no answer from a gateway for key
                                   operations: GET /api/keys/portico-check-no-such-key was
                                   answered 500 Internal Server Error: "Failed to unmarshal key
                                   data".
                                   → Keys can be neither issued nor changed: is a gateway
                                     running, and connected to this Dashboard? Its log says
                                     more. Products and Plans are not concerned.
        ✖ baseline                 GET http://127.0.0.1:PORT/ failed: 127.0.0.1:PORT refused the
                                   connection (ECONNREFUSED).
                                   → Consumers call this address. Check the port in baselineUrl,
                                     and that the server is running and lets this machine in.
        ⚠ clock                    this machine's clock is 10 min ahead of the Provider's
                                   → Set both clocks by NTP: expiry of keys and certificates,
                                     and ages shown here, hang on them.
        ◌ sync                     never synchronized
                                   → Synchronize it: portico sync Sick
        ⚠ practice:no-description  no description: nobody can tell what this Provider is for
                                   → Set description: what it serves, and who is responsible.

      "
    `);
    expect(code).toBe(1);
  });

  test("tells of every best practice once, whichever step it is about, and though none could be", async () => {
    const { dashboard } = await openDashboard();
    const more = ["insecureSkipVerify: true"];
    const session = await sessionOf(
      { name: "Plain", url: dashboard.url, more },
      { name: "Gone", url: "http://127.0.0.1:1", more },
    );
    for (const { steps } of await checkedAs(session)) {
      const told = steps.flatMap(({ practice }) => practice ?? []);
      expect(told.toSorted()).toEqual([
        "http-url",
        "insecure-skip-verify",
        "no-baseline-url",
        "no-description",
      ]);
    }
  });

  test("checks Providers at once, and prints them in the order of the config", async () => {
    const slow = await openDashboard();
    const fast = await openDashboard();
    slow.dashboard.faults.set({ kind: "slow", delayMs: 100 });
    const session = await sessionOf(
      { name: "Slow", url: slow.dashboard.url },
      { name: "Fast", url: fast.dashboard.url },
    );
    const reached = slow.dashboard.request(() => true);
    const checks = checkedAs(session);
    await Promise.all([reached, fast.dashboard.request(() => true)]);
    expect((await checks).map(({ provider, ok }) => ({ provider, ok }))).toEqual([
      { provider: "Slow", ok: true },
      { provider: "Fast", ok: true },
    ]);
  });

  test("leaves out what is disabled unless it is named", async () => {
    const session = await sessionOf({ name: "Off", url: "http://127.0.0.1:1", more: ["enabled: false"] });
    expect(await session.portico(["check"])).toMatchObject({
      code: 0,
      out: "",
      err: expect.stringContaining("is enabled"),
    });
    expect((await session.portico(["check", "Off"])).code).toBe(1);
  });

  test("refuses a Provider that is not there, with the nearest name", async () => {
    const session = await sessionOf({ name: "Partners", url: "http://127.0.0.1:1" });
    expect(await session.portico(["check", "Partner"])).toMatchObject({
      code: 3,
      err: expect.stringContaining('Did you mean "Partners"?'),
    });
  });

  test("is cancelled by its signal, and says so", async () => {
    const { dashboard } = await openDashboard();
    dashboard.faults.set({ kind: "hang" });
    const session = await sessionOf({ name: "Alpha", url: dashboard.url });
    const stop = new AbortController();
    const ran = session.portico(["check"], { signal: stop.signal });
    await dashboard.request(() => true);
    stop.abort();
    expect(await ran).toMatchObject({
      code: 1,
      err: expect.stringContaining("The check of Alpha was cancelled"),
    });
  });

  test("prints a row per step as CSV, and YAML with the kind", async () => {
    const session = await sessionOf({ name: "Alpha", url: "http://127.0.0.1:1" });
    const { out } = await session.portico(["check", "-o", "csv"]);
    expect(out.split("\r\n").slice(0, 2)).toEqual([
      "provider,id,outcome,seen,advice,practice",
      "Alpha,url,ok,http://127.0.0.1:1,,",
    ]);
    expect((await session.portico(["check", "-o", "yaml"])).out).toContain("kind: check");
  });

  test("shows where it is while it runs, on a terminal", async () => {
    const { dashboard } = await openDashboard();
    const session = await sessionOf({ name: "Alpha", url: dashboard.url });
    const { err } = await session.portico(["check"], { stderrColumns: 80, now: ticking() });
    expect(err).toContain("Alpha: checked ");
  });

  test("takes Providers, a file and a format", () => {
    expect(parseArguments(["check", "A", "B", "A", "--support", "t.json", "-o", "json"])).toMatchObject({
      intent: { command: "check", providers: ["A", "B"], support: "t.json", output: "json" },
    });
  });
});

/** A clock on which every look is a second later: no frame is too soon. */
function ticking(): () => Date {
  let now = Date.parse("2026-08-21T12:04:00.000Z");
  return () => new Date((now += 1000));
}

describe("a fault", () => {
  const policies = "/api/portal/policies";
  test.each<readonly [string, Fault, string, RegExp, RegExp]>([
    ["silence", { kind: "hang" }, "dashboard", /gave no answer within/u, /options.timeout/u],
    ["a long wait", { kind: "slow", delayMs: 2500 }, "dashboard", /gave no answer within/u, /overloaded/u],
    ["a closed connection", { kind: "close" }, "dashboard", /broke before/u, /Try again/u],
    ["a reset", { kind: "resetMidBody" }, "dashboard", /broke before/u, /proxies in between/u],
    ["half of an answer", { kind: "truncatedJson" }, "dashboard", /cut off or broken/u, /limit the size/u],
    ["a page", { kind: "html" }, "dashboard", /HTML page/u, /management address/u],
    [
      "a gateway",
      { kind: "answer", status: 404, body: '{"error":"Not Found"}' },
      "dashboard",
      /words of a gateway/u,
      /not its gateway/u,
    ],
    ["a proxy's page", { kind: "html", status: 502 }, "dashboard", /502 Bad Gateway/u, /proxy on the way/u],
    ["an empty answer", { kind: "empty" }, "dashboard", /empty body/u, /swallowed/u],
    [
      "too many requests",
      { kind: "tooManyRequests", retryAfter: 60 },
      "policies",
      /after 60 s/u,
      /refreshInterval/u,
    ],
    [
      "JSON of another shape",
      { kind: "otherShape" },
      "dashboard",
      /an object of data, pages/u,
      /management address/u,
    ],
    [
      "a flood",
      { kind: "huge", bytes: 5_000_000 },
      "dashboard",
      /larger|more than|bytes|MiB/u,
      /maxResponseSize/u,
    ],
    [
      "a flood that is not announced",
      { kind: "huge", bytes: 5_000_000, declaresLength: false },
      "dashboard",
      /larger than 1 MiB/u,
      /maxResponseSize/u,
    ],
    [
      "JSON of some other system",
      { kind: "otherShape", value: { version: "1", items: [] } },
      "dashboard",
      /an object of version, items/u,
      /management address/u,
    ],
    [
      "a redirect",
      { kind: "redirect", location: "https://sso.example" },
      "dashboard",
      /sso\.example/u,
      /url/u,
    ],
    [
      "an error of its own",
      { kind: "serverError", path: policies },
      "policies",
      /Failed to marshal data/u,
      /log/u,
    ],
    [
      "a body taken for malformed",
      { kind: "malformed", path: policies },
      "policies",
      /malformed/u,
      /log says more/u,
    ],
    [
      "a missing permission",
      { kind: "forbidden", path: policies },
      "policies",
      /Policies: Write/u,
      /Give it to the user/u,
    ],
    ["a refused key", { kind: "unauthorised" }, "secret", /does not accept/u, /API access key/u],
    ["a key that was reset", { kind: "keyReset" }, "secret", /does not accept/u, /API access key/u],
    ["a user who was revoked", { kind: "userRevoked" }, "user", /not active/u, /Activate/u],
    [
      "another organisation",
      { kind: "orgSwitched", organisationId: "64c1f0a9b7d2e3000187aa55" },
      "organisation",
      /64c1f0a9b7d2e3000187aa55/u,
      /Correct organisationId/u,
    ],
    [
      "keys that reach no gateway",
      { ...GATEWAY, status: 500 },
      "gateway",
      /no answer from a gateway/u,
      /is a gateway running/u,
    ],
  ])("is named with its cause and the next action: %s", async (_, fault, ...[id, cause, action]) => {
    const { dashboard } = await openDashboard();
    dashboard.faults.set(fault);
    const options = "options: { retries: 0, timeout: 400ms, maxResponseSize: 1MiB }";
    const more = ["organisationId: 5e9d9544a1dcd60001d0ed20", options];
    const [checked] = await checkedAs(await sessionOf({ name: "Alpha", url: dashboard.url, more }));
    const steps = checked?.steps ?? [];
    const step = steps.find(({ outcome }) => outcome === "fail");
    expect(step).toMatchObject({
      id,
      seen: expect.stringMatching(cause),
      advice: expect.stringMatching(action),
    });
    for (const { seen, outcome, advice } of steps) {
      expect(seen).not.toMatch(/^\s*\d+\s*$|^\s+at /mu);
      expect(outcome === "fail" ? advice : "").not.toBeNull();
    }
    expect(checked?.ok).toBe(false);
  });

  test.each<readonly [string, Fault, number]>([
    ["the whole list", { kind: "lostItems", query: { p: "-2" } }, 3],
    ["every list, over several pages", { kind: "lostItems", path: policies }, 25],
  ])("that loses policies is seen by counting twice: %s", async (_, fault, count) => {
    const many = Array.from({ length: count }, (__, index) => accessPolicy({ name: `P${index}` }));
    const { dashboard } = await openDashboard({ ...HEALTHY_DATA, policies: many });
    dashboard.faults.set(fault);
    expect(
      (await stepsOf(await sessionOf({ name: "Alpha", url: dashboard.url }))).get("policies"),
    ).toMatchObject({
      outcome: "warn",
      seen: expect.stringMatching(
        /^the list is not whole: \d+ of the policies in one answer, \d+ by its pages$/u,
      ),
      advice: expect.stringContaining("sync --dry-run"),
    });
  });

  test("that loses policies wherever they are counted is seen by what the last synchronization read", async () => {
    const { dashboard } = await openDashboard(HEALTHY_DATA);
    const session = await sessionOf({ name: "Alpha", url: dashboard.url });
    dashboard.state.policies.add(accessPolicy({ name: "Gold" }));
    await session.portico(["sync"]);
    dashboard.faults.set({ kind: "lostItems", path: policies });
    const steps = await stepsOf(session);
    expect(steps.get("policies")).toMatchObject({ outcome: "ok" });
    expect(steps.get("selection")).toMatchObject({
      outcome: "warn",
      seen: expect.stringContaining("gone since the last synchronization: Gold"),
      advice: expect.stringContaining("portico sync Alpha --dry-run"),
    });
  });

  test("that is only somebody at work between two counts is none", async () => {
    const { dashboard } = await openDashboard(HEALTHY_DATA);
    const run = (): void => dashboard.state.policies.add(accessPolicy({ name: "Fresh" }));
    dashboard.faults.set({ kind: "before", query: { p: "-2" }, run });
    expect((await stepsOf(await sessionOf({ name: "Alpha", url: dashboard.url }))).get("policies")).toEqual({
      id: "policies",
      outcome: "ok",
      seen: "can be read: 2, in one answer and by its pages",
      advice: null,
    });
  });

  test("of the gateway is told apart from the Dashboard's", async () => {
    const { dashboard } = await openDashboard(HEALTHY_DATA);
    await dashboard.gateway.stop();
    const baseline = [`baselineUrl: ${dashboard.gateway.url}`];
    const steps = await stepsOf(await sessionOf({ name: "Alpha", url: dashboard.url, more: baseline }));
    expect(steps.get("gateway")).toMatchObject({
      outcome: "fail",
      advice: expect.stringMatching(/is a gateway running/u),
    });
    expect(steps.get("baseline")).toMatchObject({
      outcome: "fail",
      advice: expect.stringContaining("baselineUrl"),
    });
    expect(steps.get("dashboard")).toMatchObject({ outcome: "ok" });
    await dashboard.gateway.start();
    expect(
      (await stepsOf(await sessionOf({ name: "Alpha", url: dashboard.url, more: baseline }))).get("gateway"),
    ).toMatchObject({ outcome: "ok" });
  });

  test("that refuses all pages at once leaves the user unknown, and nothing green that is not known", async () => {
    const { dashboard } = await openDashboard();
    dashboard.faults.set({ kind: "refuseAllPages" });
    const steps = await stepsOf(await sessionOf({ name: "Alpha", url: dashboard.url }));
    expect(steps.get("user")).toMatchObject({ outcome: "unknown" });
    expect(steps.get("policies")).toMatchObject({ outcome: "ok" });
    expect(steps.get("permission-policies")).toMatchObject({ outcome: "unknown" });
  });

  test("of the way is followed by steps that are unknown because of it", async () => {
    const steps = await stepsOf(await sessionOf({ name: "Alpha", url: "https://127.0.0.1:1" }));
    expect(steps.get("port")).toMatchObject({
      outcome: "fail",
      advice: expect.stringContaining("Check the port"),
    });
    for (const id of ["tls", "dashboard", "secret", "permission-keys", "policies", "selection", "gateway"])
      expect(steps.get(id)).toMatchObject({ outcome: "unknown", seen: "not known, because port failed" });
  });

  test("of the secret's source is told at the secret, in the words of the config", async () => {
    const { dashboard } = await openDashboard();
    const session = await sessionOf({ name: "Alpha", url: dashboard.url });
    await session.session.write(
      `providers:\n  - { name: Alpha, url: "${dashboard.url}", secret: { file: gone } }\n`,
    );
    expect((await stepsOf(session)).get("secret")).toMatchObject({
      outcome: "fail",
      seen: expect.stringContaining("gone"),
      advice: expect.any(String),
    });
  });
});

describe("best practices", () => {
  test("are not warned about once their ids are ignored", async () => {
    const { dashboard } = await openDashboard();
    const session = await sessionOf({ name: "Alpha", url: dashboard.url });
    const provider = `providers:\n  - { name: Alpha, url: "${dashboard.url}", secret: "${SECRET}" }\n`;
    await session.session.write(`ignore: [http-url, no-description, literal-secret]\n${provider}`);
    const steps = await stepsOf(session);
    expect(steps.get("tls")).toMatchObject({ outcome: "ok", advice: null });
    expect(steps.has("practice:no-description")).toBe(false);
    expect(steps.get("baseline")).toMatchObject({ outcome: "warn", practice: "no-baseline-url" });
  });
});

describe("an adapter without a check of its own", () => {
  test("is connected to, and asked by what its connection can tell", async () => {
    const session = await sessionOf({ name: "Alpha", url: "http://127.0.0.1:1" });
    await writeFile(join(session.session.folder, "catalog.yaml"), "policies: [{ id: p1, name: Pay }]\n");
    const file = (path: string): string => `adapter: file, options: { path: ${path} }`;
    await session.session.write(
      `providers:\n  - { name: There, ${file("catalog.yaml")} }\n  - { name: Gone, ${file("gone.yaml")} }\n`,
    );
    const [there, gone] = await checkedAs(session);
    expect(there?.steps.slice(0, 3).map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      "connection ok",
      "readable ok",
      "selection warn",
    ]);
    expect(gone?.steps.find(({ outcome }) => outcome === "fail")).toMatchObject({
      id: "readable",
      seen: expect.stringContaining("gone.yaml: there is no such file"),
      advice: expect.stringContaining("options.path"),
    });
  });

  test.each([
    ["throws-in-connect", "connection", /cannot read properties/u],
    ["returns-rubbish", "selection", /unusable/u],
    ["good", null, /./u],
  ])("says where it went wrong: %s", async (adapter, failed, seen) => {
    const session = await sessionOf({ name: "Alpha", url: "http://127.0.0.1:1" });
    const file = resolve(`fixtures/plugins/${adapter}.ts`);
    await session.session.write(`plugins: [${file}]\nproviders: [{ name: A, adapter: ${adapter} }]\n`);
    const steps = [...(await stepsOf(session)).values()];
    const bad = steps.find(({ outcome }) => outcome === "fail");
    expect(bad?.id ?? null).toBe(failed);
    expect(bad?.seen ?? "fine").toMatch(seen);
    expect(bad?.advice ?? "").not.toMatch(/^\s+at /mu);
  });
});

describe("what a check has seen", () => {
  test("is told afterwards, too, with when that was: by commands and by the console", async () => {
    const user = aUser({ user_permissions: { IsAdmin: "admin" } });
    const { dashboard } = await openDashboard({ users: [user] });
    const session = await sessionOf({ name: "Alpha", url: dashboard.url });
    await session.portico(["check"]);
    await session.portico(["sync"]);
    const { out } = await session.portico(["get", "providers", "-o", "json"]);
    const told: unknown = JSON.parse(out);
    expect(told).toMatchObject([
      {
        warnings: expect.arrayContaining([
          expect.objectContaining({ id: "admin-user", checkedAt: expect.stringMatching(/^20.*Z$/u) }),
          expect.objectContaining({ id: "no-description", checkedAt: null }),
        ]),
      },
    ]);
    expect((await session.portico(["get", "providers"])).out).toContain("admin-user");
    const app = await session.session.open();
    const [view] = app.console.state().providers;
    expect(view?.status.measured).toMatchObject([{ step: { practice: "admin-user" } }]);
    await app.close();
  });

  test("is forgotten once a check sees that it is mended", async () => {
    const { dashboard } = await openDashboard({ users: [aUser({ user_permissions: { IsAdmin: "admin" } })] });
    const session = await sessionOf({ name: "Alpha", url: dashboard.url });
    await session.portico(["check"]);
    const [user] = dashboard.state.users.all();
    dashboard.state.users.change(user?.id ?? "", { user_permissions: aUser().user_permissions });
    await session.portico(["check"]);
    expect((await session.portico(["get", "providers"])).out).not.toContain("admin-user");
  });
});

describe("what connecting has seen", () => {
  test("is told without a check, and forgotten once a synchronization sees that it is mended", async () => {
    const { dashboard } = await openDashboard({ users: [aUser({ user_permissions: { IsAdmin: "admin" } })] });
    const session = await sessionOf({ name: "Alpha", url: dashboard.url });
    await session.portico(["sync", "--dry-run"]);
    expect((await session.portico(["get", "providers"])).out).not.toContain("admin-user");
    await session.portico(["sync"]);
    expect((await session.portico(["get", "providers"])).out).toContain("admin-user");
    const [user] = dashboard.state.users.all();
    dashboard.state.users.change(user?.id ?? "", { user_permissions: aUser().user_permissions });
    await session.portico(["sync"]);
    expect((await session.portico(["get", "providers"])).out).not.toContain("admin-user");
  });
});

describe("a support file", () => {
  test("holds versions, config, results and requests, for its owner alone, and no secret", async () => {
    const { dashboard } = await openDashboard();
    const session = await sessionOf({ name: "Alpha", url: dashboard.url });
    await session.portico(["sync"]);
    const { err, code } = await session.portico(["check", "--support", "ticket.json"]);
    expect({ err, code }).toEqual({ err: "Wrote ticket.json: read it before you send it.\n", code: 0 });
    const file = join(session.session.folder, "ticket.json");
    const text = await readFile(file, "utf8");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(text).not.toContain(SECRET);
    expect(JSON.parse(text)).toMatchObject({
      kind: "portico-support",
      versions: { portico: expect.any(String), runtime: expect.stringContaining("Node") },
      config: { files: { [session.session.config]: expect.stringContaining("secret: ***") } },
      checks: [{ provider: "Alpha", ok: true }],
      requests: expect.arrayContaining([expect.objectContaining({ path: "/api/apis", status: 200 })]),
    });
  });

  test("has every secret taken out wherever it stands: comments, descriptions, what a Provider said", async () => {
    const { dashboard } = await openDashboard({
      policies: [accessPolicy({ name: `of ${SECRET}`, tags: [SECRET] })],
    });
    const session = await sessionOf({ name: "Alpha", url: dashboard.url });
    const rows = [
      "# secret: 0ld-s3cret",
      "providers:",
      `  - { name: Alpha, url: "${dashboard.url}", secret: "${SECRET}" } # was 0lder-s3cret`,
      "  - name: Never",
      "    url: http://127.0.0.1:1",
      "    # the next one will be n3xt-s3cret",
      "    secret: never-s3nt-secret",
      "    description: its key is never-s3nt-secret",
      "  - name: Env",
      "    url: http://127.0.0.1:1",
      "    secret: ${PLANTED}",
      "    description: fr0m-env-secret is its key",
      "    options: { retries: 0, timeout: 2s }",
    ];
    await session.session.write(`${rows.join("\n")}\n`);
    const app = await session.session.open({
      PLANTED: "fr0m-env-secret",
      HTTPS_PROXY: "http://u:pr0xy-s3cret@127.0.0.1:1",
    });
    const file = join(session.session.folder, "ticket.json");
    await writeFile(file, "old", { mode: 0o644 });
    await app.console.sync(null);
    const checks = await app.console.check(null);
    await app.console.writeSupport(file, checks);
    await app.close();
    const text = await readFile(file, "utf8");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    for (const secret of [SECRET, "0ld-", "0lder-", "n3xt-", "never-s3nt", "fr0m-env", "pr0xy-"])
      expect(text).not.toContain(secret);
    expect(text).toContain("its key is ***");
    expect(text).toContain("secret: ${PLANTED}");
  });

  test("that cannot be written says where and why", async () => {
    const session = await sessionOf({ name: "Alpha", url: "http://127.0.0.1:1" });
    expect(await session.portico(["check", "--support", "no/such/folder/t.json"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("cannot be written: ENOENT"),
    });
  });
});
