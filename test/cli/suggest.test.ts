import { expect, it } from "vitest";
import { closest } from "../../src/cli/suggest.ts";

const NAMES = ["Production EU", "Production US", "Partners", "QA"];

it.each([
  ["Prodution EU", "Production EU"],
  ["production us", "Production US"],
  ["Partenrs", "Partners"],
  ["part", "Partners"],
  ["aq", "QA"],
  ["qb", "QA"],
])("takes %j for %j", (word, meant) => {
  expect(closest(word, NAMES)).toBe(meant);
});

it.each(["prod", "staging", "", "z", "p", "x".repeat(1000)])("does not guess for %j", (word) => {
  expect(closest(word, NAMES)).toBeNull();
});

it("prefers the nearest of several", () => {
  expect(closest("plan", ["plans", "plan", "pan"])).toBe("plan");
});
