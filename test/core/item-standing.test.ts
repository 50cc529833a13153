import { expect, it } from "vitest";
import { standingOf } from "../../src/core/item-standing.ts";
import { isPublished } from "../../src/core/product.ts";
import { HIDDEN, product } from "../helpers/catalog-items.ts";

const PUBLISHED = product("p", "Payments", { published: true });

it("marks items of a Dashboard that is down as unavailable and keeps what was meant to be published (1.1.0)", () => {
  expect(standingOf(PUBLISHED, { state: "down" })).toBe("unavailable");
  expect(isPublished(PUBLISHED)).toBe(true);
});

it.each(["up", "unknown"] as const)("calls them available while it is %s", (state) => {
  expect(standingOf(PUBLISHED, { state })).toBe("available");
});

it("calls a hidden one hidden, whatever its Provider does", () => {
  const hidden = product("p", "Payments", HIDDEN);
  expect([standingOf(hidden, { state: "down" }), standingOf(hidden, { state: "up" })]).toEqual([
    "hidden",
    "hidden",
  ]);
});
