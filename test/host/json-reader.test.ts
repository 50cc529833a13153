import fc from "fast-check";
import { expect, test } from "vitest";
import { createJsonReader } from "../../src/host/json-reader.ts";

function read(text: string, pieceLength: number): unknown {
  const reader = createJsonReader();
  const bytes = Buffer.from(text, "utf8");
  for (let at = 0; at < bytes.length; at += pieceLength) reader.feed(bytes.subarray(at, at + pieceLength));
  return reader.end();
}

function outcome(action: () => unknown): unknown {
  try {
    return { value: action() };
  } catch (error) {
    if (error instanceof SyntaxError) return "refused";
    throw error;
  }
}

test("gives the same value as JSON.parse however the bytes are cut", () => {
  fc.assert(
    fc.property(fc.json(), fc.integer({ min: 1, max: 40 }), (text, pieceLength) => {
      expect(read(text, pieceLength)).toEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

test("refuses exactly what JSON.parse refuses", () => {
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("[", "]", "{", "}", ",", ":", '"', "\\", "1", "x", " "))
    .map(([text, at, character]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + character + text.slice(place + (at % 2));
    });
  fc.assert(
    fc.property(broken, fc.integer({ min: 1, max: 40 }), (text, pieceLength) => {
      expect(outcome(() => read(text, pieceLength))).toEqual(outcome(() => JSON.parse(text) as unknown));
    }),
    { numRuns: 2_000 },
  );
});

test("puts long lists together from their batches", () => {
  const value = {
    first: Array.from({ length: 20_000 }, (_, index) => ({
      index,
      text: `é,]"\\ ${index}`,
      inner: [[index], {}],
    })),
    empty: [],
    second: Array.from({ length: 50_000 }, (_, index) => index),
    __other: { list: [1, 2, 3] },
  };
  expect(read(JSON.stringify(value), 65_536)).toEqual(value);
  expect(read(JSON.stringify(value.first), 1_000)).toEqual(value.first);
});

test("refuses a long list that ends in a comma, where a batch ends too", () => {
  const list = JSON.stringify(Array.from({ length: 200_000 }, (_, index) => index));
  expect(() => read(`${list.slice(0, -1)},]`, 65_536)).toThrow(SyntaxError);
  const padded = `[${"1".padEnd(140_000)},]`;
  expect(() => read(padded, 65_536)).toThrow(SyntaxError);
  expect(() => read(`[${"".padEnd(140_000)},1]`, 65_536)).toThrow(SyntaxError);
});

test("keeps a member named __proto__ a member", () => {
  const value = read('{"__proto__":[1,2]}', 3);
  expect(JSON.stringify(value)).toBe('{"__proto__":[1,2]}');
  expect(value).toBeInstanceOf(Object);
});

test("takes the last of two members of one name", () => {
  expect(read('{"a":[1],"a":[2]}', 4)).toEqual({ a: [2] });
});

test("skips a byte order mark", () => {
  expect(read('\uFEFF{"a":[1]}', 2)).toEqual({ a: [1] });
});

test("refuses nesting deeper than 256 levels", () => {
  expect(() => read("[".repeat(300) + "]".repeat(300), 1_000)).toThrow(/deeper than 256/u);
  expect(() => read('{"a":'.repeat(300) + "1" + "}".repeat(300), 1_000)).toThrow(/deeper than 256/u);
});
