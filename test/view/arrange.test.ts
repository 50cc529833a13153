import { describe, expect, it } from "vitest";
import { arrange, indexOfRow, type Arrangement } from "../../src/view/arrange.ts";
import { UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { columnsOf } from "../../src/view/list-columns.ts";
import { ALL_SCOPE, rowsOf } from "../../src/view/rows.ts";
import { api, product } from "../helpers/catalog-items.ts";
import { catalog } from "../helpers/console-stub.ts";
import { dataOf, EU, NOW, sampleData, STAGING } from "./sample-console.ts";

const data = sampleData();
const views = new Map(data.providers.map((view) => [view.definition.name, view]));
const HOW: Arrangement = {
  columns: columnsOf("products", ALL_SCOPE),
  sort: { column: "name", descending: false },
  filter: "",
  hidden: false,
  problems: false,
  context: { now: NOW, offsetMinutes: 0, glyphs: UNICODE_GLYPHS, owner: (name) => views.get(name) },
  ownersKey: "1",
};
const rows = rowsOf(data, ALL_SCOPE, "products");

function listed(how: Partial<Arrangement>): readonly string[] {
  return arrange(rows, { ...HOW, ...how }).rows.map((row) => `${row.provider}/${row.name}`);
}

describe("rows", () => {
  it("are the same array while no catalog has changed, alone or merged", () => {
    expect(rowsOf({ ...data, catalogs: new Map(data.catalogs), events: [] }, ALL_SCOPE, "products")).toBe(
      rows,
    );
    const one = rowsOf(data, "EU", "products");
    expect(rowsOf(dataOf(EU, { ...STAGING }), "EU", "products")).toBe(one);
    expect(rowsOf(dataOf({ ...EU }), "EU", "products")).not.toBe(one);
  });

  it("keep policies of one id at two Providers apart", () => {
    const ids = rows.filter((row) => row.name === "Payments").map((row) => row.id);
    expect(new Set(ids).size).toBe(2);
  });
});

describe("arrange", () => {
  it("gives the same rows for the same arrangement, and new ones for another", () => {
    const first = arrange(rows, HOW);
    expect(arrange(rows, { ...HOW })).toBe(first);
    expect(arrange(rows, { ...HOW, context: { ...HOW.context, now: NOW + 3_600_000 } })).toBe(first);
    expect(arrange(rows, { ...HOW, ownersKey: "2" })).toBe(first);
    expect(arrange(rows, { ...HOW, problems: true }).rows).not.toEqual(first.rows);
    expect(arrange(rows, { ...HOW, problems: true, ownersKey: "2" })).not.toBe(
      arrange(rows, { ...HOW, problems: true }),
    );
  });

  it("sorts by any column, ties by name, hidden rows last", () => {
    expect(listed({ sort: { column: "provider", descending: true } })).toEqual([
      "Staging/Payments",
      "Staging/Zebra",
      "EU/Customer accounts",
      "EU/Order desk",
      "EU/Payments",
    ]);
    expect(listed({ sort: { column: "apis", descending: true }, hidden: true })[0]).toBe("EU/Payments");
    expect(listed({ sort: { column: "state", descending: false }, hidden: true }).at(-1)).toBe(
      "EU/Legacy billing",
    );
    expect(listed({ sort: { column: "nonsense", descending: false } })[0]).toBe("EU/Customer accounts");
  });

  it("counts what the filter and the hiding leave out", () => {
    const { rows: left, unlisted, hidden } = arrange(rows, { ...HOW, filter: "bill" });
    expect([left.length, unlisted, hidden]).toEqual([0, 5, 1]);
  });

  it("filters by what is in a row, and by a column of it", () => {
    expect(listed({ filter: "order" })).toEqual(["EU/Order desk"]);
    expect(listed({ filter: "portal" })).toEqual(["EU/Customer accounts"]);
    expect(listed({ filter: "provider:stag !zeb" })).toEqual(["Staging/Payments"]);
    expect(listed({ filter: "state:ok" })).toEqual(["EU/Customer accounts"]);
    expect(arrange(rows, { ...HOW, filter: "colour:red" }).problems).toHaveLength(1);
  });

  it("finds a row among ten thousand by its id", () => {
    const many = catalog("EU", {
      products: Array.from({ length: 10_000 }, (_, at) => product(`p${at}`, `Product ${at}`)),
    });
    const all = arrange(rowsOf(dataOf(many), "EU", "products"), HOW).rows;
    expect(all.map((row) => row.name).slice(0, 3)).toEqual(["Product 0", "Product 1", "Product 2"]);
    expect(indexOfRow(all, all[7_777]?.id ?? "")).toBe(7_777);
    expect(indexOfRow(all, "gone")).toBe(-1);
  });
});

describe("cells", () => {
  const how = { ...HOW, columns: columnsOf("products", ALL_SCOPE) };
  const cellsOf = (name: string, hidden = true) => {
    const row = arrange(rows, { ...how, hidden }).rows.find((one) => one.name === name);
    if (row === undefined) throw new Error(`no row ${name}`);
    return Object.fromEntries(how.columns.map((column) => [column.id, column.cell(row, how.context)]));
  };

  it("say how a Product stands", () => {
    expect(cellsOf("Customer accounts")).toMatchObject({
      published: { text: "yes" },
      state: { text: "ok", role: "ok" },
      synced: { text: "2m" },
    });
    expect(cellsOf("Payments")).toMatchObject({
      auth: { text: "apiKey" },
      apis: { text: "1" },
      state: { text: "new", role: "new" },
    });
    expect(cellsOf("Legacy billing")).toMatchObject({
      published: { text: "–" },
      state: { text: "hidden 1d", role: "dim" },
    });
    expect(cellsOf("Zebra")).toMatchObject({ synced: { text: "2m", role: "warn" } });
  });

  it("warn of APIs that do not share one auth method", () => {
    const grants = ["a1", "a2"].map((id) => ({ id, name: id, versions: [] }));
    const of = catalog("EU", {
      products: [product("p", "Mixed", { apis: grants })],
      apis: [api("a1", "A"), api("a2", "B", { authMethods: ["jwt"] })],
    });
    const [row] = rowsOf(dataOf(of), "EU", "products");
    expect(row?.problem).toContain("do not share one auth method");
    const state = columnsOf("products", "EU").find(({ id }) => id === "state");
    expect(row === undefined ? null : state?.cell(row, HOW.context)).toEqual({
      text: "⚠ auth",
      role: "warn",
    });
  });
});
