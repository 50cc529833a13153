import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  accessPolicy,
  anApi,
  dashboardData,
  limitPolicy,
  SECRET,
} from "../../fixtures/tyk-dashboard/builders.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import { databaseIdOf, type PolicyRecord } from "../../fixtures/tyk-simulator/wire.ts";
import { commandSession, type CommandSession } from "../helpers/command-session.ts";

const PAY = anApi({ id: "pay", name: "Payments", auth: "key" });
const REFUNDS = anApi({ id: "refunds", name: "Refunds", auth: "key" });
const LOANS = anApi({ id: "loans", name: "Loans", auth: "jwt" });

let dashboard: Dashboard;
let commands: CommandSession;

beforeEach(async () => {
  dashboard = await startDashboard({
    data: dashboardData({
      apis: [PAY, REFUNDS, LOANS],
      policies: [
        accessPolicy({ name: "Money", apis: [PAY], tags: ["portal"] }),
        limitPolicy({ name: "Gold", tags: ["portal"] }),
      ],
    }),
  });
  commands = await commandSession([{ name: "EU", url: dashboard.url, more: ["policyTags: [portal, eu]"] }]);
  await commands.portico(["sync"]);
});

afterEach(async () => {
  await commands.close();
  await dashboard.close();
});

function policy(name: string): PolicyRecord | undefined {
  return dashboard.state.policies.find((one) => one.name === name);
}

async function done(...argv: string[]): Promise<string> {
  const { code, out, err } = await commands.portico(argv);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

async function item(kind: string, name: string): Promise<Record<string, unknown>> {
  const list: unknown = JSON.parse(await done("get", kind, "--all", "-o", "json"));
  const found = Array.isArray(list) ? list.find((one) => one.name === name) : undefined;
  expect(found).toBeDefined();
  return found;
}

function writes(): readonly string[] {
  return dashboard.requests
    .filter(({ method }) => method !== "GET")
    .map(({ method, path }) => `${method} ${path}`);
}

describe("creating", () => {
  it("makes a Product and its access policy, with all policy tags, without a synchronization", async () => {
    const apis = ["--auth", "apiKey", "--api", "pay", "--api", "refunds"];
    const portal = ["--display-name", "All of it", "--label", "team=pay", "--publish"];
    const out = await done("create", "product", "Both", ...apis, ...portal, "--yes");
    expect(out).toMatch(/^Created Product "Both" at EU \(policy [0-9a-f]{24}\)\.\n$/u);
    expect(policy("Both")).toMatchObject({
      tags: ["portal", "eu"],
      partitions: { acl: true, quota: false, rate_limit: false },
      access_rights: { pay: {}, refunds: {} },
    });
    expect(await item("products", "Both")).toMatchObject({ displayName: "All of it", published: true });
  });

  it("makes a Plan with its limits, in seconds at the Provider", async () => {
    await done(
      "create",
      "plan",
      "Silver",
      "--rate",
      "500/m",
      "--quota",
      "9/forever",
      "--key-lifetime",
      "90d",
      "-y",
    );
    expect(policy("Silver")).toMatchObject({
      rate: 500,
      per: 60,
      quota_max: 9,
      quota_renewal_rate: -1,
      key_expires_in: 7_776_000,
    });
  });

  it.each(["two words", 'it\'s "quoted"', "🎉 支付", "--all", "@file", "a,b=c"])(
    "keeps the name %s as it was typed, and finds it again",
    async (name) => {
      await done("create", "plan", "-p", "EU", "--yes", "--", name);
      expect(policy(name)).toBeDefined();
      await commands.portico(["publish", "plan", "-p", "EU", "--", name]);
      expect(await item("plans", name)).toMatchObject({ published: true });
      await done("delete", "plan", "--yes", "--", name);
      expect(policy(name)).toBeUndefined();
    },
  );

  it("names every broken rule at once and writes nothing", async () => {
    const argv = ["create", "product", "Gold", "--auth", "apiKey", "--api", "loans", "--api", "nope", "-y"];
    const { code, err } = await commands.portico(argv);
    expect(code).toBe(3);
    expect(err).toContain('taken at EU by the Plan "Gold"');
    expect(err).toContain('"nope"');
    expect(writes()).toEqual([]);
  });

  it("a dry run shows the request and contacts the Provider for reading only", async () => {
    const { code, out } = await commands.portico(["create", "plan", "Silver", "--rate", "5/s", "--dry-run"]);
    expect(code).toBe(0);
    expect(out).toContain('Create Plan "Silver" at EU\n');
    expect(out).toMatch(/ {2}rate +– +5 \/ s\n/u);
    expect(out).toContain("POST /api/portal/policies");
    expect(out).not.toContain(SECRET);
    expect(writes()).toEqual([]);
  });
});

describe("editing", () => {
  it("renames the policy, and keeps what else it holds", async () => {
    const before = policy("Gold");
    await done("edit", "plan", "Gold", "--set", "name=Gold plus", "-y");
    expect(policy("Gold plus")).toEqual({ ...before, name: "Gold plus", last_updated: expect.any(String) });
    expect(await item("plans", "Gold plus")).toBeDefined();
  });

  it("reads a description from a file or from stdin, and contacts nobody for it", async () => {
    const file = join(commands.session.folder, "gold.md");
    await writeFile(file, "\uFEFF# Gold\n\nAll of it.\n");
    await dashboard.refuseConnections();
    await done("edit", "plan", "Gold", "--set", `description=@${file}`);
    expect(await item("plans", "Gold")).toMatchObject({ description: "# Gold\n\nAll of it.\n" });
    await commands.piped("from stdin", ["edit", "plan", "Gold", "--set", "description=@-"]);
    expect(await item("plans", "Gold")).toMatchObject({ description: "from stdin" });
    await done("edit", "plan", "Gold", "--set", "description=@@home");
    expect(await item("plans", "Gold")).toMatchObject({ description: "@home" });
    const missing = await commands.portico(["edit", "plan", "Gold", "--set", "description=@/nowhere"]);
    expect(missing).toMatchObject({
      code: 3,
      err: expect.stringContaining("cannot read /nowhere: there is no such file"),
    });
  });

  it("adds and removes APIs of a Product; the last one taken out leaves a draft that comes back", async () => {
    await done("edit", "product", "Money", "--add-api", "refunds", "-y");
    expect(Object.keys(policy("Money")?.access_rights ?? {})).toEqual(["pay", "refunds"]);
    await done("edit", "product", "Money", "--remove-api", "pay", "--remove-api", "refunds", "-y");
    expect(policy("Money")).toMatchObject({ state: "draft", active: false, access_rights: {} });
    await done("edit", "product", "Money", "--set", "apis=pay", "-y");
    expect(policy("Money")).toMatchObject({ state: "active", active: true, access_rights: { pay: {} } });
    const { code, err } = await commands.portico(["edit", "product", "Money", "--remove-api", "loans", "-y"]);
    expect({ code, err }).toEqual({
      code: 3,
      err: 'portico: Product "Money" has no API "loans" to remove. It has pay.\n',
    });
  });

  it("sets and removes single labels and metadata", async () => {
    await done("edit", "plan", "Gold", "--set", "labels=a=1,b=2", "--set", "metadata.team=pay", "-y");
    expect(policy("Gold")).toMatchObject({ meta_data: { team: "pay" } });
    const { out } = await commands.portico([
      "edit",
      "plan",
      "Gold",
      "--set",
      "labels.a=",
      "--dry-run",
      "-o",
      "json",
    ]);
    expect(JSON.parse(out)).toMatchObject({
      changes: [
        { fields: [{ field: "labels", side: "portal", before: { a: "1", b: "2" }, after: { b: "2" } }] },
      ],
    });
    await done("edit", "plan", "Gold", "--set", 'metadata={"n":1}', "-y");
    expect(policy("Gold")).toMatchObject({ meta_data: { n: 1 } });
    await done("edit", "plan", "Gold", "--set", "metadata.n:=[2]", "--set", "metadata.m:=true", "-y");
    expect(policy("Gold")).toMatchObject({ meta_data: { n: [2], m: true } });
  });

  it.each(["metadata.n:=12345678901234567890", 'metadata={"n":12345678901234567890}'])(
    "refuses %s, which would be another number afterwards",
    async (set) => {
      const { code, err } = await commands.portico(["edit", "plan", "Gold", "--set", set, "-y"]);
      expect({ code, err }).toEqual({
        code: 3,
        err: expect.stringContaining("12345678901234567890 is a number that would be rounded"),
      });
    },
  );

  it.each([
    ["undo", ["undo", "-y"]],
    ["an edit", ["edit", "plan", "Gold", "--set", "tags=portal", "-y"]],
  ])("an item hidden by its tags is brought back by %s", async (_what, argv) => {
    const hiding = await commands.portico(["edit", "plan", "Gold", "--set", "tags=internal", "-y"]);
    expect(hiding.err).toContain("will be hidden");
    expect(await item("plans", "Gold")).toMatchObject({ state: "hidden", tags: ["internal"] });
    await done(...argv);
    expect(await item("plans", "Gold")).toMatchObject({ state: "visible" });
  });

  it("tells every value that it cannot read", async () => {
    const set = ["--set", "rate=5", "--set", "published=maybe", "--set", "quota=1/1x"];
    const { code, err } = await commands.portico(["edit", "plan", "Gold", ...set]);
    expect(code).toBe(3);
    expect(err).toContain("--set rate:");
    expect(err).toContain('--set published: "maybe" is not true or false.');
    expect(err).toContain("--set quota:");
  });

  it("two at once do not overwrite each other: the later one is told of the difference", async () => {
    const { portico } = commands;
    const ran = await Promise.all(
      [7, 8].map((count) => portico(["edit", "plan", "Gold", "--set", `rate=${count}/s`, "-y"])),
    );
    const refused = ran.filter(({ code }) => code !== 0).map(({ err }) => err);
    expect(refused.length).toBeLessThan(2);
    for (const err of refused) expect(err).toMatch(/rate: |changed since/u);
    expect([7, 8]).toContain(policy("Gold")?.rate);
  });

  it("tells that the Provider is down, and that nothing was changed at it", async () => {
    await dashboard.refuseConnections();
    const { code, err } = await commands.portico(["edit", "plan", "Gold", "--set", "rate=7/s", "-y"]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("refused the connection") });
  });
});

describe("a write whose answer is lost", () => {
  const argv = ["create", "plan", "Silver", "--rate", "5/s", "--display-name", "The silver one", "-y"];
  const made = () => dashboard.state.policies.all().filter(({ name }) => name === "Silver");

  it("is looked after at once, and told as done when it was", async () => {
    dashboard.faults.add({ kind: "close", method: "POST", takesEffect: true });
    const { code, out, err } = await commands.portico(argv);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('Created Plan "Silver" at EU') });
    expect(err).toContain("Reading it anew shows that it took effect.");
    expect(made()).toHaveLength(1);
  });

  it("is settled by a later synchronization when nobody answers: nothing typed is lost, no twin made", async () => {
    dashboard.faults.add({ kind: "close", method: "POST", takesEffect: true });
    const running = commands.portico(argv);
    await dashboard.request(({ method }) => method === "POST");
    dashboard.faults.add({ kind: "close", method: "GET" });
    const { code, err } = await running;
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining("whether it took effect is not known"),
    });
    dashboard.faults.clear();
    expect((await commands.portico(["sync"])).code).toBe(0);
    expect(await item("plans", "Silver")).toMatchObject({ displayName: "The silver one" });
    expect(made()).toHaveLength(1);
  });
});

describe("naming an item", () => {
  it("takes ids, and display names", async () => {
    const gold = policy("Gold");
    const id = gold === undefined ? "" : databaseIdOf(gold);
    await done("edit", "plan", id, "--set", "displayName=The gold one");
    expect(await done("unpublish", "plan", "The gold one")).toContain("is as wanted already");
  });

  it.each([
    [["publish", "plan", "Golld"], 'there is no Plan "Golld".\n  Did you mean "Gold"?'],
    [["publish", "plan", "Money"], 'there is no Plan "Money".\n  It is a Product: say product.'],
    [["delete", "plan", "x", "-p", "Eu"], 'there is no Provider "Eu". Did you mean "EU"?'],
    [["publish", "plan", "zzzzzzzz"], '"portico get plans --all" lists them.'],
  ])("%j is unknown: it says what was meant", async (argv, message) => {
    const { code, err } = await commands.portico(argv);
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining(message) });
  });
});

describe("deleting and undoing", () => {
  it("deletes the policy, and undo brings it back with what was set here", async () => {
    await done("edit", "plan", "Gold", "--set", "displayName=The gold one", "--set", "published=true");
    const dry = await commands.portico(["delete", "plan", "Gold", "--dry-run"]);
    expect(dry.out).toContain("DELETE /api/portal/policies/");
    expect(dry.out).toContain("consumers lose it");
    expect(policy("Gold")).toBeDefined();

    await done("delete", "plan", "Gold", "-y");
    expect(policy("Gold")).toBeUndefined();
    expect((await commands.portico(["undo", "--dry-run"])).out).toContain('Undo: Deleted Plan "Gold"');
    expect((await commands.portico(["undo"])).code).toBe(3);
    await done("undo", "--yes");
    expect(policy("Gold")).toMatchObject({ rate: 1000 });
    expect(await item("plans", "Gold")).toMatchObject({ displayName: "The gold one", published: true });
  });

  it("is done with what is gone at the Provider already, says so, and asks before all the same", async () => {
    const gold = policy("Gold");
    dashboard.state.policies.remove(gold === undefined ? "" : databaseIdOf(gold));
    const unasked = await commands.portico(["delete", "plan", "Gold"]);
    expect(unasked).toMatchObject({ code: 3, err: expect.stringContaining("Add --yes") });
    const { code, out, err } = await commands.portico(["delete", "plan", "Gold", "-y"]);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('Deleted Plan "Gold" at EU') });
    expect(err).toContain("Its policy is gone at EU already");
    expect(await done("get", "plans", "--all", "-o", "json")).toBe("[]\n");
  });

  it("undoes the last change first, and says when there is none", async () => {
    const { code, err } = await commands.portico(["undo"]);
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining("no change to undo") });
    await done("create", "plan", "Silver", "-y");
    await done("undo", "-y");
    expect(policy("Silver")).toBeUndefined();
  });
});

describe("undoing what one command changed", () => {
  const FILE = `
- {kind: plan, provider: EU, name: One, rate: 1/s, published: true}
- {kind: plan, provider: EU, name: Gold, rate: 7/s, displayName: Best}
- {kind: product, provider: EU, name: Money, apis: [pay, refunds], tags: [portal, more]}
- {kind: product, provider: EU, name: Other, apis: [pay], tags: [portal, own]}
`;
  const names = (): readonly unknown[] => dashboard.state.policies.all().map(({ name }) => name);

  it("undoes all that a file changed at once, the last first", async () => {
    const before = [policy("Money"), policy("Gold")].map((one) => ({ ...one, last_updated: null }));
    expect((await commands.piped(FILE, ["apply", "-f", "-", "-y"])).code).toBe(0);
    expect(names()).toEqual(["Money", "Gold", "One", "Other"]);
    expect(policy("Other")?.tags).toEqual(["portal", "own"]);
    const dry: unknown = JSON.parse(await done("undo", "--dry-run", "-o", "json"));
    expect(dry).toMatchObject({
      changes: [
        { name: "Other", action: "deleted", requests: [{ method: "DELETE" }] },
        { name: "Money", action: "updated" },
        { name: "Gold", action: "updated" },
        { name: "One", action: "deleted" },
      ],
    });
    await done("undo", "-y");
    expect(names()).toEqual(["Money", "Gold"]);
    const after = [policy("Money"), policy("Gold")].map((one) => ({ ...one, last_updated: null }));
    expect(after).toEqual(before);
    expect(await item("plans", "Gold")).toMatchObject({ displayName: null, placeholder: true });
    expect((await commands.portico(["undo", "-y"])).err).toContain("There is no change to undo");
  });

  it("leaves what was changed before it, and goes on where it was interrupted", async () => {
    await commands.portico(["publish", "plan", "Gold"]);
    await commands.piped(FILE, ["apply", "-f", "-", "-y"]);
    dashboard.faults.add({ kind: "serverError", method: "PUT", times: 1 });
    expect((await commands.portico(["undo", "-y"])).code).toBe(1);
    expect(names()).toEqual(["Money", "Gold", "One"]);
    await done("undo", "-y");
    expect(names()).toEqual(["Money", "Gold"]);
    expect(await item("plans", "Gold")).toMatchObject({ published: true, displayName: null });
    expect(await done("undo", "-y")).toContain('Undone: Published Plan "Gold"');
    expect(await item("plans", "Gold")).toMatchObject({ published: false });
  });

  it("is done with a change that was taken back by other means", async () => {
    await done("edit", "plan", "Gold", "--set", "rate=7/s", "-y");
    const gold = policy("Gold");
    dashboard.state.policies.change(gold === undefined ? "" : databaseIdOf(gold), { rate: 1000, per: 60 });
    await commands.portico(["sync"]);
    expect(await done("undo", "-y")).toContain('Undone: Edited Plan "Gold"');
    expect((await commands.portico(["undo", "-y"])).err).toContain("There is no change to undo");
  });
});

describe("publishing", () => {
  it("contacts nobody, and warns when there is nothing to read yet", async () => {
    await dashboard.refuseConnections();
    const { code, out, err } = await commands.portico(["publish", "plan", "Gold"]);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^Published Plan "Gold" at EU/u) });
    expect(err).toContain("neither a display name nor a description");
    expect(await item("plans", "Gold")).toMatchObject({ published: true });
    expect(await done("unpublish", "plan", "Gold")).toContain('Unpublished Plan "Gold"');
  });
});
