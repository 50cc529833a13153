import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  lifetimeWords,
  limitWords,
  readLifetime,
  readLimit,
  readPeriod,
} from "../../src/core/limit-words.ts";
import { PERIOD_UNITS } from "../../src/core/period.ts";

const periods = fc.record({
  every: fc.integer({ min: 1, max: 1_000_000 }),
  unit: fc.constantFrom(...PERIOD_UNITS.filter((unit) => unit !== "forever")),
});

describe("limits as people type them", () => {
  it.each([
    ["500/1m", { count: 500, per: { every: 1, unit: "minute" } }],
    ["500/m", { count: 500, per: { every: 1, unit: "minute" } }],
    [" 100,000 / 30d ", { count: 100_000, per: { every: 30, unit: "day" } }],
    ["10/1MO", { count: 10, per: { every: 1, unit: "month" } }],
    ["1000/forever", { count: 1000, per: { every: 1, unit: "forever" } }],
    ["unlimited", null],
  ])("read %s", (text, limit) => {
    expect(readLimit(text)).toEqual({ ok: true, value: limit });
  });

  it.each([
    ["", "nothing is not a count and a period"],
    ["500", '"500" is not a count and a period, for example 500/1m, or unlimited'],
    ["5.5/m", "a whole number before the slash"],
    ["-1/m", "a whole number before the slash"],
    ["0/m", "a count of at least 1, or unlimited"],
    ["5/", "a period after the slash"],
    ["5/1q", "a period after the slash"],
    ["5/0m", "a period after the slash"],
    ["99999999999999999999/m", "a count that is not as long"],
  ])("say of %j what is wrong with it", (text, problem) => {
    const read = readLimit(text);
    expect(read.ok ? "" : read.problem).toContain(problem);
  });

  it("read what they wrote", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), periods, (count, per) => {
        expect(readLimit(limitWords({ count, per }))).toEqual({ ok: true, value: { count, per } });
        expect(readLifetime(lifetimeWords(per))).toEqual({ ok: true, value: per });
      }),
    );
    expect(readLifetime(lifetimeWords(null))).toEqual({ ok: true, value: null });
    expect(readLimit(limitWords(null))).toEqual({ ok: true, value: null });
  });
});

describe("lifetimes as people type them", () => {
  it("take a period or never", () => {
    expect(readLifetime("90d")).toEqual({ ok: true, value: { every: 90, unit: "day" } });
    expect(readLifetime("Never")).toEqual({ ok: true, value: null });
    expect(readLifetime("soon")).toMatchObject({ ok: false });
    expect(readPeriod("2w")).toEqual({ ok: true, value: { every: 2, unit: "week" } });
  });
});
