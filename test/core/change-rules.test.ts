import { describe, expect, it } from "vitest";
import type { ChangeRequest, ItemSet } from "../../src/core/change.ts";
import { changeProblems } from "../../src/core/change-rules.ts";
import { api, HIDDEN, plan, product, skipped } from "../helpers/catalog-items.ts";
import { catalog } from "../helpers/console-stub.ts";

const SECONDS = ["second", "minute", "hour", "day"] as const;
const UNITS = { rate: SECONDS, quota: [...SECONDS, "forever" as const], keyLifetime: SECONDS };
const NOTHING = { displayName: null, description: null, labels: {}, published: false };

const known = catalog("EU", {
  products: [
    product("p1", "Payments", {
      apis: [{ id: "key1", name: "Key 1", versions: [] }],
      authMethods: ["apiKey"],
    }),
    product("p2", "Gone", HIDDEN),
    product("p3", "Untagged", { ...HIDDEN, hiddenReason: "no-matching-tag" }),
    product("p4", "Muddle", {
      apis: ["key1", "jwt1", "old"].map((id) => ({ id, name: id, versions: [] })),
    }),
  ],
  plans: [plan("l1", "Gold")],
  skipped: [skipped("s1", "Mixed")],
  apis: [
    api("key1", "Key 1"),
    api("key2", "Key 2", { authMethods: ["apiKey", "mtls"] }),
    api("jwt1", "Tokens", { authMethods: ["jwt"] }),
    api("open1", "Open", { authMethods: ["keyless"] }),
    api("none1", "None", { authMethods: [] }),
  ],
});

function told(request: ChangeRequest, units: typeof UNITS | null = UNITS): readonly string[] {
  return changeProblems(request, { catalog: known, units }).map(
    ({ field, message }) => `${field}: ${message}`,
  );
}

const aProduct = (fields: object): ChangeRequest => ({
  op: "create",
  kind: "product",
  provider: "EU",
  name: "New",
  authMethod: "apiKey",
  apis: ["key1"],
  metadata: {},
  portal: NOTHING,
  ...fields,
});

const aPlan = (fields: object): ChangeRequest => ({
  op: "create",
  kind: "plan",
  provider: "EU",
  name: "New",
  rate: null,
  quota: null,
  keyLifetime: null,
  metadata: {},
  portal: NOTHING,
  ...fields,
});

const edit = (kind: "product" | "plan", policyId: string, set: ItemSet): ChangeRequest => ({
  op: "edit",
  kind,
  provider: "EU",
  policyId,
  set,
});

const per = (every: number, unit: "second" | "minute" | "day" | "week" | "month" | "forever") =>
  ({ every, unit }) as const;

it("has nothing against a Product of one method, and a Plan without any limit", () => {
  expect(told(aProduct({}))).toEqual([]);
  expect(told(aProduct({ apis: ["key1", "key2"] }))).toEqual([]);
  expect(told(aPlan({}))).toEqual([]);
});

it("tells everything at once, each with a fix", () => {
  const request = aProduct({
    name: " ",
    apis: ["x"],
    metadata: { "": 1 },
    portal: { ...NOTHING, labels: { "a=b": "" } },
  });
  const problems = changeProblems(request, { catalog: known, units: UNITS });
  expect(problems.map(({ field }) => field)).toEqual(["name", "apis", "metadata", "labels"]);
  expect(problems.every(({ fix }) => /^[A-Z].*\.$/u.test(fix))).toBe(true);
});

describe("names", () => {
  it.each([
    ["Payments", 'name: the name is taken at EU by the Product "Payments"'],
    [" Gold ", 'name: the name is taken at EU by the Plan "Gold"'],
    ["Mixed", 'name: the name is taken at EU by the skipped policy "Mixed"'],
    ["Untagged", 'name: the name is taken at EU by the Product "Untagged"'],
    ["", "name: the name is empty"],
    ["a\nb", 'name: the name holds a line break or a control character: "a␊b"'],
    ["\u001B[31m", 'name: the name holds a line break or a control character: "␛[31m"'],
    ["x".repeat(201), "name: the name has 201 characters; 200 are the most"],
  ])("refuses %j", (name, problem) => {
    expect(told(aPlan({ name }))).toEqual([problem]);
    expect(told(edit("plan", "l1", { name: name === " Gold " ? "Payments" : name }))).toHaveLength(1);
  });

  it.each(["Gone", "gold", "x".repeat(200), "🚀 'quoted' \"twice\"", "-dash"])("takes %j", (name) => {
    expect(told(aPlan({ name }))).toEqual([]);
  });

  it("lets an item keep its own name", () => {
    expect(told(edit("plan", "l1", { name: "Gold" }))).toEqual([]);
  });
});

describe("APIs and auth methods", () => {
  it.each([
    [{ apis: [] }, "apis: a Product has at least one API"],
    [{ apis: ["key3"] }, 'apis: EU has no API with the id "key3"'],
    [{ apis: ["jwt1"] }, 'apis: the API "Tokens" (jwt1) has jwt, not apiKey'],
    [{ apis: ["none1"] }, 'apis: the API "None" (none1) has no auth method, not apiKey'],
    [{ apis: ["key1", "open1"] }, 'apis: the API "Open" (open1) has keyless, not apiKey'],
    [{ authMethod: "mtls", apis: ["key1"] }, 'apis: the API "Key 1" (key1) has apiKey, not mtls'],
  ])("refuses %j", (fields, problem) => {
    expect(told(aProduct(fields))).toEqual([problem]);
  });

  it("lets mtls join an API key", () => {
    expect(told(aProduct({ authMethod: "mtls", apis: ["key2"] }))).toEqual([]);
  });

  it("means the API that was named instead of identified", () => {
    const [problem] = changeProblems(aProduct({ apis: ["Key 1"] }), { catalog: known, units: null });
    expect(problem?.fix).toContain("Did you mean key1?");
  });

  it("names all the APIs that share the name", () => {
    const twins = { ...known, apis: [...known.apis, api("key9", "Key 1")] };
    const [problem] = changeProblems(aProduct({ apis: ["Key 1"] }), { catalog: twins, units: null });
    expect(problem?.fix).toContain("Did you mean key1 or key9?");
  });

  it("refuses another method beside the one that a Product has", () => {
    expect(told(edit("product", "p1", { apis: ["key1", "jwt1"] }))).toEqual([
      expect.stringContaining("do not share one auth method"),
    ]);
    expect(told(edit("product", "p1", { apis: ["jwt1"] }))).toEqual([]);
  });

  it("lets a Product that came with a muddle lose APIs and change everything else", () => {
    expect(told(edit("product", "p4", { apis: ["key1", "jwt1"], name: "Less" }))).toEqual([]);
    expect(told(edit("product", "p4", { apis: ["key1", "jwt1", "old", "key2"] }))).toHaveLength(1);
  });

  it("lets the last API go", () => {
    expect(told(edit("product", "p1", { apis: [] }))).toEqual([]);
  });
});

describe("limits", () => {
  it.each([
    [{ rate: { count: 0, per: per(1, "minute") } }, "rate: the rate allows 0 requests"],
    [{ rate: { count: Number.NaN, per: per(1, "minute") } }, "rate: the rate allows NaN requests"],
    [{ quota: { count: 5, per: per(0, "day") } }, "quota: the quota has a period of 0 day"],
    [{ quota: { count: 5, per: per(1, "month") } }, "quota: the quota cannot be kept per 1 month there"],
    [{ rate: { count: 5, per: per(1, "forever") } }, "rate: the rate cannot be kept per forever there"],
    [{ keyLifetime: per(1, "month") }, "keyLifetime: the key lifetime cannot be 1 month there"],
  ])("refuses %j", (fields, problem) => {
    expect(told(aPlan(fields))).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    { rate: { count: 0.5, per: per(90, "second") } },
    { quota: { count: 5, per: per(2, "week") } },
    { quota: { count: 5, per: per(1, "forever") } },
    { keyLifetime: per(1, "forever") },
  ])("takes %j", (fields) => {
    expect(told(aPlan(fields))).toEqual([]);
  });

  it("does not judge units where they are not known", () => {
    expect(told(aPlan({ quota: { count: 5, per: per(1, "month") } }), null)).toEqual([]);
  });

  it("gives no limits to a Product and no APIs to a Plan", () => {
    expect(told(edit("product", "p1", { rate: null }))).toEqual(["rate: a Product has no rate"]);
    expect(told(edit("plan", "l1", { apis: ["key1"] }))).toEqual(["apis: a Plan has no APIs"]);
  });
});

describe("hidden items", () => {
  it("change on Portico's side only", () => {
    expect(told(edit("product", "p2", { name: "Back", displayName: "x" }))).toEqual([
      'name: "Gone" is hidden (not-retrieved), so name cannot be changed at the Provider',
    ]);
    expect(told(edit("product", "p2", { name: "Gone", displayName: "x", published: true }))).toEqual([]);
    expect(told({ op: "delete", kind: "product", provider: "EU", policyId: "p2" })).toEqual([]);
  });

  it("change at the Provider, too, when only their tags hide them", () => {
    expect(told(edit("product", "p3", { tags: ["portal"], name: "Tagged" }))).toEqual([]);
  });
});

it.each([
  { displayName: "two\nlines" },
  { displayName: "  " },
  { tags: [" "] },
  { metadata: { "a\nb": 1 } },
  { labels: { "a,b": "1" } },
] as const)("refuses words that could not be read again: %j", (set) => {
  expect(told(edit("plan", "l1", set))).toHaveLength(1);
});
