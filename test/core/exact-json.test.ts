import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRounded, parseExact, rounded, roundedNumber } from "../../src/core/exact-json.ts";

describe("exact JSON", () => {
  test.each([
    "9007199254740993",
    "-9007199254740993",
    "9223372036854775807",
    "0.10000000000000000001",
    "123456789.123456789123",
    "1e400",
    "-1e-400",
  ])("keeps %s as it is written", (text) => {
    expect(JSON.stringify({ a: [parseExact(text)] })).toBe(`{"a":[${text}]}`);
  });

  test.each([
    ["0", 0],
    ["-1", -1],
    ["1.50", 1.5],
    ["1e3", 1000],
    ["1E+2", 100],
    ["25e-2", 0.25],
    ["0.1", 0.1],
    ["9007199254740992", 9007199254740992],
    ["1e21", 1e21],
    ["0.0", 0],
  ])("reads %s as an ordinary number", (text, number) => {
    expect(parseExact(text)).toBe(number);
  });

  test("names the first number that an ordinary reading rounds", () => {
    expect(roundedNumber('{"a":[1.50,9007199254740993],"b":1e400}')).toBe("9007199254740993");
    expect(roundedNumber('{"a":[1.50,1e3,"9007199254740993"]}')).toBeNull();
    expect(["9007199254740993", "1.50", "0x1F", "x"].map(isRounded)).toEqual([true, false, false, false]);
  });

  test("reads everything that is no number as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(parseExact(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  test("says what a text that is none lacks", () => {
    expect(() => parseExact('{"a":')).toThrow(SyntaxError);
  });

  test("is rounded to what JavaScript would have read, at any depth", () => {
    expect(rounded(parseExact('{"a":[9007199254740993,{"b":1}]}'))).toEqual({
      a: [9007199254740992, { b: 1 }],
    });
    expect(rounded(undefined)).toBeUndefined();
  });
});
