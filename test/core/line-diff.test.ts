import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineDiff } from "../../src/core/line-diff.ts";

function shown(before: string, after: string, context = 1): readonly string[] {
  const [a, b] = [before.split(" "), after.split(" ")];
  return lineDiff(a, b, context).map(
    (change) => `${change.sign}${(change.sign === "-" ? a[change.before] : b[change.after]) ?? ""}`,
  );
}

describe("the lines of a difference", () => {
  it("are those that go and those that come, with what stands around them", () => {
    expect(shown("a b c d e", "a b x d e")).toEqual([" b", "-c", "+x", " d"]);
    expect(shown("a b c d e", "a x c d y")).toEqual([" a", "-b", "+x", " c", " d", "-e", "+y"]);
    expect(shown("a b", "a b")).toEqual([]);
    expect(shown("a", "b", 0)).toEqual(["-a", "+b"]);
  });

  it("make the one text of the other, in as few lines as can be", () => {
    const words = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });
    fc.assert(
      fc.property(words, words, (before, after) => {
        const changes = lineDiff(before, after, Number.POSITIVE_INFINITY);
        const lines = changes.flatMap(({ sign, after: at }) => (sign === "-" ? [] : [after[at]]));
        const old = changes.flatMap(({ sign, before: at }) => (sign === "+" ? [] : [before[at]]));
        const isSame = before.join() === after.join();
        expect([lines, old]).toEqual(isSame ? [[], []] : [after, before]);
      }),
    );
  });

  it("of huge texts are told as a whole", () => {
    const before = Array.from({ length: 2_000 }, (_, index) => `a${index}`);
    const after = before.map((line) => `${line}x`);
    expect(lineDiff(before, after, 0)).toHaveLength(4_000);
  });
});
