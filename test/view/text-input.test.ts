import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitGraphemes } from "../../src/view/cell.ts";
import {
  EMPTY_INPUT,
  inputOf,
  inserted,
  selectedInput,
  typed,
  type TextInput,
} from "../../src/view/text-input.ts";

function after(start: TextInput, ...keys: readonly string[]): TextInput {
  return keys.reduce((input, key) => typed(input, key) ?? input, start);
}

describe("a text input", () => {
  it.each([
    { what: "writes", start: EMPTY_INPUT, keys: ["p", "a", "space", "y"], end: { text: "pa y", cursor: 4 } },
    {
      what: "writes at its cursor",
      start: inputOf("ac"),
      keys: ["left", "b"],
      end: { text: "abc", cursor: 2 },
    },
    {
      what: "takes back a whole emoji",
      start: inputOf("a👩‍👩‍👧"),
      keys: ["backspace"],
      end: { text: "a", cursor: 1 },
    },
    {
      what: "deletes what is ahead",
      start: inputOf("abc"),
      keys: ["home", "delete"],
      end: { text: "bc", cursor: 0 },
    },
    {
      what: "deletes what is behind at the end",
      start: inputOf("abc"),
      keys: ["delete"],
      end: { text: "ab", cursor: 2 },
    },
    {
      what: "deletes the word before",
      start: inputOf("pay gold "),
      keys: ["ctrl-w"],
      end: { text: "pay ", cursor: 4 },
    },
    {
      what: "deletes to the start",
      start: inputOf("abc"),
      keys: ["left", "ctrl-u"],
      end: { text: "c", cursor: 0 },
    },
    {
      what: "deletes to the end",
      start: inputOf("abc"),
      keys: ["home", "right", "ctrl-k"],
      end: { text: "a", cursor: 1 },
    },
    {
      what: "stays at its ends",
      start: inputOf("a"),
      keys: ["right", "right", "home", "left", "backspace"],
      end: { text: "a", cursor: 0 },
    },
  ])("$what", ({ start, keys, end }) => {
    expect(after(start, ...keys)).toEqual(end);
  });

  it("knows nothing of other keys", () => {
    expect(typed(EMPTY_INPUT, "pgup")).toBeNull();
    expect(typed(EMPTY_INPUT, "ctrl-x")).toBeNull();
  });

  it.each([
    { what: "what is written", change: (input: TextInput) => after(input, "5", "0"), text: "50" },
    { what: "a paste", change: (input: TextInput) => inserted(input, "50/1m"), text: "50/1m" },
    { what: "nothing after backspace", change: (input: TextInput) => after(input, "backspace"), text: "" },
    { what: "nothing after ctrl-u", change: (input: TextInput) => after(input, "ctrl-u"), text: "" },
  ])("that is selected becomes $what", ({ change, text }) => {
    expect(change(selectedInput("unlimited"))).toEqual(inputOf(text));
  });

  it.each(["left", "right", "home", "end"])("that is selected is kept by %s", (key) => {
    expect(after(selectedInput("never"), key, "end", "!")).toEqual(inputOf("never!"));
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
