import { describe, expect, it } from "vitest";
import { helpRows, helpWindow } from "../../src/view/help.ts";
import { ACTION_IDS } from "../../src/view/keys.ts";
import { fuzzyScore, paletteEntries } from "../../src/view/palette.ts";
import { consoleStub } from "../helpers/console-stub.ts";
import { drive, sampleData } from "./sample-console.ts";

describe("help", () => {
  it("has every action once, with its keys, and why it cannot be done", () => {
    const driver = drive(sampleData());
    driver.press("?");
    const rows = helpRows(driver);
    expect(rows.map(({ id }) => id)).toEqual(ACTION_IDS);
    expect(rows.find(({ id }) => id === "move.down")).toMatchObject({ keys: "j ↓", disabled: null });
    expect(rows.find(({ id }) => id === "config.init")?.disabled).toBe("only while there is no config");
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

describe("the help on the screen", () => {
  const linesOf = (driver: ReturnType<typeof drive>, room: number) => {
    const { overlay } = driver.view;
    const { entries, below } = helpWindow(
      helpRows(driver),
      overlay?.kind === "help" ? overlay.cursor : null,
      room,
    );
    const shown = entries.map((entry) => (entry.kind === "heading" ? `# ${entry.group}` : entry.row.id));
    return { shown, below };
  };

  it("stands under the names of the groups, and counts the rows that follow", () => {
    const driver = drive(sampleData());
    driver.press("?");
    const all = linesOf(driver, 1000);
    expect(all.below).toBe(0);
    expect(all.shown.filter((text) => text.startsWith("#"))).toEqual(
      [
        "Move",
        "In, out",
        "Sync",
        "Config",
        "Find",
        "Act",
        "Credentials",
        "In a form",
        "Marks",
        "Sort",
        "Copy",
        "Chrome",
      ].map((group) => `# ${group}`),
    );
    expect(linesOf(driver, 3)).toEqual({
      shown: ["# Move", "move.down", "move.up"],
      below: ACTION_IDS.length - 2,
    });
  });

  it("keeps the row of the cursor among its lines, and the groups of what a filter leaves", () => {
    const driver = drive(sampleData());
    driver.press("?", "end");
    expect(linesOf(driver, 5).shown).toContain(ACTION_IDS.at(-1));
    expect(linesOf(driver, 5).below).toBe(0);
    driver.type("sync");
    expect(linesOf(driver, 9)).toMatchObject({
      shown: ["# Sync", "sync.selected", "sync.all", "app.redraw"],
    });
  });
});

it("says in words where an action works that does not work here", () => {
  const why = (driver: ReturnType<typeof drive>, id: string) => {
    driver.press("?");
    return helpRows(driver).find((row) => row.id === id)?.disabled;
  };
  expect(why(drive(sampleData()), "find.next")).toBe("only in the detail, the activity or an explanation");
  const inProviders = drive(sampleData());
  inProviders.press("1");
  expect(why(inProviders, "find.hidden")).toBe("only in the list");
  expect(why(drive(consoleStub().state()), "sync.all")).toBe("only once there is a Provider");
  const missing = drive(consoleStub({ config: { state: "missing", file: null } }).state());
  expect(why(missing, "sync.all")).toBe("only once there is a config");
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
