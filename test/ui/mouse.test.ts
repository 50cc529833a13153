import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mouseEvents } from "../../src/ui/mouse.ts";

describe("mouse reports", () => {
  it("become presses and wheel turns, counted from 0", () => {
    expect(mouseEvents("\u001B[<0;5;3M\u001B[<0;5;3m\u001B[<64;1;1M\u001B[<65;2;9M")).toEqual([
      { type: "press", column: 4, row: 2 },
      { type: "wheel", column: 0, row: 0, lines: -1 },
      { type: "wheel", column: 1, row: 8, lines: 1 },
    ]);
  });

  it("of other buttons, and any other input, are passed over", () => {
    expect(mouseEvents("\u001B[<2;5;3Mjjj\u001B[A\u001B[<x")).toEqual([]);
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => Array.isArray(mouseEvents(text))));
  });
});
