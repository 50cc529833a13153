import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalPeriod,
  exactSeconds,
  lifetimeText,
  limitText,
  periodText,
  samePeriod,
  secondsPeriod,
} from "../../src/core/period.ts";

describe("period", () => {
  it.each([
    [1, { every: 1, unit: "second" }],
    [60, { every: 1, unit: "minute" }],
    [90, { every: 90, unit: "second" }],
    [3600, { every: 1, unit: "hour" }],
    [5400, { every: 90, unit: "minute" }],
    [86_400, { every: 1, unit: "day" }],
    [604_800, { every: 7, unit: "day" }],
    [2_592_000, { every: 30, unit: "day" }],
  ])("%d seconds reduce to the largest exact unit", (seconds, expected) => {
    expect(secondsPeriod(seconds)).toEqual(expected);
  });

  it("takes a week for 7 days, and never converts months, years and forever", () => {
    expect(canonicalPeriod({ every: 1, unit: "week" })).toEqual({ every: 7, unit: "day" });
    expect(samePeriod({ every: 60, unit: "second" }, { every: 1, unit: "minute" })).toBe(true);
    expect(samePeriod({ every: 30, unit: "day" }, { every: 1, unit: "month" })).toBe(false);
    expect(samePeriod({ every: 12, unit: "month" }, { every: 1, unit: "year" })).toBe(false);
    expect(samePeriod({ every: 1, unit: "forever" }, { every: 5, unit: "forever" })).toBe(true);
  });

  it("keeps the length of whatever has one", () => {
    const units = fc.constantFrom("second", "minute", "hour", "day", "week");
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), units, (every, unit) => {
        const period = { every, unit } as const;
        expect(exactSeconds(canonicalPeriod(period))).toBe(exactSeconds(period));
        expect(canonicalPeriod(canonicalPeriod(period))).toEqual(canonicalPeriod(period));
      }),
    );
  });

  it.each([
    [{ count: 500, per: { every: 1, unit: "minute" } }, "500 / min"],
    [{ count: 1000, per: { every: 60, unit: "second" } }, "1,000 / min"],
    [{ count: 100, per: { every: 90, unit: "second" } }, "100 / 90 s"],
    [{ count: 100, per: { every: 5400, unit: "second" } }, "100 / 90 min"],
    [{ count: 100_000, per: { every: 30, unit: "day" } }, "100,000 / 30 days"],
    [{ count: 5, per: { every: 1, unit: "month" } }, "5 / month"],
    [{ count: 5, per: { every: 3, unit: "month" } }, "5 / 3 months"],
    [{ count: 10, per: { every: 1, unit: "forever" } }, "10, never renews"],
    [{ count: 0.5, per: { every: 1, unit: "second" } }, "0.5 / s"],
    [null, "unlimited"],
  ] as const)("says %j as %s", (limit, expected) => {
    expect(limitText(limit)).toBe(expected);
  });

  it.each([
    [{ every: 7_776_000, unit: "second" }, "90 days"],
    [{ every: 1, unit: "day" }, "1 day"],
    [{ every: 36, unit: "hour" }, "36 h"],
    [{ every: 90_061, unit: "second" }, "1 day 1 h 1 min 1 s"],
    [{ every: 2, unit: "week" }, "14 days"],
    [null, "never"],
  ] as const)("says a lifetime of %j as %s", (lifetime, expected) => {
    expect(lifetimeText(lifetime)).toBe(expected);
  });

  it("says every period that exists as something without a raw unit name", () => {
    expect(periodText({ every: 1, unit: "year" })).toBe("1 year");
    expect(periodText({ every: 1.5, unit: "second" })).toBe("1.5 s");
  });
});
