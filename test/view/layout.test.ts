import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layout, type Layout, type LayoutState, type Pane, type Rect } from "../../src/view/layout.ts";

const LIST: LayoutState = { focus: "list", zoomed: false, detailOpen: false };
const LETTERS = {
  status: "s",
  selector: "o",
  providers: "P",
  list: "L",
  detail: "D",
  activity: "A",
  hints: "h",
} as const;

/** The screen as text, one letter per cell, runs of cells and rows told by their count. */
function picture(placed: Layout, columns: number, rows: number): string {
  const cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => "."));
  for (const [name, letter] of Object.entries(LETTERS)) {
    const rect = Object.entries(placed).find(([key]) => key === name)?.[1];
    if (isRect(rect)) fill(cells, rect, letter);
  }
  const lines = cells.map((row) => runs(row.join("")));
  return lines.reduce<string[]>(counted, []).join("\n");
}

function fill(cells: string[][], rect: Rect, letter: string): void {
  for (let y = rect.y; y < rect.y + rect.height; y += 1) {
    for (let x = rect.x; x < rect.x + rect.width; x += 1) {
      const row = cells[y];
      if (row?.[x] === undefined) throw new Error(`${letter} lies outside at ${x},${y}`);
      row[x] = row[x] === "." ? letter : "#";
    }
  }
}

function runs(row: string): string {
  return row.replace(/(.)\1*/gu, (run, letter: string) => `${letter}${run.length} `).trimEnd();
}

function counted(lines: string[], text: string): string[] {
  const last = /^(\d+) rows? (.*)$/u.exec(lines.at(-1) ?? "");
  if (last?.[2] !== text) return [...lines, `1 row ${text}`];
  return [...lines.slice(0, -1), `${Number(last[1]) + 1} rows ${text}`];
}

function isRect(value: unknown): value is Rect {
  return typeof value === "object" && value !== null && "width" in value;
}

function drawn(columns: number, rows: number, state: Partial<LayoutState> = {}): string {
  return picture(layout({ columns, rows }, { ...LIST, ...state }), columns, rows);
}

/** The screen as boxes, each with the name of what is in it. */
function boxes(placed: Layout, columns: number, rows: number): string {
  const cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => " "));
  for (const [name, rect] of Object.entries(placed)) if (isRect(rect)) draw(cells, rect, name);
  return `${cells.map((row) => row.join("").trimEnd()).join("\n")}\n`;
}

function draw(cells: string[][], rect: Rect, name: string): void {
  const { x, y, width, height } = rect;
  const edge = `+${"-".repeat(width - 2)}+`;
  const side = `|${" ".repeat(width - 2)}|`;
  const flat = `[${name.padEnd(width - 2, ".")}]`;
  const lines =
    height === 1 ? [flat] : [edge.replace(/^\+-+/u, (all) => `+-${name}${all.slice(name.length + 2)}`)];
  while (lines.length < height) lines.push(lines.length === height - 1 ? edge : side);
  for (const [at, text] of lines.entries()) cells[y + at]?.splice(x, width, ...text.split(""));
}

describe("layout", () => {
  it.each([
    [40, 8],
    [60, 16],
    [80, 24],
    [100, 30],
    [120, 36],
    [200, 60],
  ])("arranges %ix%i as drawn", async (columns, rows) => {
    const placed = layout({ columns, rows }, LIST);
    await expect(boxes(placed, columns, rows)).toMatchFileSnapshot(`layout/${columns}x${rows}.txt`);
  });

  it("puts Providers, list, detail and activity on 120x36", () => {
    expect(drawn(120, 36)).toBe(
      ["1 row s120", "16 rows P31 L89", "13 rows P31 D89", "5 rows A120", "1 row h120"].join("\n"),
    );
  });

  it("makes more room for all on 200x60", () => {
    expect(drawn(200, 60)).toBe(
      ["1 row s200", "27 rows P40 L160", "22 rows P40 D160", "9 rows A200", "1 row h200"].join("\n"),
    );
  });

  it("shows everything from 100x30", () => {
    expect(drawn(100, 30)).toBe(
      ["1 row s100", "14 rows P26 L74", "10 rows P26 D74", "4 rows A100", "1 row h100"].join("\n"),
    );
  });

  it("leaves activity out below 30 rows, and Providers become one line below 100 columns", () => {
    expect(drawn(120, 24)).toBe(["1 row s120", "13 rows P31 L89", "9 rows P31 D89", "1 row h120"].join("\n"));
    expect(drawn(80, 24)).toBe(["1 row s80", "1 row o80", "21 rows L80", "1 row h80"].join("\n"));
    expect(drawn(60, 16)).toBe(["1 row s60", "1 row o60", "13 rows L60", "1 row h60"].join("\n"));
    expect(drawn(40, 8)).toBe(["1 row s40", "1 row o40", "5 rows L40", "1 row h40"].join("\n"));
  });

  it("keeps activity where it is narrow and tall", () => {
    expect(drawn(80, 40)).toBe(
      ["1 row s80", "1 row o80", "31 rows L80", "6 rows A80", "1 row h80"].join("\n"),
    );
  });

  it("shows Providers, detail and activity in place of the list where there is no room beside it", () => {
    expect(drawn(80, 24, { focus: "providers" })).toBe(["1 row s80", "22 rows P80", "1 row h80"].join("\n"));
    expect(drawn(80, 24, { focus: "activity" })).toBe(["1 row s80", "22 rows A80", "1 row h80"].join("\n"));
    expect(drawn(80, 24, { focus: "detail", detailOpen: true })).toBe(
      ["1 row s80", "22 rows D80", "1 row h80"].join("\n"),
    );
    expect(drawn(120, 16, { focus: "detail", detailOpen: true })).toBe(
      ["1 row s120", "14 rows P31 D89", "1 row h120"].join("\n"),
    );
  });

  it("gives the focused pane the whole screen but for the first and last line", () => {
    expect(drawn(120, 36, { zoomed: true })).toBe(["1 row s120", "34 rows L120", "1 row h120"].join("\n"));
  });

  it("is one line below 40x8", () => {
    expect(drawn(39, 30)).toBe(["1 row s39", "29 rows .39"].join("\n"));
    expect(drawn(120, 7)).toBe(["1 row s120", "6 rows .120"].join("\n"));
  });

  it("tiles the screen exactly, with the focused pane on it, at every size", () => {
    const focuses = fc.constantFrom<Pane>("providers", "list", "detail", "activity");
    const sizes = fc.record({
      columns: fc.integer({ min: 40, max: 260 }),
      rows: fc.integer({ min: 8, max: 90 }),
      focus: focuses,
      zoomed: fc.boolean(),
    });
    fc.assert(
      fc.property(sizes, ({ columns, rows, focus, zoomed }) => {
        const placed = layout({ columns, rows }, { focus, zoomed, detailOpen: focus === "detail" });
        expect(picture(placed, columns, rows)).not.toMatch(/[.#]/u);
        expect(placed[focus]).not.toBeNull();
      }),
      { numRuns: 60 },
    );
  });
});
