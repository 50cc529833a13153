import { describe, expect, it } from "vitest";
import type { ConsoleState } from "../../src/console.ts";
import type { Plan } from "../../src/core/plan.ts";
import { drawMarkdown } from "../../src/ui/parts/drawn-markdown.ts";
import { textWidth } from "../../src/view/cell.ts";
import { detailOf, detailTexts, type DetailInput } from "../../src/view/detail.ts";
import { explainText } from "../../src/view/explain-lines.ts";
import { UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { lineText } from "../../src/view/line.ts";
import { ALL_ROW } from "../../src/view/provider-rows.ts";
import { rowsOf, type Tab } from "../../src/view/rows.ts";
import { api, HIDDEN, plan, product, skipped } from "../helpers/catalog-items.ts";
import { catalog, definition } from "../helpers/console-stub.ts";
import { dataOf, downView, EU, NOW, sampleData, STAGING, upView } from "./sample-console.ts";

const input = (data: ConsoleState) => ({
  data,
  now: NOW,
  offsetMinutes: 0,
  usage: new Map(),
  tokens: new Map(),
  glyphs: UNICODE_GLYPHS,
  width: 88,
  markdown: null,
});

function detail(data: ConsoleState, tab: Tab, name: string) {
  const row = rowsOf(data, data.providers[0]?.definition.name ?? "", tab).find((one) => one.name === name);
  if (row === undefined) throw new Error(`no ${name}`);
  return detailOf({ kind: "row", row }, input(data));
}

/** The details of a Plan at EU, in so many columns. */
function planText(given: Partial<Plan>, look: Partial<DetailInput>): readonly string[] {
  const data = dataOf(catalog("EU", { plans: [plan("l1", "Gold", given)] }));
  const [row] = rowsOf(data, "EU", "plans");
  if (row === undefined) throw new Error("no Plan");
  return detailTexts(detailOf({ kind: "row", row }, { ...input(data), ...look }));
}

const text = (data: ConsoleState, tab: Tab, name: string) => detailTexts(detail(data, tab, name)).join("\n");

describe("the detail of a Product", () => {
  const of = catalog("EU", {
    products: [
      product("p1", "Payments", {
        referenceId: "pay-ref",
        tags: ["portal", "eu"],
        displayName: "Pay with us",
        description: "Everything about paying.",
        placeholder: false,
        published: true,
        apis: [
          { id: "a1", name: "Pay", versions: ["v1"] },
          { id: "a2", name: "Accounts", versions: [] },
          { id: "zz", name: "Gone", versions: [] },
        ],
      }),
      product("p2", "Legacy", { ...HIDDEN, published: true }),
    ],
    apis: [api("a1", "Pay"), api("a2", "Accounts", { authMethods: ["jwt"], versions: ["v1", "v2"] })],
  });

  it("tells ids, state, warnings, addresses and APIs", () => {
    expect(text(dataOf(of), "products", "Pay with us")).toMatchInlineSnapshot(`
      "policy p1   reference pay-ref   tags portal, eu   name at the Provider Payments
      published · first seen 20d ago
      ⚠ Its APIs do not share one auth method: Pay uses apiKey, Accounts uses jwt.

      Everything about paying.

      https://api.example.com/a1/
      https://api.example.com/a2/

      NAME  METHOD  VERSIONS  PATH

      Pay  apiKey  v1  /a1/

      Accounts  jwt  v1, v2  /a2/

      Gone  unknown  –  –
      "
    `);
  });

  it("gives the APIs as a table", () => {
    const table = detail(dataOf(of), "products", "Pay with us").blocks.find(({ kind }) => kind === "table");
    expect(table).toMatchObject({
      columns: [{ id: "name" }, { id: "method" }, { id: "versions" }, { id: "path" }],
      rows: [
        { name: "Pay", method: "apiKey", versions: "v1", path: "/a1/" },
        { name: "Accounts", method: "jwt", versions: "v1, v2", path: "/a2/" },
        { name: "Gone", method: "unknown", versions: "–", path: "–" },
      ],
    });
  });

  it("says since when and why it is hidden", () => {
    expect(text(dataOf(of), "products", "Legacy")).toMatchInlineSnapshot(`
      "policy p2   tags none
      hidden 1d ago: the Provider no longer returns it; published again when it comes back
      It grants no APIs."
    `);
  });

  it("says that its Provider is down, and how old it is", () => {
    expect(text(sampleData({ providers: [downView(EU)] }), "products", "Payments")).toContain(
      "✖ EU is down; what is shown is 2m old",
    );
  });
});

it("tells the limits of a Plan as people say them", () => {
  const gold = plan("l1", "Gold", {
    rate: { count: 500, per: { every: 60, unit: "second" } },
    quota: { count: 10_000, per: { every: 1, unit: "month" } },
    keyLifetime: { every: 90, unit: "day" },
    policyState: "draft",
  });
  expect(text(dataOf(catalog("EU", { plans: [gold] })), "plans", "Gold")).toMatchInlineSnapshot(`
    "policy l1   tags none
    not published · new: nobody has edited it yet · first seen 20d ago
    ⚠ The policy is a draft at the Provider: no new credentials can use it.

    rate 500 / min
    quota 10,000 / month
    keys expire 90 days"
  `);
});

it("tells where an API is, and which Products have it", () => {
  expect(text(dataOf(EU), "apis", "Pay")).toMatchInlineSnapshot(`
    "id a1   auth apiKey   state active   listen path /a1/   versions none   categories none
    https://api.example.com/a1/
    In the Products: Payments"
  `);
});

it("tells why a policy was skipped, and how to change that", () => {
  const of = catalog("EU", { skipped: [skipped("s1", "Everything", { tags: ["a", "b"] })] });
  expect(text(dataOf(of), "skipped", "Everything")).toMatchInlineSnapshot(`
    "policy s1   tags a, b
    ⚠ mixed: It controls access and rate in one policy.
    Split it in two at the Provider: one policy that controls access only, one that controls
    limits only."
  `);
});

describe("the detail of a Provider", () => {
  it("tells its status, its error with the next step, and where it is configured", () => {
    const view = { ...downView(STAGING), definition: definition("Staging", { policyTags: ["a", "b"] }) };
    const row = { id: "Staging", name: "Staging", view };
    expect(detailTexts(detailOf({ kind: "provider", row }, input(sampleData()))).join("\n"))
      .toMatchInlineSnapshot(`
        "✖ down · last synchronized 2m ago
        ✖ connection refused 127.0.0.1:3000
        Is the Dashboard running?
        2 Products, 1 Plan, 0 APIs, 0 skipped
        error CONNECTION_REFUSED   adapter tyk-dashboard   url https://dash.example.com
        organisation any   environment none   tags a or b   baseline URL https://api.example.com
        config portico.yaml:1

        ⚠ EU has the same url and organisation, and tags in common: both may list the same
        policies [overlapping-providers]
          Give each of the two policyTags of its own, name their organisationId where they
          differ, or remove one.
        ⚠ no description: nobody can tell what this Provider is for [no-description]
          Set description: what it serves, and who is responsible."
      `);
  });

  it("tells of a Provider that is held", () => {
    const view = upView(EU);
    const held = { ...view, status: { ...view.status, held: { products: 3, plans: 2 } } };
    const row = { id: "EU", name: "EU", view: held };
    const shown = detailTexts(detailOf({ kind: "provider", row }, input(sampleData()))).join(" ");
    expect(shown).toContain("3 Products and 2 Plans would be hidden.");
  });

  it("lists each of them for ALL", () => {
    const shown = detailTexts(detailOf({ kind: "provider", row: ALL_ROW }, input(sampleData())));
    expect(shown).toEqual([
      "EU  ● up · last synchronized 2m ago · took 412 ms",
      "Staging  ✖ down · last synchronized 2m ago",
    ]);
  });
});

it("says so when nothing is selected", () => {
  expect(detailTexts(detailOf(null, input(sampleData())))).toEqual(["Nothing selected."]);
});

it("draws an explanation, question by question", () => {
  const drawing = { glyphs: UNICODE_GLYPHS, width: 70, now: NOW };
  const { title, lines } = explainText(dataOf(EU), { provider: "EU", query: "s1" }, drawing);
  expect(title).toBe("Why: Everything · EU");
  expect(lines.map(lineText).join("\n")).toMatchInlineSnapshot(`
    "Everything is skipped.
    ✔ Is the Provider up? Yes, last synchronized 2m ago.
    ✔ Was it found at the Provider? Yes, as policy s1.
    ✔ Is it visible to this user? Yes: it was returned.
    ✔ Do its tags match? Yes: this Provider selects every policy.
    ✔ Is it about ordinary APIs? Yes: about no MCP server.
    ✖ What does it control? It controls access and rate in one policy.
      (mixed)
    ✖ Is it shown? No: it is listed under Skipped.
    Split it in two at the Provider: one policy that controls access only,
    one that controls limits only."
  `);
  const gone = explainText(dataOf(EU), { provider: "X", query: null }, drawing);
  expect(gone.title).toBe("Skipped or hidden at X");
  expect(gone.lines.map(lineText)).toEqual(["X is no longer in the config."]);
});

it("wraps what is wider than the pane, so that nothing is cut", () => {
  const shown = planText({ placeholder: true, tags: ["portal", "eu", "partners-of-ours"] }, { width: 40 });
  for (const part of shown) expect(textWidth(part)).toBeLessThanOrEqual(40);
  expect(shown.join(" ").replaceAll(/ +/gu, " ")).toContain("nobody has edited it yet · first seen");
});

it("draws the description as it is read once Markdown is loaded, and as it is written before", () => {
  const description = "# Gold\n\nfor **all**";
  expect(planText({ description }, {}).join("\n")).toContain("for **all**");
  const drawn = planText({ description }, { markdown: drawMarkdown }).join("\n");
  expect(drawn).toContain("Gold\n\nfor all");
});
