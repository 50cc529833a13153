import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Api } from "../../src/core/api.ts";
import type { Catalog } from "../../src/core/catalog.ts";
import { diffOf, type DiffSide } from "../../src/core/diff.ts";
import { api, HIDDEN, plan, product } from "../helpers/catalog-items.ts";
import { catalog } from "../helpers/console-stub.ts";
import { anyCatalog } from "../helpers/any-catalog.ts";

const minute = { every: 1, unit: "minute" } as const;

function side(part: Partial<Catalog>, policyTags: readonly string[] = []): DiffSide {
  return { catalog: catalog("any", part), policyTags };
}

function grantOf({ id, name, versions }: Api) {
  return { id, name, versions };
}

/** The rows in short: `kind name side: fields`. */
function told(a: DiffSide, b: DiffSide): readonly string[] {
  return diffOf(a, b).rows.map(
    ({ kind, name, side: who, differences }) =>
      `${kind} ${name} ${who}${differences.length === 0 ? "" : `: ${differences.map(({ field }) => field).join(" ")}`}`,
  );
}

describe("the difference of two Providers", () => {
  it("lines Products, Plans and APIs up by name, and tells who has what alone", () => {
    const a = side({ products: [product("1", "Pay"), product("2", "Old")], plans: [plan("3", "Gold")] });
    const b = side({ products: [product("9", "Pay"), product("8", "New")], apis: [api("x", "Search")] });
    expect(told(a, b)).toEqual(["product New b", "product Old a", "plan Gold a", "api Search b"]);
    expect(diffOf(a, b).same).toBe(1);
  });

  it("tells which limits, lifetimes and texts differ, with both values", () => {
    const rate = { count: 500, per: minute };
    const a = side({ plans: [plan("1", "Gold", { rate, keyLifetime: { every: 1, unit: "day" } })] });
    const b = side({
      plans: [
        plan("2", "Gold", {
          keyLifetime: { every: 24, unit: "hour" },
          description: "Best",
          labels: { a: "b" },
        }),
      ],
    });
    expect(diffOf(a, b).rows).toMatchObject([
      {
        kind: "plan",
        side: "both",
        ids: { a: "1", b: "2" },
        differences: [
          { field: "rate", a: rate, b: null },
          { field: "description", a: null, b: "Best" },
          { field: "labels", a: {}, b: { a: "b" } },
        ],
      },
    ]);
  });

  it("takes limits for the same that allow the same", () => {
    const a = side({
      plans: [plan("1", "Gold", { rate: { count: 5, per: { every: 60, unit: "second" } } })],
    });
    const b = side({ plans: [plan("2", "Gold", { rate: { count: 5, per: minute } })] });
    expect(diffOf(a, b)).toEqual({ rows: [], same: 1 });
  });

  it("compares what a Product opens by API, whatever the ids are", () => {
    const [payA, payB, other] = [api("a1", "Pay"), api("b7", "Pay"), api("b8", "Loans")];
    const a = side({ apis: [payA], products: [product("1", "Money", { apis: [grantOf(payA)] })] });
    const same = side({ apis: [payB], products: [product("2", "Money", { apis: [grantOf(payB)] })] });
    const wider = side({
      apis: [payB, other],
      products: [product("2", "Money", { apis: [grantOf(payB), grantOf(other)] })],
    });
    expect(
      told(a, { ...same, catalog: { ...same.catalog, apis: [{ ...payB, listenPath: payA.listenPath }] } }),
    ).toEqual([]);
    expect(diffOf(a, wider).rows[0]?.differences).toEqual([
      { field: "apis", a: ["Pay"], b: ["Loans", "Pay"] },
    ]);
  });

  it("finds a renamed API by its slug, or by its listen path", () => {
    const a = side({
      apis: [api("a1", "Pay", { slug: "pay" }), api("a2", "Loans", { listenPath: "/loans/" })],
    });
    const b = side({
      apis: [
        api("b1", "Payments", { slug: "pay", listenPath: "/a1/" }),
        api("b2", "Credit", { listenPath: "loans" }),
      ],
    });
    expect(told(a, b)).toEqual(["api Loans both: name listenPath", "api Pay both: name"]);
  });

  it("tells APIs of one name apart by their listen paths", () => {
    const twins = [api("1", "Search", { listenPath: "/a/" }), api("2", "Search", { listenPath: "/b/" })];
    const others = [api("8", "Search", { listenPath: "/b/" }), api("9", "Search", { listenPath: "/a/" })];
    const a = side({
      apis: twins,
      products: [product("p", "Find", { apis: twins.slice(0, 1).map(grantOf) })],
    });
    const b = side({
      apis: others,
      products: [product("q", "Find", { apis: others.slice(0, 1).map(grantOf) })],
    });
    expect(diffOf(a, b).rows).toMatchObject([
      { name: "Find", differences: [{ field: "apis", a: ["Search (/a/)"], b: ["Search (/b/)"] }] },
    ]);
  });

  it("sees that one opens less of an API than the other", () => {
    const billing = api("a", "Billing", { versions: ["v1", "v2"] });
    const whole = { id: "a", name: "Billing", versions: ["v2", "v1"] };
    const of = (apis: readonly (typeof whole & { narrowed?: true })[]) =>
      side({ apis: [billing], products: [product("p", "Bills", { apis })] });
    expect(diffOf(of([whole]), of([{ ...whole, versions: ["v1"] }])).rows[0]?.differences).toEqual([
      { field: "apis", a: ["Billing"], b: ["Billing, only v1"] },
    ]);
    expect(diffOf(of([{ ...whole, narrowed: true }]), of([whole])).rows[0]?.differences).toEqual([
      { field: "apis", a: ["Billing, in part"], b: ["Billing"] },
    ]);
  });

  it("does not count the tags by which either Provider selects, nor publication", () => {
    const a = side({ plans: [plan("1", "Gold", { tags: ["portal", "eu", "fast"], published: true })] }, [
      "eu",
    ]);
    const b = side({ plans: [plan("2", "Gold", { tags: ["us", "fast", "eu", "new"] })] }, ["us", "portal"]);
    expect(diffOf(a, b).rows[0]?.differences).toEqual([{ field: "tags", a: ["fast"], b: ["fast", "new"] }]);
  });

  it("leaves out what is hidden", () => {
    expect(diffOf(side({ products: [product("1", "Gone", HIDDEN)] }), side({})).rows).toEqual([]);
  });

  it("is empty for a Provider and itself, whatever it has", () => {
    fc.assert(
      fc.property(anyCatalog(), (one) => {
        const own = { catalog: one, policyTags: ["portal"] };
        expect(diffOf(own, own).rows).toEqual([]);
      }),
    );
  });

  it("has everything visible of both exactly once, in one order, and the same from the other side", () => {
    fc.assert(
      fc.property(anyCatalog(), anyCatalog(), (one, other) => {
        const [a, b] = [
          { catalog: one, policyTags: ["portal"] },
          { catalog: other, policyTags: ["eu"] },
        ];
        const { rows, same } = diffOf(a, b);
        const count = (of: Catalog) =>
          [...of.products, ...of.plans].filter(({ state }) => state === "visible").length + of.apis.length;
        const both = rows.filter(({ side: who }) => who === "both").length;
        expect(rows.length + both + 2 * same).toBe(count(one) + count(other));
        const back = diffOf(b, a);
        expect(back.same).toBe(same);
        const mirrored = { a: "b", b: "a", both: "both" } as const;
        const shape = (list: typeof rows) =>
          list
            .filter(({ kind }) => kind !== "api")
            .map(({ kind, name, side: who }) => `${kind} ${name} ${who}`)
            .toSorted();
        expect(shape(back.rows)).toEqual(shape(rows.map((row) => ({ ...row, side: mirrored[row.side] }))));
      }),
    );
  });
});
