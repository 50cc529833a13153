import { describe, expect, it } from "vitest";
import type { AppEvent } from "../../src/core/events.ts";
import { browseListing } from "../../src/view/browse.ts";
import { reduce } from "../../src/view/console-state.ts";
import { rowUnderCursor } from "../../src/view/listing.ts";
import { frameOf } from "../helpers/frame.tsx";
import { drive, event, NOW, sampleData, type Driver } from "./sample-console.ts";

/** So many events, one a second, the last one now. */
function happened(count: number): readonly AppEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(NOW - (count - 1 - index) * 1000).toISOString();
    return event({ at, summary: `number ${index}`, kind: index % 10 === 0 ? "write" : "sync" });
  });
}

const ALL = happened(10_000);

/** The console with the history open, before the store has answered. */
function opened(events: readonly AppEvent[] = ALL, size = { columns: 80, rows: 24 }): Driver {
  const driver = drive(sampleData({ events: events.slice(-500) }), size);
  driver.press("@");
  return driver;
}

/** The answer of a store that has these events to what was asked for last. */
function answered(driver: Driver, events: readonly AppEvent[] = ALL): void {
  const effect = driver.effects.findLast(({ type }) => type === "read-history");
  if (effect?.type !== "read-history") throw new Error("nothing was asked for");
  const { limit } = effect;
  const answer = { type: "history-read", limit, events: events.slice(-limit) } as const;
  driver.view = reduce(driver.view, { type: "answer", at: driver.now, answer }, driver.data).view;
}

function listing({ view, data }: Driver) {
  if (view.overlay?.kind !== "history") throw new Error("the history is not open");
  return browseListing(view.overlay, data, view);
}

function current(driver: Driver): string {
  const row = rowUnderCursor(listing(driver));
  return row?.kind === "event" ? row.event.summary : "";
}

function asked({ effects }: Driver): readonly number[] {
  return effects.flatMap((effect) => (effect.type === "read-history" ? [effect.limit] : []));
}

function shown(driver: Driver): string {
  return frameOf(driver).join("\n");
}

describe("the history", () => {
  it("shows what is here at once, and reads the rest only as it is wanted", () => {
    const driver = opened();
    expect(listing(driver).count).toBe(500);
    expect(asked(driver)).toEqual([1000]);
    answered(driver);
    expect(listing(driver).count).toBe(1000);
    driver.press("j", "pgdn");
    expect(asked(driver)).toEqual([1000]);
    driver.press("G");
    expect(asked(driver)).toEqual([1000, 10_000]);
    answered(driver);
    expect([listing(driver).count, current(driver)]).toEqual([10_000, "number 0"]);
    driver.press("k", "G");
    expect(asked(driver)).toHaveLength(2);
  });

  it("draws no more than is on the screen, whatever there is", () => {
    const driver = opened();
    driver.press("G");
    answered(driver);
    const rows = shown(driver).match(/number \d+/gu) ?? [];
    expect(rows).toHaveLength(20);
    expect(rows.at(-1)).toBe("number 0");
  });

  it("keeps its cursor on an event while others happen", () => {
    const driver = opened();
    answered(driver);
    driver.press("j", "j");
    const before = current(driver);
    const at = new Date(NOW + 1000).toISOString();
    driver.become({
      ...driver.data,
      events: [...driver.data.events.slice(1), event({ at, summary: "later" })],
    });
    expect([current(driver), listing(driver).count]).toEqual([before, 1001]);
    driver.press("g");
    expect(current(driver)).toBe("later");
  });

  it("filters everything there is by word, column and day, and Esc takes the filter away first", () => {
    const driver = opened();
    answered(driver);
    driver.press("/");
    expect(asked(driver)).toEqual([1000, 10_000]);
    answered(driver);
    driver.type("kind:write 9990");
    driver.press("enter");
    expect([listing(driver).count, current(driver)]).toEqual([1, "number 9990"]);
    expect(shown(driver)).toContain("/kind:write 9990  1 of 10000");
    driver.press("esc");
    expect(listing(driver).count).toBe(10_000);
    expect(current(driver)).toBe("number 9990");
    driver.press("esc");
    expect(driver.view.overlay).toBeNull();
  });

  it("opens a sync to what it created, renamed, hid and restored", () => {
    const changes: AppEvent["changes"] = [
      {
        kind: "plan",
        type: "updated",
        policyId: "1",
        name: "Gold+",
        formerName: "Gold",
        fields: ["name", "rate"],
      },
      { kind: "product", type: "hidden", policyId: "2", name: "Old" },
      { kind: "product", type: "restored", policyId: "3", name: "Back" },
      ...Array.from({ length: 40 }, (_, at) => {
        return { kind: "product", type: "created", policyId: `n${at}`, name: `New ${at}` } as const;
      }),
    ];
    const driver = opened([event({ summary: "much", changes })]);
    driver.press("enter");
    expect(shown(driver)).toMatch(/Created 40[\s\S]*Product "New 0"/u);
    driver.press("G");
    expect(shown(driver)).toMatch(
      /Renamed 1[\s\S]*Plan "Gold", now "Gold\+" \(rate\)[\s\S]*Hidden 1[\s\S]*"Old"[\s\S]*Restored 1[\s\S]*"Back"/u,
    );
    driver.press("esc");
    expect(driver.view.overlay).toMatchObject({ kind: "history", browse: { opened: false } });
  });

  it("is reached from the activity by Enter, and left by @ and q", () => {
    const driver = drive(sampleData({ events: [event()] }));
    driver.press("shift-tab", "shift-tab", "enter");
    expect(driver.view.overlay?.kind).toBe("history");
    driver.press("@");
    expect(driver.view.overlay).toBeNull();
    driver.press("@", "q");
    expect(driver.view.overlay).toBeNull();
    expect(driver.effects.map(({ type }) => type)).not.toContain("quit");
  });

  it("tells two alike apart, and takes an answer that comes too late for nothing", () => {
    const twins = [event({ summary: "twin" }), event({ summary: "twin" })];
    const driver = opened(twins);
    driver.press("j");
    expect(listing(driver).index).toBe(1);
    driver.press("esc");
    answered(driver, twins);
    expect(driver.view.overlay).toBeNull();
  });
});
