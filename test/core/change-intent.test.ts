import { describe, expect, it } from "vitest";
import type { ChangeRequest, ItemSet } from "../../src/core/change.ts";
import { intentOf } from "../../src/core/change-intent.ts";
import type { WriteIntent } from "../../src/core/write.ts";
import { api, HIDDEN, plan, product } from "../helpers/catalog-items.ts";
import { catalog } from "../helpers/console-stub.ts";

const OLD = { id: "a1", name: "Stale name", versions: ["v1"] };
const MINUTE = { every: 1, unit: "minute" } as const;

const known = catalog("EU", {
  products: [product("p1", "Payments", { apis: [OLD], tags: ["x"] }), product("p2", "Gone", HIDDEN)],
  plans: [plan("l1", " Gold ", { rate: { count: 5, per: MINUTE }, metadata: { a: { b: [1] } } })],
  apis: [api("a1", "Payments API"), api("a2", "Refunds API", { versions: ["v2", "v3"] })],
});

function intent(request: ChangeRequest): WriteIntent | null {
  return intentOf(request, { catalog: known, policyTags: ["portal", "eu"] });
}

function edit(kind: "product" | "plan", policyId: string, set: ItemSet): WriteIntent | null {
  return intent({ op: "edit", kind, provider: "EU", policyId, set });
}

describe("what a Provider is asked to write", () => {
  it("is every field of its own that is named, for what is stored may be behind, and nothing of Portico's", () => {
    const set = { name: " Payments ", tags: ["x"], apis: ["a1"], displayName: "never sent", published: true };
    expect(edit("product", "p1", set)).toEqual({
      op: "edit",
      kind: "product",
      policyId: "p1",
      set: { name: "Payments", tags: ["x"], apis: [OLD] },
    });
    expect(edit("product", "p1", { name: "Payments" })).toMatchObject({ set: { name: "Payments" } });
    expect(edit("product", "p1", { displayName: "x", published: true })).toBeNull();
  });

  it("leaves a name with spaces around it as it is, until it is changed", () => {
    expect(edit("plan", "l1", { name: " Gold " })).toBeNull();
    expect(edit("plan", "l1", { name: "Gold" })).toMatchObject({ set: { name: "Gold" } });
  });

  it("is nothing for what a hidden item has already, whose policy is gone", () => {
    expect(edit("product", "p2", { name: "Gone", tags: [], published: true })).toBeNull();
  });

  it.each([
    { rate: null },
    { rate: { count: 5, per: { every: 60, unit: "second" } } },
    { quota: null },
    { quota: { count: 1, per: MINUTE } },
    { keyLifetime: MINUTE },
    { metadata: {} },
    { metadata: { a: { b: [1] } } },
    { tags: ["new"] },
  ] as const)("is any single field alone: %j", (set) => {
    expect(edit("plan", "l1", set)).toMatchObject({ op: "edit", policyId: "l1", set });
  });

  it("keeps the grants there are and takes every version of an API that is added", () => {
    expect(edit("product", "p1", { apis: ["a2", "a1", "a2"] })).toMatchObject({
      set: { apis: [{ id: "a2", name: "Refunds API", versions: ["v2", "v3"] }, OLD] },
    });
  });

  it("has all tags of the Provider for a new policy, and a name without spaces around it", () => {
    const portal = { displayName: "x", description: null, labels: {}, published: true };
    const base = { provider: "EU", name: " New ", metadata: {}, portal } as const;
    expect(intent({ op: "create", kind: "product", ...base, authMethod: "apiKey", apis: ["a2"] })).toEqual({
      op: "create",
      kind: "product",
      name: "New",
      tags: ["portal", "eu"],
      metadata: {},
      apis: [{ id: "a2", name: "Refunds API", versions: ["v2", "v3"] }],
    });
  });

  it("is nothing for an item whose policy is gone already", () => {
    expect(intent({ op: "delete", kind: "product", provider: "EU", policyId: "p2" })).toBeNull();
    expect(intent({ op: "delete", kind: "product", provider: "EU", policyId: "p1" })).toMatchObject({
      op: "delete",
    });
  });
});
