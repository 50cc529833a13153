import { describe, expect, it } from "vitest";
import { reduce } from "../../src/view/console-state.ts";
import { rowUnderCursor, scopeOf, tabListing } from "../../src/view/listing.ts";
import { initialView } from "../../src/view/memory.ts";
import { layoutOf, type ViewState } from "../../src/view/view-state.ts";
import { NOW, sampleData } from "./sample-console.ts";

const DATA = sampleData();

function opened(): ViewState {
  const fresh = initialView({ columns: 120, rows: 36 });
  return reduce(fresh, { type: "data-changed", at: NOW }, DATA).view;
}

function click(view: ViewState, column: number, row: number): ViewState {
  return reduce(view, { type: "click", column, row, at: NOW }, DATA).view;
}

function listPlace(view: ViewState): { readonly x: number; readonly y: number } {
  const { list } = layoutOf(view);
  if (list === null) throw new Error("no list on this screen");
  return list;
}

describe("a click", () => {
  it("puts the cursor on the row of the list that was clicked", () => {
    const view = opened();
    const { x, y } = listPlace(view);
    const after = click(view, x + 5, y + 2 + 2);
    const listing = tabListing({ view: after, data: DATA, now: NOW });
    expect(rowUnderCursor(listing)?.id).toBe(listing.rows[2]?.id);
    expect(after.focus).toBe("list");
  });

  it("chooses a Provider, whichever of its lines was clicked", () => {
    expect(scopeOf(click(opened(), 5, 3))).toBe("EU");
    expect(scopeOf(click(opened(), 5, 4))).toBe("Staging");
    expect(scopeOf(click(opened(), 5, 5))).toBe("Staging");
  });

  it("beside the rows moves the focus only", () => {
    const view = opened();
    const { x, y } = listPlace(view);
    const before = tabListing({ view, data: DATA, now: NOW }).state.cursor;
    const after = click(view, x + 5, y + 12);
    expect(tabListing({ view: after, data: DATA, now: NOW }).state.cursor).toEqual(before);
    expect(click(view, 60, 34).focus).toBe("activity");
  });

  it("does nothing under a dialog", () => {
    const help = reduce(opened(), { type: "key", name: "?", at: NOW }, DATA).view;
    expect(click(help, 5, 3)).toBe(help);
  });
});
