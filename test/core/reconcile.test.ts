import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countsOf, emptyCatalog, isVisible, type Catalog } from "../../src/core/catalog.ts";
import { classify } from "../../src/core/classify.ts";
import type { Policy } from "../../src/core/policy.ts";
import { isPublished } from "../../src/core/product.ts";
import { reconcile } from "../../src/core/reconcile.ts";
import { withRecentWrite } from "../../src/core/recent-writes.ts";
import { applyChanges, isUnchanged } from "../../src/core/sync-changes.ts";
import {
  accessPolicy,
  aCatalog,
  anApi,
  aPolicy,
  LATER,
  limitPolicy,
  NOW,
  ORIGIN,
  readingOf,
  synced,
} from "../helpers/policies.ts";

function edited(catalog: Catalog): Catalog {
  const products = catalog.products.map((product) => ({
    ...product,
    displayName: "Pay with us",
    description: "All about payments",
    labels: { team: "payments" },
    published: true,
    placeholder: false,
  }));
  return { ...catalog, products };
}

describe("reconcile", () => {
  it("makes a placeholder named after a new policy, unpublished", () => {
    const [product] = aCatalog([accessPolicy("p1", { name: "Payments" })]).products;
    expect(product).toMatchObject({
      name: "Payments",
      displayName: null,
      placeholder: true,
      published: false,
      state: "visible",
      firstSeenAt: NOW,
    });
  });

  it("sorts access policies into Products and limit policies into Plans, and keeps the rest as skipped", () => {
    const catalog = aCatalog([accessPolicy("a"), limitPolicy("b"), aPolicy("c")]);
    expect(countsOf(catalog)).toEqual({ products: 1, plans: 1, apis: 0, skipped: 1 });
    expect(catalog.skipped[0]).toMatchObject({ policyId: "c", reason: "not-partitioned" });
  });

  it("hides and unpublishes what is gone, and keeps its configuration", () => {
    const before = edited(aCatalog([accessPolicy("p1"), accessPolicy("p2")]));
    const after = synced(before, [accessPolicy("p2")], { now: LATER });
    const gone = after.products.find((product) => product.policyId === "p1");
    expect(gone).toMatchObject({
      state: "hidden",
      hiddenAt: LATER,
      hiddenReason: "not-retrieved",
      displayName: "Pay with us",
    });
    expect(gone !== undefined && isPublished(gone)).toBe(false);
  });

  it("says that tags no longer match when that is why something is hidden", () => {
    const before = aCatalog([accessPolicy("p1"), accessPolicy("p2")]);
    const after = synced(before, [accessPolicy("p1", { tags: ["Portal"] }), accessPolicy("p2")]);
    expect(after.products[0]).toMatchObject({ state: "hidden", hiddenReason: "no-matching-tag" });
    expect(after.skipped).toHaveLength(1);
  });

  it("shows what came back with all of its previous configuration, published state included", () => {
    const before = edited(aCatalog([accessPolicy("p1"), accessPolicy("p2")]));
    const hidden = synced(before, [accessPolicy("p2")]);
    expect(synced(hidden, [accessPolicy("p1"), accessPolicy("p2")])).toEqual(before);
  });

  it("follows a rename at the Provider and leaves every portal-side field alone", () => {
    const before = edited(aCatalog([accessPolicy("p1", { name: "Payments" })]));
    const after = synced(before, [accessPolicy("p1", { name: "Payments v2", reference: "custom" })]);
    expect(after.products).toEqual([{ ...before.products[0], name: "Payments v2", referenceId: "custom" }]);
  });

  it("hides the Product and creates the Plan when a policy turns from one into the other", () => {
    const after = synced(aCatalog([accessPolicy("p1")]), [limitPolicy("p1")]);
    expect(after.products[0]).toMatchObject({ state: "hidden", hiddenReason: "changed-kind" });
    expect(after.plans[0]).toMatchObject({ policyId: "p1", state: "visible", placeholder: true });
  });

  it("brings the first Product back when a policy turns into a Plan and back again", () => {
    const before = edited(aCatalog([accessPolicy("p1")]));
    const plan = synced(before, [limitPolicy("p1")]);
    const back = synced(plan, [accessPolicy("p1")]);
    expect(back.products).toEqual(before.products);
    expect(back.plans[0]).toMatchObject({ state: "hidden" });
  });

  it("never makes a twin of a policy that is listed twice", () => {
    expect(aCatalog([accessPolicy("p1"), accessPolicy("p1")]).products).toHaveLength(1);
  });

  it("ignores limits left over on a Product and APIs left over on a Plan", () => {
    const rate = { count: 5, per: { every: 1, unit: "second" } } as const;
    const grant = { id: "api", name: "API", versions: [] };
    const { products, plans } = aCatalog([accessPolicy("a", { rate }), limitPolicy("b", { apis: [grant] })]);
    expect(products[0]).not.toHaveProperty("rate");
    expect(plans[0]).not.toHaveProperty("apis");
  });

  it("keeps a limit off a Plan whose policy does not control it", () => {
    const controls = { access: false, rate: false, quota: true, perApi: false, complexity: false };
    expect(aCatalog([limitPolicy("b", { controls })]).plans[0]).toMatchObject({ rate: null });
  });

  it("takes names and auth methods of a Product's APIs from the APIs, not from the policy's stale copy", () => {
    const apis = [anApi("x", ["jwt"], { name: "Payments API" })];
    const grants = [{ id: "x", name: "Old name", versions: ["v1"] }];
    const [product] = aCatalog([accessPolicy("p", { apis: grants })], apis).products;
    expect(product).toMatchObject({
      apis: [{ id: "x", name: "Payments API", versions: ["v1"] }],
      authMethods: ["jwt"],
    });
  });

  it("still makes a Product of an access policy without APIs", () => {
    expect(aCatalog([accessPolicy("p")]).products[0]).toMatchObject({ apis: [], authMethods: [] });
  });

  it("changes nothing when the Provider lists the same things in another order", () => {
    const policies = [accessPolicy("a"), limitPolicy("b"), aPolicy("c"), aPolicy("d")];
    const apis = [anApi("x"), anApi("y")];
    const before = aCatalog(policies, apis);
    const changes = reconcile(readingOf(before, policies.toReversed(), { apis: apis.toReversed() }));
    expect(isUnchanged(changes)).toBe(true);
    expect(applyChanges(before, changes)).toBe(before);
  });

  describe("holding", () => {
    const before = aCatalog([accessPolicy("a"), limitPolicy("b")]);

    it("holds a Provider that suddenly returns no policy at all", () => {
      const changes = reconcile(readingOf(before, []));
      expect(changes.held).toEqual({ products: 1, plans: 1 });
      expect(applyChanges(before, changes)).toBe(before);
    });

    it("hides everything once the operator accepts the empty answer", () => {
      const after = synced(before, [], { force: true });
      expect(after.products.concat().every((item) => !isVisible(item))).toBe(true);
      expect(after.plans.every((item) => !isVisible(item))).toBe(true);
    });

    it("does not hold when none of the policies matches the tags any more", () => {
      const changes = reconcile(readingOf(before, [accessPolicy("a", { tags: [] })]));
      expect(changes.held).toBeNull();
      expect(changes.products.hidden).toBe(1);
    });

    it("does not hold an empty Provider that was empty before", () => {
      expect(reconcile(readingOf(emptyCatalog("Acme", ORIGIN), [])).held).toBeNull();
    });

    it("holds a Provider that moved and shows none of the policies known", () => {
      const origin = { url: "https://other.example.com", organisationId: null };
      expect(reconcile(readingOf(before, [accessPolicy("z")], { origin })).held).toEqual({
        products: 1,
        plans: 1,
      });
      expect(reconcile(readingOf(before, [accessPolicy("z")], { origin, force: true })).held).toBeNull();
    });

    it("does not hold a Provider that moved and still shows a policy known", () => {
      const origin = { url: "https://other.example.com", organisationId: null };
      const after = synced(before, [accessPolicy("a")], { origin });
      expect(after.origin).toEqual(origin);
      expect(after.products[0]).toMatchObject({ policyId: "a", state: "visible" });
    });
  });

  it("counts what it does to each kind", () => {
    const before = aCatalog([accessPolicy("a"), accessPolicy("b"), accessPolicy("c")]);
    const changes = reconcile(
      readingOf(before, [accessPolicy("a"), accessPolicy("b", { name: "B" }), accessPolicy("d")]),
    );
    expect(changes.products).toEqual({ created: 1, updated: 1, hidden: 1, restored: 0, unchanged: 1 });
    expect(changes.items.find((change) => change.type === "updated")?.fields).toEqual(["name"]);
  });

  describe("a reading that began before a write", () => {
    const written = (policyId: string, gone: boolean, at = LATER) => ({
      id: `w-${policyId}`,
      policyId,
      at,
      gone,
    });
    const wrote = (catalog: Catalog, ...writes: readonly ReturnType<typeof written>[]): Catalog =>
      writes.reduce(withRecentWrite, catalog);
    const tags = ["portal"];

    it("does not hide what was created since", () => {
      const before = wrote(aCatalog([accessPolicy("a")]), written("a", false));
      const changes = reconcile(readingOf(before, [accessPolicy("b", { tags })], { readAt: NOW }));
      expect(changes.items.map(({ type, item }) => `${type} ${item.policyId}`)).toEqual(["created b"]);
    });

    it("does not revert what was edited since", () => {
      const before = wrote(aCatalog([accessPolicy("a", { name: "New" })]), written("a", false));
      expect(
        isUnchanged(reconcile(readingOf(before, [accessPolicy("a", { name: "Old" })], { readAt: NOW }))),
      ).toBe(true);
    });

    it("does not bring back what was deleted since, be it an item or a skipped policy", () => {
      const before = wrote(aCatalog([accessPolicy("a")]), written("b", true), written("c", true));
      const reading = [accessPolicy("a"), accessPolicy("b"), aPolicy("c")];
      expect(isUnchanged(reconcile(readingOf(before, reading, { readAt: NOW })))).toBe(true);
    });

    it("is not held for want of what was created since", () => {
      const before = wrote(aCatalog([accessPolicy("a")]), written("a", false));
      expect(reconcile(readingOf(before, [], { readAt: NOW })).held).toBeNull();
    });

    it("keeps what was taken out of the selection since where it is", () => {
      const tagless = synced(aCatalog([accessPolicy("a")]), [accessPolicy("a", { tags: [] })]);
      const before = wrote(tagless, written("a", false));
      expect(isUnchanged(reconcile(readingOf(before, [accessPolicy("a")], { readAt: NOW })))).toBe(true);
    });

    it("has its say again once it began after the write", () => {
      const before = wrote(aCatalog([accessPolicy("a")]), written("a", false, NOW));
      const changes = reconcile(readingOf(before, [accessPolicy("b")], { readAt: LATER }));
      expect(changes.items.map(({ type, item }) => `${type} ${item.policyId}`)).toEqual([
        "created b",
        "hidden a",
      ]);
    });

    it("is remembered for an hour, and for a hundred writes", () => {
      const many = Array.from({ length: 130 }, (_, index) => written(String(index), false, NOW));
      expect(wrote(aCatalog(), ...many).recentWrites).toHaveLength(100);
      expect(wrote(aCatalog(), ...many, written("z", false, LATER)).recentWrites).toHaveLength(100);
      const muchLater = "2026-11-23T13:00:00.001Z";
      expect(wrote(aCatalog(), ...many, written("z", false, muchLater)).recentWrites).toHaveLength(1);
    });
  });

  describe("for any reading", () => {
    const selection = { tags: ["portal"], match: "any" } as const;
    const policy: fc.Arbitrary<Policy> = fc
      .record({
        id: fc.constantFrom("1", "2", "3", "4", "5", "6"),
        name: fc.string({ maxLength: 5 }),
        tags: fc.subarray(["portal", "other"]),
        access: fc.boolean(),
        rate: fc.boolean(),
        perApi: fc.boolean(),
      })
      .map(({ id, name, tags, access, rate, perApi }) =>
        aPolicy(id, { name, tags, controls: { access, rate, quota: false, perApi, complexity: false } }),
      );
    const reading = fc.uniqueArray(policy, { selector: (entry) => entry.id, maxLength: 6 });

    it("applying the changes yields exactly the Products and Plans asked for, and a second run changes nothing", () => {
      fc.assert(
        fc.property(fc.array(reading, { maxLength: 4 }), reading, (history, last) => {
          const before = history.reduce<Catalog>(
            (at, policies) => synced(at, policies, { force: true }),
            aCatalog(),
          );
          const after = synced(before, last, { force: true });
          const wanted = (outcome: string): readonly string[] =>
            last
              .flatMap((entry) => (classify(entry, selection).outcome === outcome ? [entry.id] : []))
              .toSorted();
          const shown = (
            items: readonly { policyId: string; state: "visible" | "hidden" }[],
          ): readonly string[] =>
            items.flatMap((item) => (isVisible(item) ? [item.policyId] : [])).toSorted();
          expect(shown(after.products)).toEqual(wanted("product"));
          expect(shown(after.plans)).toEqual(wanted("plan"));
          expect(isUnchanged(reconcile(readingOf(after, last, { now: LATER })))).toBe(true);
        }),
      );
    });

    it("never loses a Product or Plan that was once known", () => {
      fc.assert(
        fc.property(fc.array(reading, { maxLength: 5 }), (history) => {
          let catalog = aCatalog();
          for (const policies of history) {
            const next = synced(catalog, policies, { force: true });
            const ids = next.products.map((product) => product.policyId);
            expect(ids).toEqual(expect.arrayContaining(catalog.products.map((product) => product.policyId)));
            expect(new Set(ids).size).toBe(ids.length);
            catalog = next;
          }
        }),
      );
    });
  });
});
