import { expect, it } from "vitest";
import { keyName, type PressedKey } from "../../src/view/key-press.ts";

it.each<[string, PressedKey, string | null]>([
  ["j", {}, "j"],
  ["G", { shift: true }, "G"],
  [" ", {}, "space"],
  ["日", {}, "日"],
  ["👩‍👧", {}, "👩‍👧"],
  ["f", { ctrl: true }, "ctrl-f"],
  ["\\", { ctrl: true }, "ctrl-\\"],
  ["\u001C", {}, "ctrl-\\"],
  [" ", { ctrl: true }, null],
  ["", { upArrow: true }, "up"],
  ["", { pageDown: true }, "pgdn"],
  ["", { return: true }, "enter"],
  ["\r", {}, "enter"],
  ["", { escape: true }, "esc"],
  ["", { tab: true }, "tab"],
  ["", { tab: true, shift: true }, "shift-tab"],
  ["", { backspace: true }, "backspace"],
  ["", { delete: true }, "delete"],
  ["\u007F", {}, "backspace"],
  ["x", { meta: true }, null],
  ["", {}, null],
  ["\u0001", {}, null],
  ["j", { eventType: "release" }, null],
])("names %j with %j %j", (input, key, name) => {
  expect(keyName(input, key)).toBe(name);
});
