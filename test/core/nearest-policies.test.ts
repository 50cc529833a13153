import { expect, it } from "vitest";
import { nearestPolicies } from "../../src/core/nearest-policies.ts";
import { plan, product, skipped } from "../helpers/catalog-items.ts";
import { catalog } from "../helpers/console-stub.ts";

const CATALOG = catalog("A", {
  products: [product("p1", "Payments"), product("p2", "Payments EU")],
  plans: [plan("l1", "Gold"), plan("l2", "Payments gold")],
  skipped: [skipped("s1", "Everything"), skipped("s2", "payments (old)")],
});

it("takes a part of a name for those that have it, three at most, whatever the capitals", () => {
  expect(nearestPolicies(CATALOG, "PAYMENT")).toEqual(["Payments", "Payments EU", "Payments gold"]);
});

it("takes a typing error for the nearest name of any sort", () => {
  expect(nearestPolicies(CATALOG, "Glod")).toEqual(["Gold"]);
  expect(nearestPolicies(CATALOG, "Evrything")).toEqual(["Everything"]);
});

it("guesses nothing when none is near, and nothing without a catalog", () => {
  expect(nearestPolicies(CATALOG, "Loans")).toEqual([]);
  expect(nearestPolicies(CATALOG, "")).toEqual([]);
  expect(nearestPolicies(null, "Gold")).toEqual([]);
});
