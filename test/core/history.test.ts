import { describe, expect, it } from "vitest";
import type { AppEvent } from "../../src/core/events.ts";
import { selectedEvents, type HistoryQuery } from "../../src/core/history.ts";
import { event } from "../view/sample-console.ts";

const ALL: HistoryQuery = { provider: null, kind: null, since: null, limit: null };

const EVENTS: readonly AppEvent[] = [
  event({ at: "2026-08-21T10:00:00.000Z", summary: "1" }),
  event({ at: "2026-08-21T11:00:00.000Z", provider: "Partners", summary: "2" }),
  event({ at: "2026-08-21T12:00:00.000Z", kind: "write", summary: "3" }),
  event({ at: "2026-08-21T13:00:00.000Z", kind: "config", provider: null, summary: "4" }),
];

function selected(query: Partial<HistoryQuery>): string {
  return selectedEvents(EVENTS, { ...ALL, ...query })
    .map(({ summary }) => summary)
    .join("");
}

describe("what is asked of the history", () => {
  it("comes the newest first", () => {
    expect(selected({})).toBe("4321");
  });

  it("is of one Provider, of one kind, or of a time", () => {
    expect(selected({ provider: "EU" })).toBe("31");
    expect(selected({ kind: "sync" })).toBe("21");
    expect(selected({ since: Date.parse("2026-08-21T12:00:00.000Z") })).toBe("43");
  });

  it("goes back beyond the renaming of a Provider, and not to another one that had its name before", () => {
    const events = [
      event({ provider: "Europe", summary: "another" }),
      event({ provider: "EU", summary: "1" }),
      event({ provider: "Europe", formerProvider: "EU", kind: "config", summary: "2" }),
      event({ provider: "Europe", summary: "3" }),
    ];
    const of = (query: Partial<HistoryQuery>): readonly string[] =>
      selectedEvents(events, { ...ALL, ...query }).map(({ summary }) => summary);
    expect(of({ provider: "Europe" })).toEqual(["3", "2", "1"]);
    expect(of({ provider: "Europe", kind: "sync" })).toEqual(["3", "1"]);
    expect(of({ provider: "EU" })).toEqual(["1"]);
  });

  it("counts only what was asked for", () => {
    expect(selected({ provider: "EU", limit: 1 })).toBe("3");
    expect(selected({ limit: 2 })).toBe("43");
  });
});
