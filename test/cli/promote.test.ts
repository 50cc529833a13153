import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  accessPolicy,
  anApi,
  dashboardData,
  grant,
  limitPolicy,
} from "../../fixtures/tyk-dashboard/builders.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import { typing } from "../helpers/captured-io.ts";
import { commandSession, type CommandSession, type Ran } from "../helpers/command-session.ts";
import { jsonRecords } from "../helpers/json-records.ts";

const RESTRICTED = { allowed_urls: [{ url: "/a/.*", methods: ["GET"] }] };

/** Two Dashboards with the same APIs under other ids; the second has less, and is production. */
let eu: Dashboard;
let us: Dashboard;
let commands: CommandSession;

beforeEach(async () => {
  const pay = anApi({ id: "e-pay", name: "Payments", auth: "key" });
  const refunds = anApi({ id: "e-refunds", name: "Refunds", auth: "key", listenPath: "/refunds/" });
  const loans = anApi({ id: "e-loans", name: "Loans", auth: "key" });
  eu = await startDashboard({
    data: dashboardData({
      apis: [pay, refunds, loans],
      policies: [
        accessPolicy({
          name: "Money",
          apis: [pay, refunds],
          tags: ["eu", "fast"],
          meta_data: { owner: "me" },
        }),
        accessPolicy({ name: "Credit", apis: [pay, loans], tags: ["eu"] }),
        accessPolicy({ name: "Partly", apis: [grant(pay, RESTRICTED)], tags: ["eu"] }),
        limitPolicy({ name: "Gold", tags: ["eu"], rate: 100, per: 60 }),
        limitPolicy({ name: "Silver", tags: ["eu"], rate: 10, per: 60 }),
      ],
    }),
  });
  us = await startDashboard({
    data: dashboardData({
      apis: [
        anApi({ id: "u-pay", name: "Payments", auth: "key" }),
        anApi({ id: "u-refunds", name: "Money back", auth: "key", listenPath: "/refunds/" }),
      ],
      policies: [limitPolicy({ name: "Gold", tags: ["us"], rate: 5, per: 60 })],
    }),
  });
  commands = await commandSession([
    { name: "EU", url: eu.url, more: ["policyTags: [eu]"] },
    { name: "US", url: us.url, more: ["policyTags: [us]", "environment: production"] },
  ]);
  await commands.portico(["sync"]);
});

afterEach(async () => {
  await commands.close();
  await eu.close();
  await us.close();
});

const SURE = ["--yes", "--confirm", "US"];
const BETWEEN = ["--from", "EU", "--to", "US"];

function promote(...argv: string[]): Promise<Ran> {
  return commands.portico(["promote", ...argv, ...BETWEEN]);
}

function policy(name: string) {
  return us.state.policies.find((one) => one.name === name);
}

function writes(): number {
  return us.requests.filter(({ method }) => method !== "GET").length;
}

async function rows(): Promise<readonly Record<string, unknown>[]> {
  return jsonRecords((await commands.portico(["diff", "EU", "US", "-o", "json"])).out);
}

describe("portico promote", () => {
  it("creates at the other Provider what is not there, over its own API ids and with its own tags", async () => {
    expect(await promote("product", "Money", ...SURE)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Promoted Product "Money" from EU at US \(policy [0-9a-f]{24}\)\.\n$/u),
    });
    const made = policy("Money");
    expect(made?.tags).toEqual(["us", "fast"]);
    expect(made?.meta_data).toEqual({ owner: "me" });
    expect(Object.keys(made?.access_rights ?? {}).toSorted()).toEqual(["u-pay", "u-refunds"]);
    expect((await rows()).filter(({ name }) => name === "Money")).toEqual([]);
  });

  it("changes nothing the second time", async () => {
    await promote("product", "Money", ...SURE);
    const before = writes();
    const again = await promote("product", "Money", "-o", "json", "--exit-code");
    expect(again).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(again.out)).toMatchObject({
      ok: true,
      changes: [{ provider: "US", kind: "product", name: "Money", action: "unchanged" }],
    });
    expect(writes()).toBe(before);
  });

  it("edits what has the same name, several in one go, and all of them are undone together", async () => {
    const ran = await promote("plan", "Gold", "Silver", "-o", "json", ...SURE);
    expect(JSON.parse(ran.out)).toMatchObject({
      ok: true,
      changes: [
        { name: "Gold", action: "updated", fields: [{ field: "rate", side: "provider" }] },
        { name: "Silver", action: "created" },
      ],
    });
    expect(policy("Gold")).toMatchObject({ rate: 100, tags: ["us"] });
    expect((await rows()).filter(({ kind }) => kind === "plan")).toEqual([]);
    expect(await commands.portico(["undo", ...SURE])).toMatchObject({ code: 0, err: "" });
    expect(policy("Silver")).toBeUndefined();
    expect(policy("Gold")?.rate).toBe(5);
  });

  it("takes texts and labels along, and publication only when asked", async () => {
    await commands.portico([
      "edit",
      "plan",
      "Gold",
      "-p",
      "EU",
      "--set",
      "displayName=Gold!",
      "--set",
      "labels.a=b",
    ]);
    await commands.portico(["publish", "plan", "Gold", "-p", "EU"]);
    await promote("plan", "Gold", ...SURE);
    const gold = async () =>
      jsonRecords((await commands.portico(["get", "plans", "-p", "US", "-o", "json"])).out).find(
        ({ name }) => name === "Gold",
      );
    expect(await gold()).toMatchObject({ displayName: "Gold!", labels: { a: "b" }, published: false });
    await promote("plan", "Gold", "--published", ...SURE);
    expect(await gold()).toMatchObject({ published: true });
  });

  it("lists the APIs that are not there, writes nothing, and leaves them out when told", async () => {
    const refused = await promote("product", "Money", "Credit", ...SURE);
    expect(refused).toMatchObject({ code: 3, out: "" });
    expect(refused.err).toContain('US has no API that stands for "Loans"');
    expect(refused.err).toContain("--skip-unmatched");
    expect(writes()).toBe(0);
    const told = await promote("product", "Credit", "--skip-unmatched", ...SURE);
    expect(told).toMatchObject({ code: 0, err: expect.stringContaining('no such API: "Loans"') });
    expect(Object.keys(policy("Credit")?.access_rights ?? {})).toEqual(["u-pay"]);
  });

  it("refuses an API that several could stand for", async () => {
    us.state.apis.add(anApi({ id: "u-pay-2", name: "Payments", auth: "key", listenPath: "/other/" }));
    us.state.apis.change(
      "u-pay",
      anApi({ id: "u-pay", name: "Payments", auth: "key", listenPath: "/third/", definition: { slug: "p" } }),
    );
    us.state.apis.change(
      "u-pay-2",
      anApi({
        id: "u-pay-2",
        name: "Payments",
        auth: "key",
        listenPath: "/other/",
        definition: { slug: "q" },
      }),
    );
    await commands.portico(["sync", "US"]);
    const refused = await promote("product", "Money", "--skip-unmatched", ...SURE);
    expect(refused.code).toBe(3);
    expect(refused.err).toContain("could be any of these at US: Payments (/other/), Payments (/third/)");
  });

  it("opens in full what was opened in part only when told", async () => {
    const refused = await promote("product", "Partly", ...SURE);
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining("opened as a whole at US") });
    expect(await promote("product", "Partly", "--widen", ...SURE)).toMatchObject({ code: 0 });
  });

  it("shows what it would do, and does nothing", async () => {
    const dry = await promote("product", "Money", "--dry-run", "--exit-code");
    expect(dry.code).toBe(2);
    expect(dry.out).toContain('Promote Product "Money" from EU to US\n');
    expect(dry.out).toMatch(/apis +– +Payments \(u-pay\), Money back \(u-refunds\)/u);
    expect(dry.out).toContain("POST /api/portal/policies");
    expect(writes()).toBe(0);
  });

  it("wants the name of a production Provider, and a word before it writes", async () => {
    expect(await promote("plan", "Gold", "--yes")).toMatchObject({
      code: 3,
      err: expect.stringContaining("--confirm US"),
    });
    const { ask, questions } = typing("y", "US");
    const argv = ["promote", "plan", "Gold", ...BETWEEN];
    expect((await commands.portico(argv, { ask })).code).toBe(0);
    expect(questions).toHaveLength(2);
  });

  it("tells the history where it came from, with the command that does the same", async () => {
    await promote("plan", "Gold", ...SURE);
    const { out } = await commands.portico(["history", "US", "--kind", "write", "-o", "json"]);
    expect(jsonRecords(out)).toMatchObject([
      {
        outcome: "ok",
        summary: 'Promoted Plan "Gold" from EU',
        changes: [{ name: "Gold", fields: ["rate"] }],
      },
    ]);
  });

  it("says what was done and what was not when one of several fails, and goes on from there", async () => {
    us.faults.add({ kind: "serverError", method: "POST", times: 1 });
    const ran = await promote("plan", "Gold", "Silver", "-o", "json", ...SURE);
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({
      ok: false,
      changes: [{ name: "Gold", action: "updated" }],
      notDone: [{ provider: "US", kind: "plan", name: "Silver" }],
      error: { code: "WRITE_REFUSED" },
    });
    expect([policy("Gold")?.rate, policy("Silver")]).toEqual([100, undefined]);
    const again = await promote("plan", "Gold", "Silver", "-o", "json", ...SURE);
    expect(JSON.parse(again.out)).toMatchObject({
      ok: true,
      changes: [
        { name: "Gold", action: "unchanged" },
        { name: "Silver", action: "created" },
      ],
    });
  });

  it("takes names that differ in case alone for two", async () => {
    eu.state.policies.add(limitPolicy({ name: "gold", tags: ["eu"], rate: 7, per: 60 }));
    await commands.portico(["sync"]);
    expect((await rows()).filter(({ kind }) => kind === "plan")).toMatchObject([
      { name: "Gold", side: "both" },
      { name: "Silver", side: "a" },
      { name: "gold", side: "a" },
    ]);
    expect((await promote("plan", "gold", ...SURE)).code).toBe(0);
    expect([policy("gold")?.rate, policy("Gold")?.rate]).toEqual([7, 5]);
  });

  it("does not choose between two of one name, at either Provider", async () => {
    us.state.policies.add(limitPolicy({ name: "Gold", tags: ["us"] }));
    eu.state.policies.add(limitPolicy({ name: "Silver", tags: ["eu"] }));
    await commands.portico(["sync"]);
    const before = writes();
    expect(await promote("plan", "Gold", ...SURE)).toMatchObject({
      code: 3,
      err: expect.stringContaining("2 of them have that name there"),
    });
    expect(await promote("plan", "Silver", ...SURE)).toMatchObject({
      code: 3,
      out: "",
      err: expect.stringMatching(/"Silver" fits 2 Plans:[\s\S]*\n {2}Use the policy id\.\n$/u),
    });
    expect(writes()).toBe(before);
  });

  it("says that the state of a policy does not come along", async () => {
    eu.state.policies.add(limitPolicy({ name: "Later", tags: ["eu"], state: "draft", active: false }));
    await commands.portico(["sync"]);
    expect((await promote("plan", "Later", "--dry-run")).out).toContain(
      "⚠ Its policy is draft at EU, and will be active at US: its state does not come along.",
    );
    await promote("plan", "Later", ...SURE);
    expect(await promote("plan", "Later", ...SURE)).toEqual({
      code: 0,
      out: 'Plan "Later" at US is as wanted already.\n',
      err: '⚠ Plan "Later": Its policy is draft at EU, and active at US: its state does not come along.\n',
    });
    const { out } = await commands.portico(["history", "US", "--kind", "write"]);
    expect(out).toContain(
      'Promoted Plan "Later" from EU: Its policy is draft at EU, and will be active at US',
    );
  });

  it("says of several which one it warns of", async () => {
    eu.state.policies.add(limitPolicy({ name: "Later", tags: ["eu"], state: "draft", active: false }));
    await commands.portico(["sync"]);
    const { err } = await promote("plan", "Gold", "Later", ...SURE);
    expect(err).toMatch(/^⚠ Plan "Later": Its policy is draft at EU/mu);
  });

  it.each([
    [["plan", "Golf"], 'there is no Plan "Golf" at EU'],
    [["product", "Gold"], "It is a Plan: say plan."],
  ])("refuses %j", async (argv, message) => {
    const { code, err } = await promote(...argv, ...SURE);
    expect(code).toBe(3);
    expect(err).toContain(message);
  });
});

describe("portico diff", () => {
  it("has the documented json keys and both values", async () => {
    const found = await rows();
    expect(Object.keys(found[0] ?? {})).toEqual(["kind", "name", "side", "differences"]);
    expect(found.map(({ kind, name, side }) => `${String(kind)} ${String(name)} ${String(side)}`)).toEqual([
      "product Credit a",
      "product Money a",
      "product Partly a",
      "plan Gold both",
      "plan Silver a",
      "api Loans a",
      "api Refunds both",
    ]);
    expect(found[3]).toMatchObject({
      differences: [{ field: "rate", a: { count: 100, per: { every: 1, unit: "minute" } }, b: { count: 5 } }],
    });
    expect(found[6]).toMatchObject({ differences: [{ field: "name", a: "Refunds", b: "Money back" }] });
  });

  it("prints a table with the Providers as columns, and counts", async () => {
    const { code, out, err } = await commands.portico(["diff", "EU", "US"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^KIND +NAME +FIELD +EU +US\n/u);
    expect(out).toMatch(/plan +Gold +rate +100 \/ min +5 \/ min\n/u);
    expect(out).toMatch(/plan +Silver +there +missing\n/u);
    expect(err).toBe("2 differ, 5 only at EU, 1 the same.\n");
  });

  it("exits with 2 where something differs, when asked", async () => {
    expect((await commands.portico(["diff", "EU", "US", "--exit-code"])).code).toBe(2);
    eu.state.policies.clear();
    us.state.policies.clear();
    for (const { api_definition: one } of eu.state.apis.all()) eu.state.apis.remove(one.api_id);
    for (const { api_definition: one } of us.state.apis.all()) us.state.apis.remove(one.api_id);
    await commands.portico(["sync", "--force"]);
    expect(await commands.portico(["diff", "EU", "US", "--exit-code"])).toEqual({
      code: 0,
      out: "",
      err: "Neither has anything.\n",
    });
  });

  it("says so for a Provider that was never read, and so does a promotion", async () => {
    await commands.session.write(
      `providers:\n  - { name: EU, url: "${eu.url}", secret: abc }\n  - { name: New, url: "${us.url}", secret: abc }\n`,
    );
    const unread = {
      code: 3,
      out: "",
      err: expect.stringMatching(/nothing has been read from New yet\.[\s\S]*portico sync New/u),
    };
    expect(await commands.portico(["diff", "EU", "New"])).toEqual(unread);
    expect(
      await commands.portico(["promote", "plan", "Gold", "--from", "EU", "--to", "New", "--yes"]),
    ).toEqual(unread);
  });

  it.each([
    [["EU", "UK"], 'there is no Provider "UK"'],
    [["EU"], "name the two Providers"],
    [["EU", "EU"], "not one twice"],
  ])("refuses %j", async (argv, message) => {
    const ran = await commands
      .portico(["diff", ...argv])
      .catch((error: unknown) => ({ code: 3, err: String(error) }));
    expect(ran.code).toBe(3);
    expect(ran.err).toContain(message);
  });
});
