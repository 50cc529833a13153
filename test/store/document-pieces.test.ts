import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentPieces } from "../../src/store/document-pieces.ts";

describe("the pieces of a document", () => {
  it("are the JSON of the document with its version, whatever it holds", () => {
    const document = fc.dictionary(
      fc.string().filter((key) => key !== "schemaVersion" && key !== "__proto__"),
      fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
    );
    fc.assert(
      fc.property(document, (value) => {
        const text = [...documentPieces(3, value)].join("");
        const wanted: unknown = JSON.parse(JSON.stringify({ schemaVersion: 3, ...value }));
        expect(JSON.parse(text)).toEqual(wanted);
      }),
    );
  });

  it("leave out what JSON does not know", () => {
    const text = [...documentPieces(1, { a: undefined, b: [undefined, 1] })].join("");
    expect(JSON.parse(text)).toEqual({ schemaVersion: 1, b: [null, 1] });
  });

  it("are of moderate size", () => {
    const pieces = [...documentPieces(1, { list: Array(5_000).fill("x".repeat(200)) })];
    expect(pieces.length).toBeGreaterThan(6);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(140_000);
  });
});
