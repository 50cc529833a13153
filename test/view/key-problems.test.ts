import { describe, expect, it } from "vitest";
import { keyProblems } from "../../src/view/key-problems.ts";

describe("problems with bound keys", () => {
  it("are none with keys that are free, or freed by the same config", () => {
    expect(keyProblems({ "sync.selected": ["s", "F"] })).toEqual([]);
    expect(keyProblems({ "sync.selected": ["S"], "sync.all": ["s"] })).toEqual([]);
  });

  it("name the action of the config and the one that has the key", () => {
    expect(keyProblems({ "sync.selected": ["S"] })).toEqual([
      {
        action: "sync.selected",
        message: "the key S is taken by sync.all",
        hint: "Choose another key, or bind sync.all to something else, too.",
      },
    ]);
  });

  it("name keys that no terminal sends", () => {
    expect(keyProblems({ "sync.all": ["hyper-x"] })).toMatchObject([
      { action: "sync.all", message: '"hyper-x" is no key' },
    ]);
  });
});
