import fc from "fast-check";
import { expect, it } from "vitest";
import { textWidth } from "../../src/view/cell.ts";
import { fitLine, line, lineWidth, span, wrapText } from "../../src/view/line.ts";

const lines = fc
  .array(
    fc.record({
      text: fc.constantFrom("", "a", "abc", "日本", "👍🏽", "– x "),
      role: fc.constantFrom("ok", "dim"),
    }),
  )
  .map((spans) => line(...spans.map(({ text, role }) => span(text, role === "ok" ? "ok" : "dim"))));

it("pads and cuts a line to its width, roles kept", () => {
  const drawn = line(span("Payments", "title"), " is up");
  expect(fitLine(drawn, 16)).toEqual({
    spans: [{ text: "Payments", role: "title" }, { text: " is up" }, { text: "  " }],
  });
  expect(fitLine(drawn, 6)).toEqual({
    spans: [
      { text: "Payme", role: "title" },
      { text: "…", role: "title" },
    ],
  });
});

it("is exactly as wide as asked", () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 0, max: 30 }), (drawn, width) => {
      expect(lineWidth(fitLine(drawn, width))).toBe(width);
    }),
  );
});

it("wraps at spaces, and breaks words that are too long", () => {
  expect(wrapText("the quick brown fox", 9)).toEqual(["the quick", "brown fox"]);
  expect(wrapText("abcdefgh ij", 3)).toEqual(["abc", "def", "gh", "ij"]);
  expect(wrapText("", 5)).toEqual([""]);
});

it("loses no letter and stays within the width when it wraps", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 2, max: 20 }), (text, width) => {
      fc.pre(!/[^\u0020-\u007E]/u.test(text));
      const wrapped = wrapText(text, width);
      for (const part of wrapped) expect(textWidth(part)).toBeLessThanOrEqual(width);
      expect(wrapped.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }),
  );
});
