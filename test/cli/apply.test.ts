import { afterEach, describe, expect, it } from "vitest";
import {
  accessPolicy,
  anApi,
  dashboardData,
  limitPolicy,
  SECRET,
} from "../../fixtures/tyk-dashboard/builders.ts";
import { SAMPLES, sampleDashboard } from "../../fixtures/tyk-dashboard/sample-data.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import type { SimulatedData } from "../../fixtures/tyk-simulator/state.ts";
import { databaseIdOf } from "../../fixtures/tyk-simulator/wire.ts";
import { commandSession, type CommandSession } from "../helpers/command-session.ts";

const PAY = anApi({ id: "pay", name: "Payments" });
const LOANS = anApi({ id: "loans", name: "Loans", auth: "jwt" });

type Place = CommandSession & { readonly dashboard: Dashboard };

const open: { readonly close: () => Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

async function place(
  data: SimulatedData,
  more: readonly string[] = ["policyTags: [portal]"],
): Promise<Place> {
  const dashboard = await startDashboard({ data });
  open.push(dashboard);
  const commands = await commandSession([{ name: "EU", url: dashboard.url, more }]);
  open.push(commands);
  await commands.portico(["sync"]);
  return { ...commands, dashboard };
}

function small(): Promise<Place> {
  return place(
    dashboardData({
      apis: [PAY, LOANS],
      policies: [
        accessPolicy({ name: "Money", apis: [PAY], tags: ["portal"] }),
        limitPolicy({ name: "Gold", tags: ["portal"] }),
      ],
    }),
  );
}

function idOf(wanted: string, { state }: Dashboard): string {
  const found = state.policies.find(({ name }) => name === wanted);
  return found === undefined ? "" : databaseIdOf(found);
}

function writes({ requests }: Dashboard): readonly string[] {
  return requests.filter(({ method }) => method !== "GET").map(({ method }) => method);
}

const APPLY = ["apply", "-f", "-", "--yes"];

describe("what get prints", () => {
  it.each(SAMPLES.flatMap((sample) => ["yaml", "json"].map((format) => [sample, format] as const)))(
    "changes nothing when it is applied: %s as %s",
    async (sample, format) => {
      const tags = sample === "production" ? "portal" : "partner";
      const { piped, portico, dashboard } = await place(sampleDashboard(sample, SECRET), [
        `policyTags: [${tags}]`,
      ]);
      for (const kind of ["products", "plans"]) {
        const { out } = await portico(["get", kind, "--all", "-o", format]);
        const applied = await piped(out, [...APPLY, "--exit-code"]);
        expect(applied).toEqual({
          code: 0,
          err: "",
          out: expect.stringMatching(/^(\d+) of \1 are as wanted/u),
        });
      }
      expect(writes(dashboard)).toEqual([]);
    },
  );

  it("does not unpublish what is hidden, though it is printed as unpublished", async () => {
    const { piped, portico, dashboard } = await small();
    await portico(["publish", "plan", "Gold"]);
    const id = idOf("Gold", dashboard);
    dashboard.state.policies.change(id, { tags: [] });
    await portico(["sync"]);
    const { out } = await portico(["get", "plans", "--all", "-o", "yaml"]);
    expect(out).toContain("published: false");
    expect((await piped(out, APPLY)).out).toContain("as wanted already");
    dashboard.state.policies.change(id, { tags: ["portal"] });
    await portico(["sync"]);
    expect((await portico(["get", "plans", "-o", "yaml"])).out).toContain("published: true");
  });
});

const DOCUMENTS = `
# a document
kind: plan
name: Silver
rate: 500/1m
quota: { count: 10, per: { every: 1, unit: day } }
labels: { team: pay }
published: true
---
- kind: products
  name: Lending
  apis: [loans]
  tags: [portal, extra]
- kind: plan
  name: Gold
  displayName: The gold one
  keyLifetime: 90d
`;

describe("a file", () => {
  it("creates and updates, in its order; a second time there is nothing to do", async () => {
    const { piped, portico, dashboard } = await small();
    const { code, out } = await piped(DOCUMENTS, APPLY);
    expect({ code, lines: out.split("\n").map((line) => line.split(" at EU")[0]) }).toEqual({
      code: 0,
      lines: [
        'Created Plan "Silver"',
        'Created Product "Lending"',
        'Edited Product "Lending"',
        'Edited Plan "Gold"',
        "",
      ],
    });
    const named = (name: string) => dashboard.state.policies.find((one) => one.name === name);
    expect(named("Silver")).toMatchObject({ rate: 500, per: 60, quota_max: 10, quota_renewal_rate: 86_400 });
    expect(named("Lending")).toMatchObject({ tags: ["portal", "extra"], access_rights: { loans: {} } });
    expect(named("Gold")).toMatchObject({ key_expires_in: 7_776_000 });
    expect((await portico(["get", "plans", "-o", "yaml"])).out).toContain("displayName: The gold one");

    const before = writes(dashboard);
    expect(await piped(DOCUMENTS, [...APPLY, "--exit-code"])).toEqual({
      code: 0,
      err: "",
      out: "3 of 3 are as wanted already.\n",
    });
    expect(writes(dashboard)).toEqual(before);
  });

  it("shows everything in a dry run, and writes nothing", async () => {
    const { piped, dashboard } = await small();
    const { code, out } = await piped(DOCUMENTS, ["apply", "-f", "-", "--dry-run", "--exit-code"]);
    expect(code).toBe(2);
    expect(out.match(/^(Create|Edit) .*$/gmu)).toEqual([
      'Create Plan "Silver" at EU',
      'Create Product "Lending" at EU',
      'Edit Plan "Gold" at EU',
    ]);
    expect(out).toContain("Once it is created, its tags become portal, extra.");
    expect(writes(dashboard)).toEqual([]);
  });

  it("finds an item by its policy id, so that a name in the file renames it", async () => {
    const { piped, dashboard } = await small();
    const id = idOf("Gold", dashboard);
    const { code } = await piped(`{"kind":"plan","policyId":"${id}","name":"Gold plus"}`, APPLY);
    expect(code).toBe(0);
    expect(dashboard.state.policies.get(id)).toMatchObject({ name: "Gold plus" });
  });

  it("tells all its problems at once, with their lines, before anything is written", async () => {
    const { piped, dashboard } = await small();
    const file = [
      "- kind: plan",
      "  name: A",
      "  raet: 500/1m",
      "  quota: 500/1x",
      "- kind: prodct",
      "- { kind: plan, name: 12, published: yes }",
      "- 5",
      "- { kind: product, name: B, apis: [{ name: x }] }",
      "- { kind: plan, name: C }",
    ].join("\n");
    const { code, err } = await piped(file, APPLY);
    expect({ code, err }).toMatchInlineSnapshot(`
      {
        "code": 3,
        "err": "portico: standard input:3: a Plan has no key "raet". Did you mean rate?
        standard input:4: quota: "500/1x" is not a period after the slash: a number and s, m (minute), h, d, w, mo (month) or y, for example 500/1m.
        standard input:5: kind: "prodct" cannot be applied. Write kind: product or kind: plan.
        standard input:6: name: 12 is not a text; put it in quotes.
        standard input:6: published: "yes" is not true or false.
        standard input:7: this is no Product or Plan; write its keys, kind and name first.
        standard input:8: apis: {"name":"x"} is not a text.
        Nothing was changed.
      ",
      }
    `);
    const problems = [
      "- { kind: plan, name: C, provider: Eu }",
      "- { kind: plan, name: D }",
      "- { kind: product, name: D, apis: [pay] }",
      "- { kind: product, name: E, apis: [pay, loans] }",
      "- { kind: plan, policyId: zzz }",
    ].join("\n");
    expect((await piped(problems, APPLY)).err).toMatchInlineSnapshot(`
      "portico: standard input:1: there is no Provider "Eu". Did you mean "EU"?
        standard input:3: the same item or name as in line 2; describe it once.
        standard input:4: the new Product "E" needs APIs that share one auth method. List them under apis, by id, and say authMethod ("portico get apis" lists both).
        standard input:5: no Plan with this id, and no name to create one. Add its name.
        Nothing was changed.
      "
    `);
    const phases = [
      "- { kind: plan, name: A, raet: 5/m }",
      "- { kind: product, name: F, apis: [nope] }",
      "- { kind: plan, name: Money }",
      "- { kind: plan, name: G, metadata: { n: 12345678901234567890 } }",
    ].join("\n");
    expect((await piped(phases, APPLY)).err).toMatchInlineSnapshot(`
      "portico: standard input:1: a Plan has no key "raet". Did you mean rate?
        standard input:2: the new Product "F" names the API "nope", and EU has none of this id. "portico get apis" lists them.
        standard input:3: Create Plan "Money" at EU: the name is taken at EU by the Product "Money". Choose another name: Products, Plans and all other policies share them.
        standard input:4: 12345678901234567890 is a number that would be rounded; write it as a text, in quotes.
        Nothing was changed.
      "
    `);
    const rules = '- { kind: plan, name: " " }\n- { kind: product, name: Gold, apis: [pay] }\n';
    expect((await piped(rules, APPLY)).err).toMatchInlineSnapshot(`
      "portico: standard input:1: Create Plan "" at EU: the name is empty. Give it one line of text.
        standard input:2: Create Product "Gold" at EU: the name is taken at EU by the Plan "Gold". Choose another name: Products, Plans and all other policies share them.
        Nothing was changed.
      "
    `);
    expect(writes(dashboard)).toEqual([]);
  });

  it.each([
    ["a key twice", "kind: plan\nname: x\nname: y\n", "standard input:3: Map keys must be unique."],
    ["a tab", "kind: plan\n\tname: x\n", "standard input:2: Tabs are not allowed as indentation."],
    [
      "a bomb of aliases",
      [
        "a: &a [x,x,x,x,x,x,x,x,x]",
        ..."bcdefg".split("").map((key, at) => `${key}: &${key} [${`*${"abcdefg"[at]},`.repeat(9)}]`),
      ].join("\n"),
      "resource exhaustion",
    ],
    ["brackets without end", "[".repeat(100_000), "standard input:1: more than 500 brackets are open here."],
    ["nothing", " \n", "standard input is empty."],
  ])("with %s is refused with its line", async (_what, text, message) => {
    const { piped } = await small();
    expect(await piped(text, APPLY)).toEqual({ code: 3, out: "", err: expect.stringContaining(message) });
  });

  it("may hold 500 documents", async () => {
    const { piped, dashboard } = await small();
    const file = Array.from(
      { length: 500 },
      (_, at) => `kind: plan\nname: Plan ${at}\nrate: ${at + 1}/1m\n`,
    ).join("---\n");
    const first = await piped(file, [...APPLY, "-o", "json"]);
    expect(first.code).toBe(0);
    expect(dashboard.state.policies.all()).toHaveLength(502);
    expect((await piped(file, APPLY)).out).toBe("500 of 500 are as wanted already.\n");
  }, 60_000);

  it("stops at the first failure, and says what was done and what was not", async () => {
    const { piped, dashboard } = await small();
    const file = ["A", "B", "C"].map((name) => `kind: plan\nname: ${name}\n`).join("---\n");
    dashboard.faults.add({ kind: "serverError", method: "POST", skip: 1, times: 1 });
    const { code, out, err } = await piped(file, APPLY);
    expect({ code, out }).toEqual({ code: 1, out: expect.stringMatching(/^Created Plan "A" at EU.*\n$/u) });
    expect(err).toContain('Done: 1. Not done: 2 (Plan "B" at EU, Plan "C" at EU).');
    dashboard.faults.add({ kind: "serverError", method: "POST", times: 1 });
    const record: unknown = JSON.parse((await piped(file, [...APPLY, "-o", "json"])).out);
    expect(record).toMatchObject({
      ok: false,
      changes: [{ name: "A", action: "unchanged" }],
      notDone: [{ name: "B" }, { name: "C" }],
    });
  });

  it("asks an unreachable Provider once, and tells that it is down", async () => {
    const { piped, dashboard } = await small();
    await dashboard.refuseConnections();
    const file = "kind: plan\nname: A\n---\nkind: plan\nname: B\n";
    const { code, err } = await piped(file, APPLY);
    expect(code).toBe(1);
    expect(err.match(/refused the connection/gu)).toHaveLength(1);
  });

  it("for a production Provider needs its name", async () => {
    const { piped, dashboard } = await place(dashboardData(), ["environment: Production"]);
    expect((await piped("kind: plan\nname: A\n", APPLY)).err).toContain("Add --confirm EU to carry it out");
    expect(writes(dashboard)).toEqual([]);
    expect((await piped("kind: plan\nname: A\n", [...APPLY, "--confirm", "EU"])).code).toBe(0);
  });
});
