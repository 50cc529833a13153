import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import lazyStringWidth from "../../src/ui/parts/lazy-string-width.ts";
import { isNarrow } from "../../src/view/narrow-text.ts";

const narrow = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(isNarrow);
const pieces = fc.constantFrom(
  ...narrow,
  "\u001B[7m",
  "\u001B[27m",
  "\u001B[1;31m",
  "\u001B[",
  "日",
  "👩‍👩‍👧",
  "e\u0301",
  "⌚",
);
const texts = fc.array(pieces).map((parts) => parts.join(""));

describe("what counts as narrow", () => {
  it("takes one column, each of them", () => {
    expect(narrow.filter((character) => stringWidth(character) !== 1)).toEqual([]);
    expect(narrow.length).toBeGreaterThan(900);
  });

  it("stays one column each beside any other", () => {
    const text = fc.array(fc.constantFrom(...narrow)).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (joined) => {
        expect(stringWidth(joined)).toBe(joined.length);
      }),
    );
  });

  it("has everything that the panes are drawn with", () => {
    expect(isNarrow("─│╭╮╰╯├┤┬┴┼▸▌▏●◐◌✖✔✓⚠–−×·…←→↑↓⏎▓░┌┐└┘")).toBe(true);
  });
});

describe("the stand-in for string-width", () => {
  it("answers as string-width does, styles and emoji included", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(lazyStringWidth(text)).toBe(stringWidth(text));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([{ countAnsiEscapeCodes: true }, { ambiguousIsNarrow: false }])("takes %j", (options) => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(lazyStringWidth(text, options)).toBe(stringWidth(text, options));
      }),
    );
  });

  it("gives 0 for what is no text", () => {
    expect(JSON.parse("[null, 1]").map((value: string) => lazyStringWidth(value))).toEqual([0, 0]);
  });
});
