import fc from "fast-check";
import { expect, test } from "vitest";
import { commentSpans } from "../../src/config/comment-spans.ts";

function said(text: string): readonly string[] {
  return commentSpans(text).map(([from, to]) => text.slice(from, to));
}

test.each<readonly [string, readonly string[]]>([
  ["# one\na: 1 # two\n#three\n", [" one", " two", "three"]],
  ["a: \"# no\"\nb: '# no'\nc: no#no\nd: [1, # yes\n 2]\n", [" yes"]],
  ["a: |\n  # no\n  text\n# yes\n", [" yes"]],
  ["a: 1 # yes\r\nb: 2\r\n", [" yes"]],
  ['a: "open # half\n', []],
  ["#\n", []],
])("finds what comments say, and nothing else: %j", (text, expected) => {
  expect(said(text).map((one) => one.replace("\r", ""))).toEqual(expected);
});

test("takes any text, and never leaves it", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."#a: \n'\"|-[]{}&*!,\r\t".split("")) }), (text) => {
      for (const [from, to] of commentSpans(text)) {
        expect(text[from - 1]).toBe("#");
        expect(to).toBeLessThanOrEqual(text.length);
      }
    }),
  );
});
