import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerpt, plainLines, plainText } from "../../src/core/plain-text.ts";

describe("plainText", () => {
  it.each([
    ["a terminal escape loses its ESC", "\u001B[31mred\u001B[0m", "␛[31mred␛[0m"],
    ["an OSC loses its ESC and its bell", "\u001B]52;c;eA==\u0007", "␛]52;c;eA==␇"],
    ["an 8-bit CSI disappears", "\u009B31m", "\uFFFD31m"],
    ["newlines and carriage returns show", "a\r\nb", "a␍␊b"],
    ["a line separator shows as a newline", "a\u2028b", "a␊b"],
    ["bidi overrides show", "user\u202Etxt.exe", "user\uFFFDtxt.exe"],
    ["zero-width spaces show", "pay\u200Bments", "pay\uFFFDments"],
    ["a byte order mark shows", "\uFEFFx", "\uFFFDx"],
    ["DEL shows", "a\u007F", "a␡"],
    ["a lone surrogate is replaced", "a\uD800b", "a\uFFFDb"],
    ["emoji made with joiners stay", "👩‍💻 ❤️ 🇪🇺", "👩‍💻 ❤️ 🇪🇺"],
    ["CJK stays", "支付 결제 お支払い", "支付 결제 お支払い"],
  ])("%s", (_title, text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  it("is idempotent and leaves no control character, whatever comes in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const plain = plainText(text);
        expect(plainText(plain)).toBe(plain);
        expect(plain).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
      }),
    );
  });

  it("keeps the lines of a text of several lines", () => {
    expect(plainLines("a\r\nb\tc\n\u001B[2Jd")).toEqual(["a", "b  c", "␛[2Jd"]);
  });

  it("cuts an excerpt with an ellipsis, never through a surrogate pair", () => {
    expect(excerpt("x".repeat(100), 10)).toBe(`${"x".repeat(9)}…`);
    expect(excerpt("😀".repeat(100), 10).isWellFormed()).toBe(true);
  });
});
