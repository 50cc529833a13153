import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SCROLL_OFF, windowOf } from "../../src/view/window.ts";

const inputs = fc
  .record({
    count: fc.integer({ min: 1, max: 200 }),
    height: fc.integer({ min: 1, max: 40 }),
    offset: fc.integer({ min: -50, max: 50 }),
    at: fc.nat({ max: 1000 }),
  })
  .map(({ count, height, offset, at }) => ({ count, height, offset, cursor: at % count }));

describe("windowOf", () => {
  it("keeps the cursor inside, and leaves no line blank while there are rows", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { top, end, offset } = windowOf(input);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(end - top).toBe(Math.min(input.count, input.height));
        expect(top + offset).toBe(input.cursor);
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset).toBeLessThan(input.height);
      }),
    );
  });

  it("keeps two rows between the cursor and an edge that has more behind it", () => {
    const roomy = inputs.filter(({ height }) => height >= 2 * SCROLL_OFF + 1);
    fc.assert(
      fc.property(roomy, (input) => {
        const { top, end } = windowOf(input);
        const above = top === 0 ? SCROLL_OFF : input.cursor - top;
        const below = end === input.count ? SCROLL_OFF : end - 1 - input.cursor;
        expect(Math.min(above, below)).toBeGreaterThanOrEqual(SCROLL_OFF);
      }),
    );
  });

  it("stays where it is when rows come above the cursor", () => {
    const before = windowOf({ count: 100, cursor: 50, offset: 5, height: 20 });
    const after = windowOf({ count: 107, cursor: 57, offset: before.offset, height: 20 });
    expect(after).toEqual({ top: before.top + 7, end: before.end + 7, offset: before.offset });
  });

  it("is empty without room, and starts at the top without a cursor", () => {
    expect(windowOf({ count: 9, cursor: 3, offset: 0, height: 0 })).toEqual({ top: 0, end: 0, offset: 0 });
    expect(windowOf({ count: 9, cursor: -1, offset: 0, height: 4 })).toEqual({ top: 0, end: 4, offset: 0 });
  });
});
