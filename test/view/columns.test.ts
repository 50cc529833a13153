import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseColumns, GAP } from "../../src/view/columns.ts";
import { columnsOf } from "../../src/view/list-columns.ts";
import { ALL_SCOPE, TABS } from "../../src/view/rows.ts";

function chosen(tab: (typeof TABS)[number], scope: string, width: number) {
  const { columns, dropped } = chooseColumns(columnsOf(tab, scope), width);
  return { text: columns.map(({ column, width: own }) => `${column.id}:${own}`).join(" "), dropped };
}

describe("chooseColumns", () => {
  it("drops what matters least first, and says how many", () => {
    expect(chosen("products", "EU", 87)).toEqual({
      text: "name:24 auth:12 apis:4 published:9 state:11 tags:15 synced:6",
      dropped: 0,
    });
    expect(chosen("products", "EU", 56)).toEqual({
      text: "name:20 auth:8 apis:4 published:9 state:11",
      dropped: 2,
    });
    expect(chosen("products", "EU", 34)).toEqual({ text: "name:22 state:11", dropped: 5 });
    expect(chosen("products", "EU", 24)).toEqual({ text: "name:24", dropped: 6 });
  });

  it("adds the Provider where all are listed", () => {
    expect(chosen("products", ALL_SCOPE, 60).text).toContain("provider:");
    expect(chosen("products", "EU", 200).text).not.toContain("provider:");
  });

  it.each(TABS)("keeps NAME at twelve columns or more and never overflows in %s", (tab) => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 250 }), (width) => {
        const { columns } = chooseColumns(columnsOf(tab, ALL_SCOPE), width);
        const total = columns.reduce((sum, column) => sum + column.width, GAP * (columns.length - 1));
        expect(total).toBeLessThanOrEqual(width);
        expect(columns[0]?.column.id).toBe("name");
        expect(columns[0]?.width).toBeGreaterThanOrEqual(12);
      }),
    );
  });

  it("keeps NAME at twelve columns even where these do not fit", () => {
    expect(chosen("products", "EU", 5)).toEqual({ text: "name:12", dropped: 6 });
  });
});
