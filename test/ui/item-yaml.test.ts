import { describe, expect, it } from "vitest";
import { itemYaml, readItemYaml, withProblem } from "../../src/ui/item-yaml.ts";
import { rowsOf } from "../../src/view/rows.ts";
import { plan, product } from "../helpers/catalog-items.ts";
import { catalog } from "../helpers/console-stub.ts";
import { dataOf, EU } from "../view/sample-console.ts";
import type { ItemRow } from "../../src/view/chosen-items.ts";

const APIS = new Map(EU.apis.map((api) => [api.id, api]));

function rowOf(tab: "products" | "plans", of: Parameters<typeof catalog>[1]): ItemRow {
  const [row] = rowsOf(dataOf(catalog("EU", of)), "EU", tab);
  if (row?.kind !== "product" && row?.kind !== "plan") throw new Error("no row");
  return row;
}

const PRODUCT = rowOf("products", {
  products: [
    product("p1", "Payments", {
      apis: [{ id: "a1", name: "Pay", versions: [] }],
      authMethods: ["apiKey"],
      description: "# Pay\n\nby card\n",
      labels: { on: "yes" },
      tags: ["portal"],
    }),
  ],
});
const PLAN = rowOf("plans", {
  plans: [
    plan("l1", "Gold", { rate: { count: 500, per: { every: 1, unit: "minute" } }, metadata: { n: 1 } }),
  ],
});

describe("an item as YAML", () => {
  it("keeps metadata and labels that are named like what every object has", () => {
    const odd: Readonly<Record<string, string>> = JSON.parse('{"__proto__":"p","constructor":"c"}');
    const opened = itemYaml(
      rowOf("plans", { plans: [plan("l1", "Gold", { metadata: odd, labels: odd })] }),
      APIS,
    );
    const read = readItemYaml(opened.replaceAll("constructor: c", "constructor: d"), opened, "plan");
    const wanted = '{"__proto__":"p","constructor":"d"}';
    expect(JSON.stringify(read)).toBe(`{"ok":true,"value":{"labels":${wanted},"metadata":${wanted}}}`);
  });

  it("has the keys that can be changed, and says in comments what cannot", () => {
    expect(itemYaml(PRODUCT, APIS)).toMatchInlineSnapshot(`
      "# Product "Payments" at EU. What goes to the Provider is shown before it is written; a key left out stays as it is.
      # Read-only: policyId p1, referenceId p1, state visible, authMethods apiKey
      # name, tags, metadata and apis live at the Provider, the rest here alone.

      name: Payments
      displayName: null
      description: |
        # Pay

        by card
      labels:
        "on": "yes"
      published: false
      tags:
        - portal
      metadata: {}
      apis:
        - a1 # Pay
      "
    `);
    expect(itemYaml(PLAN, APIS)).toMatchInlineSnapshot(`
      "# Plan "Gold" at EU. What goes to the Provider is shown before it is written; a key left out stays as it is.
      # Read-only: policyId l1, referenceId l1, state visible
      # name, tags, metadata, rate, quota and keyLifetime live at the Provider, the rest here alone.

      name: Gold
      displayName: null
      description: null
      labels: {}
      published: false
      tags: []
      metadata:
        "n": 1
      rate: 500/1m
      quota: unlimited
      keyLifetime: never
      "
    `);
  });

  it.each([
    ["a Product", PRODUCT],
    ["a Plan", PLAN],
  ])("changes nothing when it is saved as it is: %s", (_, row) => {
    const text = itemYaml(row, APIS);
    expect(readItemYaml(text, text, row.kind)).toEqual({ ok: true, value: {} });
  });

  it("asks for what was changed alone; a key that is gone stays as it is", () => {
    const text = itemYaml(PLAN, APIS);
    const edited = text.replace("rate: 500/1m", "rate: 5/1s").replace(/^name: .*\n/mu, "");
    expect(readItemYaml(edited, text, "plan")).toEqual({
      ok: true,
      value: { rate: { count: 5, per: { every: 1, unit: "second" } } },
    });
  });

  it.each([
    ["name: [", /^line \d+: /u],
    ["rate: 5x", /^line 2: rate: "5x" is not a count/u],
    ["name: a\npolicyId: x", /^line 3: "policyId" cannot be changed; name,/u],
    ["just text", /^it holds no keys with values$/u],
    ["", /^it holds no keys with values$/u],
    ["name: a\nname: b", /^line 3: /u],
    ["labels: {a: 5}", /^line 2: labels: 5 is not a text/u],
  ])("says at which line %j is wrong, and why", (text, problem) => {
    const read = readItemYaml(text, itemYaml(PLAN, APIS), "plan");
    expect(read.ok ? "" : read.problem).toMatch(problem);
  });

  it("has the last mistake alone on top", () => {
    const told = withProblem(withProblem("name: a\n", "first"), "second\u001B[31m");
    expect(told).toBe("# ✖ second␛[31m\nname: a\n");
  });
});
