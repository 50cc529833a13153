import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitGraphemes } from "../../src/view/cell.ts";
import { EMPTY_INPUT, inputOf, inserted, typed, type TextInput } from "../../src/view/text-input.ts";

function after(start: TextInput, ...keys: readonly string[]): TextInput {
  return keys.reduce((input, key) => typed(input, key) ?? input, start);
}

describe("a text input", () => {
  it.each([
    ["writes", EMPTY_INPUT, ["p", "a", "space", "y"], { text: "pa y", cursor: 4 }],
    ["writes at its cursor", inputOf("ac"), ["left", "b"], { text: "abc", cursor: 2 }],
    ["takes back a whole emoji", inputOf("a👩‍👩‍👧"), ["backspace"], { text: "a", cursor: 1 }],
    ["deletes what is ahead", inputOf("abc"), ["home", "delete"], { text: "bc", cursor: 0 }],
    ["deletes what is behind at the end", inputOf("abc"), ["delete"], { text: "ab", cursor: 2 }],
    ["deletes the word before", inputOf("pay gold "), ["ctrl-w"], { text: "pay ", cursor: 4 }],
    ["deletes to the start", inputOf("abc"), ["left", "ctrl-u"], { text: "c", cursor: 0 }],
    ["deletes to the end", inputOf("abc"), ["home", "right", "ctrl-k"], { text: "a", cursor: 1 }],
    [
      "stays at its ends",
      inputOf("a"),
      ["right", "right", "home", "left", "backspace"],
      { text: "a", cursor: 0 },
    ],
  ] as const)("%s", (_what, start, keys, end) => {
    expect(after(start, ...keys)).toEqual(end);
  });

  it("knows nothing of other keys", () => {
    expect(typed(EMPTY_INPUT, "pgup")).toBeNull();
    expect(typed(EMPTY_INPUT, "ctrl-x")).toBeNull();
  });

  it("takes a paste as one line", () => {
    expect(inserted(inputOf("a"), "dd\nq\r\n\u001b[31mx")).toEqual({ text: "add q [31mx", cursor: 11 });
  });

  it("cuts a paste that nobody would filter by", () => {
    expect(inserted(EMPTY_INPUT, "x".repeat(10_000)).text).toHaveLength(500);
  });

  it("keeps its cursor within its text", () => {
    const keys = fc.constantFrom(
      "a",
      "日",
      "👍🏽",
      "\u0301",
      "space",
      "left",
      "right",
      "home",
      "end",
      "backspace",
      "delete",
      "ctrl-w",
      "ctrl-u",
      "ctrl-k",
    );
    fc.assert(
      fc.property(fc.array(keys, { maxLength: 40 }), (pressed) => {
        const { text, cursor } = after(EMPTY_INPUT, ...pressed);
        expect(cursor).toBeGreaterThanOrEqual(0);
        expect(cursor).toBeLessThanOrEqual(splitGraphemes(text).length);
      }),
    );
  });
});
