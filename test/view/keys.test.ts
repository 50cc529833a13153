import { describe, expect, it } from "vitest";
import {
  ACTION_IDS,
  actionFor,
  actionRow,
  bindKeys,
  firstKey,
  isKeyName,
  keysText,
} from "../../src/view/keys.ts";

const defaults = bindKeys();

describe("the action table", () => {
  it("has no conflicts, and names only keys that a terminal can send", () => {
    expect(defaults.conflicts).toEqual([]);
    const keys = ACTION_IDS.flatMap((id) => actionRow(id).keys);
    expect(keys.filter((key) => !isKeyName(key))).toEqual([]);
  });

  it("gives every action a key, a label and a place", () => {
    for (const id of ACTION_IDS) {
      const { keys, label, contexts } = actionRow(id);
      expect([id, keys.length > 0, label !== "", contexts.length > 0]).toEqual([id, true, true, true]);
    }
  });

  it("uses each hint priority once", () => {
    const priorities = ACTION_IDS.flatMap((id) => actionRow(id).hint?.priority ?? []);
    expect(new Set(priorities).size).toBe(priorities.length);
  });
});

describe("bindKeys", () => {
  it("replaces the keys of an action by those of the config", () => {
    const { keymap } = bindKeys({ "sync.selected": ["F", "ctrl-s"] });
    expect(actionFor(keymap, "list", "F")).toBe("sync.selected");
    expect(actionFor(keymap, "list", "ctrl-s")).toBe("sync.selected");
    expect(actionFor(keymap, "list", "s")).toBeNull();
    expect(keysText(keymap, "sync.selected")).toBe("F ctrl-s");
  });

  it("leaves an action without keys for an empty list", () => {
    const { keymap } = bindKeys({ "app.theme": [] });
    expect(actionFor(keymap, "list", "t")).toBeNull();
    expect(firstKey(keymap, "app.theme")).toBeNull();
  });

  it("keeps Enter, Esc and ctrl-c whatever the config says", () => {
    const { keymap } = bindKeys({ "go.escape": [], "go.open": ["L"], "app.quit": ["ctrl-q"] });
    expect(actionFor(keymap, "held", "esc")).toBe("go.escape");
    expect(actionFor(keymap, "list", "enter")).toBe("go.open");
    expect(actionFor(keymap, "list", "L")).toBe("go.open");
    expect(actionFor(keymap, "list", "ctrl-c")).toBe("app.quit");
  });

  it("reports a key that two actions claim, and leaves it to the first of the table", () => {
    const { conflicts, keymap } = bindKeys({ "sync.all": ["s"] });
    expect(conflicts).toEqual([{ action: "sync.all", key: "s", other: "sync.selected" }]);
    expect(actionFor(keymap, "list", "s")).toBe("sync.selected");
  });

  it("sees no conflict between actions of different places", () => {
    expect(bindKeys({ "config.init": ["s"] }).conflicts).toEqual([]);
  });

  it("reports unknown actions and keys that no terminal sends", () => {
    const { unknown, invalid } = bindKeys({
      "sync.nothing": ["s"],
      "sync.all": ["f13", "ctrl-i"],
      toString: ["x"],
    });
    expect(unknown).toEqual(["sync.nothing", "toString"]);
    expect(invalid).toEqual([
      { action: "sync.all", key: "f13" },
      { action: "sync.all", key: "ctrl-i" },
    ]);
  });
});

describe("actionFor", () => {
  it("leaves keys that write to the text where text is taken", () => {
    const { keymap } = defaults;
    expect(actionFor(keymap, "help", "j")).toBeNull();
    expect(actionFor(keymap, "help", "down")).toBe("move.down");
    expect(actionFor(keymap, "palette", "space")).toBeNull();
    expect(actionFor(keymap, "prompt", "q")).toBeNull();
    expect(actionFor(keymap, "prompt", "esc")).toBe("go.escape");
  });

  it("knows the keys of the start screens only there", () => {
    const { keymap } = defaults;
    expect(actionFor(keymap, "no-config", "i")).toBe("config.init");
    expect(actionFor(keymap, "list", "i")).toBeNull();
    expect(actionFor(keymap, "no-config", "s")).toBeNull();
  });
});
