import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clip, fit, sliceColumns, splitGraphemes, takeColumns, textWidth } from "../../src/view/cell.ts";

const FAMILY = "👩‍👩‍👧";
const texts = fc.oneof(
  fc.string(),
  fc
    .array(fc.constantFrom("a", "é", "e\u0301", "日", "本", "ガ", FAMILY, "🇩🇪", "1️⃣", "⚠️", "한", " "))
    .map((parts) => parts.join("")),
);

describe("fit", () => {
  it.each([
    ["abc", 5, "abc  "],
    ["abcdef", 4, "abc…"],
    ["日本語", 6, "日本語"],
    ["日本語", 5, "日本…"],
    ["日本語", 4, "日… "],
    [`${FAMILY}ab`, 3, `${FAMILY}…`],
    [`${FAMILY}ab`, 2, "… "],
    ["abc", 1, "…"],
    ["abc", 0, ""],
    ["", 2, "  "],
  ])("fits %j into %i columns", (text, width, fitted) => {
    expect(fit(text, width)).toBe(fitted);
  });

  it("aligns to the right", () => {
    expect(fit("42", 4, { align: "right" })).toBe("  42");
    expect(fit("日本", 5, { align: "right" })).toBe(" 日本");
  });

  it("takes another ellipsis", () => {
    expect(fit("abcdef", 4, { ellipsis: "~" })).toBe("abc~");
  });

  it("is exactly as wide as asked, whatever the text", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 0, max: 30 }), (text, width) => {
        fc.pre(!/\p{Cc}/u.test(text));
        expect(textWidth(fit(text, width))).toBe(width);
      }),
    );
  });

  it("never splits a grapheme", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 20 }), (text, width) => {
        const whole = new Set([...splitGraphemes(text), "…", " "]);
        for (const part of splitGraphemes(clip(text, width))) expect(whole).toContain(part);
      }),
    );
  });
});

it("takes columns from the start, graphemes whole", () => {
  expect(takeColumns("日本語", 5)).toBe("日本");
  expect(takeColumns("abc", 2)).toBe("ab");
  expect(takeColumns("abc", -1)).toBe("");
});

it("slices by columns and fills halves of wide characters", () => {
  expect(sliceColumns("日本語", 1, 5)).toBe(" 本 ");
  expect(sliceColumns("abcdef", 2, 4)).toBe("cd");
});

it("slices into pieces that are as wide as the whole", () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 0, max: 20 }), (text, at) => {
      fc.pre(!/\p{Cc}/u.test(text));
      const width = textWidth(text);
      const cut = Math.min(at, width);
      const pieces = sliceColumns(text, 0, cut) + sliceColumns(text, cut, width);
      expect(textWidth(sliceColumns(text, 0, cut))).toBe(cut);
      expect(textWidth(pieces)).toBe(width);
    }),
  );
});
