import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairsWords, readPairs, readTextPairs } from "../../src/view/form-pairs.ts";

describe("keys and values as text", () => {
  it("are pairs where they can be, a JSON object where not", () => {
    expect(pairsWords({ team: "pay", tier: "gold" })).toBe("team=pay, tier=gold");
    expect(pairsWords({ team: "pay, gold" })).toBe('{"team":"pay, gold"}');
    expect(pairsWords({ count: 5 })).toBe('{"count":5}');
    expect(pairsWords({})).toBe("");
  });

  it("read what they wrote, whatever it was", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (given) => {
        const record: unknown = JSON.parse(JSON.stringify(given));
        const read = readPairs(pairsWords(given));
        expect(read).toEqual({ ok: true, value: record });
      }),
    );
  });

  it.each([
    ["team", '"team" is no key=value'],
    ["=x", '"=x" is no key=value'],
    ["a=1, a=2", '"a" is there twice'],
    ["{", "write key=value"],
  ])("say of %s what is wrong with it", (text, problem) => {
    const read = readPairs(text);
    expect(read.ok ? "" : read.problem).toContain(problem);
  });

  it("are texts alone for labels", () => {
    expect(readTextPairs('{"a": 5}')).toEqual({ ok: false, problem: 'the value of "a" is not a text' });
    expect(readTextPairs("a=5")).toEqual({ ok: true, value: { a: "5" } });
  });
});
