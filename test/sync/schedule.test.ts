import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDue, nextTick } from "../../src/sync/schedule.ts";

const MINUTE = 60_000;

describe("the refresh grid", () => {
  it("counts from the first synchronization", () => {
    expect(nextTick(1000, 10 * MINUTE, 1000)).toBe(1000 + 10 * MINUTE);
    expect(nextTick(1000, 10 * MINUTE, 1000 + 10 * MINUTE)).toBe(1000 + 20 * MINUTE);
  });

  it("is manual only with an interval of 0", () => {
    expect(nextTick(0, 0, 5)).toBeNull();
    expect(isDue(null, 5)).toBe(false);
  });

  it("lets the ticks missed while the machine slept collapse into one", () => {
    expect(nextTick(0, 10 * MINUTE, 95 * MINUTE)).toBe(100 * MINUTE);
  });

  it("always names a point of the grid after now, at most one interval away", () => {
    const natural = fc.integer({ min: 0, max: 1e9 });
    fc.assert(
      fc.property(natural, fc.integer({ min: 1, max: 1e6 }), natural, (startedAt, interval, elapsed) => {
        const now = startedAt + elapsed;
        const next = nextTick(startedAt, interval, now) ?? 0;
        expect((next - startedAt) % interval).toBe(0);
        expect(next).toBeGreaterThan(now);
        expect(next - now).toBeLessThanOrEqual(interval);
      }),
    );
  });
});
