import { describe, expect, it } from "vitest";
import { helpRows } from "../../src/view/help.ts";
import { ACTION_IDS } from "../../src/view/keys.ts";
import { fuzzyScore, paletteEntries } from "../../src/view/palette.ts";
import { drive, sampleData } from "./sample-console.ts";

describe("help", () => {
  it("has every action once, with its keys, and why it cannot be done", () => {
    const driver = drive(sampleData());
    driver.press("?");
    const rows = helpRows(driver);
    expect(rows.map(({ id }) => id)).toEqual(ACTION_IDS);
    expect(rows.find(({ id }) => id === "move.down")).toMatchObject({ keys: "j ↓", disabled: null });
    expect(rows.find(({ id }) => id === "config.init")?.disabled).toContain("no-config only");
  });

  it("finds actions by their keys, words and groups", () => {
    const driver = drive(sampleData());
    driver.press("?");
    driver.type("copy json");
    expect(helpRows(driver).map(({ id }) => id)).toEqual(["copy.menu"]);
  });

  it("shows the keys that the config binds", () => {
    const data = sampleData();
    const driver = drive({ ...data, config: { ...data.config, keys: { "sync.all": ["F"] } } });
    driver.press("?");
    expect(helpRows(driver).find(({ id }) => id === "sync.all")?.keys).toBe("F");
  });

  it("keeps its cursor within what is left", () => {
    const driver = drive(sampleData());
    driver.press("?", "down", "down", "end");
    expect(driver.view.overlay).toMatchObject({ cursor: ACTION_IDS.at(-1) });
    driver.type("zzz");
    driver.press("down", "enter");
    expect(driver.view.overlay).toMatchObject({ kind: "help", cursor: null });
  });
});

describe("the palette", () => {
  it("finds actions, views and Providers by letters in their order", () => {
    const driver = drive(sampleData());
    driver.press(":");
    expect(paletteEntries(driver).map(({ title }) => title)).toContain("Staging");
    driver.type("skp");
    expect(paletteEntries(driver)[0]).toMatchObject({ title: "Skipped policies", note: "6" });
    driver.press("enter");
    expect([driver.view.tab, driver.view.overlay]).toEqual(["skipped", null]);
  });

  it("prefers what is close together and starts words", () => {
    const score = (text: string) => fuzzyScore("sa", text) ?? Number.POSITIVE_INFINITY;
    expect(score("Sync all Providers")).toBeLessThan(score("Suspend or reduce as"));
    expect(score("Same")).toBeLessThan(score("Sync all Providers"));
    expect(fuzzyScore("xyz", "Sync")).toBeNull();
    expect(fuzzyScore("", "Sync")).toBe(0);
  });
});
