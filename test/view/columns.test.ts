import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellWidth } from "../../src/view/cell-widths.ts";
import { chooseColumns, GAP } from "../../src/view/columns.ts";
import { UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { columnsOf } from "../../src/view/list-columns.ts";
import { ALL_SCOPE, rowsOf, TABS } from "../../src/view/rows.ts";
import { plan, product } from "../helpers/catalog-items.ts";
import { catalog } from "../helpers/console-stub.ts";
import { dataOf } from "./sample-console.ts";

const PLANS = catalog("EU", {
  plans: [
    plan("l1", "Partner standard", {
      rate: { count: 1200, per: { every: 1, unit: "minute" } },
      quota: { count: 250_000, per: { every: 30, unit: "day" } },
    }),
  ],
});

function chosen(tab: (typeof TABS)[number], scope: string, width: number) {
  const { columns, dropped } = chooseColumns(columnsOf(tab, scope), width);
  return { text: columns.map(({ column, width: own }) => `${column.id}:${own}`).join(" "), dropped };
}

describe("chooseColumns", () => {
  it("drops what matters least first, and says how many", () => {
    expect(chosen("products", "EU", 87)).toEqual({
      text: "name:24 auth:15 apis:4 published:9 state:11 tags:12 synced:6",
      dropped: 0,
    });
    expect(chosen("products", "EU", 56)).toEqual({
      text: "name:20 auth:13 published:9 state:11",
      dropped: 3,
    });
    expect(chosen("products", "EU", 34)).toEqual({ text: "name:22 state:11", dropped: 5 });
    expect(chosen("products", "EU", 24)).toEqual({ text: "name:24", dropped: 6 });
  });

  it("gives the limits of Plans the width that they take, and the name the rest", () => {
    const rows = rowsOf(dataOf(PLANS), ALL_SCOPE, "plans");
    const context = { now: 0, offsetMinutes: 0, glyphs: UNICODE_GLYPHS, owner: () => undefined };
    const { columns } = chooseColumns(columnsOf("plans", ALL_SCOPE), 81, (column) =>
      cellWidth(rows, column, context),
    );
    expect(columns.map(({ column, width }) => `${column.id}:${width}`).join(" ")).toBe(
      "name:18 provider:10 rate:11 quota:17 published:9 state:11",
    );
    for (const { column, width } of columns) {
      for (const row of rows) expect(column.cell(row, context).text.length).toBeLessThanOrEqual(width);
    }
  });

  it("leaves out what is nice to have before it cuts the name of a Plan", () => {
    const rows = rowsOf(dataOf(PLANS), "EU", "plans");
    const context = { now: 0, offsetMinutes: 0, glyphs: UNICODE_GLYPHS, owner: () => undefined };
    const { columns } = chooseColumns(columnsOf("plans", "EU"), 81, (column) =>
      cellWidth(rows, column, context),
    );
    expect(columns.find(({ column }) => column.id === "name")?.width).toBeGreaterThanOrEqual(
      "Partner standard".length,
    );
  });

  it("gives no column more than its cells take while another one is cut", () => {
    const shop = catalog("EU", {
      products: [product("p1", "Pay", { authMethods: ["apiKey", "mtls"], tags: ["portal"] })],
    });
    const rows = rowsOf(dataOf(shop), "EU", "products");
    const context = { now: 0, offsetMinutes: 0, glyphs: UNICODE_GLYPHS, owner: () => undefined };
    const { columns } = chooseColumns(columnsOf("products", "EU"), 60, (column) =>
      cellWidth(rows, column, context),
    );
    expect(columns.find(({ column }) => column.id === "auth")?.width).toBe("apiKey + mtls".length);
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
