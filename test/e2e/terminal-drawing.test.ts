import { afterEach, describe, expect, it, vi } from "vitest";
import { accessPolicy, anApi, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import { generateDashboard } from "../../fixtures/tyk-dashboard/generate.ts";
import { startDashboard } from "../../fixtures/tyk-dashboard/server.ts";
import {
  closeConsoles,
  cursorRow,
  KEYS,
  openedDashboard,
  openWorkplace,
  yamlOf,
} from "../helpers/console-session.ts";
import type { Cell, Screen } from "../helpers/screen.ts";
import { openTerminal, type TerminalSession } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 30_000 });
afterEach(closeConsoles);

/** The columns at which a text stands in a row, counted in cells. */
function columnsOf(row: readonly Cell[], text: string): readonly number[] {
  const found: number[] = [];
  let column = 0;
  for (const cell of row) {
    if (cell.text === text) found.push(column);
    column += cell.width;
  }
  return found;
}

async function consoleOver(names: readonly string[], size = {}): Promise<TerminalSession> {
  const { url } = await openedDashboard({ policies: names.map((name) => accessPolicy({ name })) });
  const session = (await openWorkplace(yamlOf([{ name: "EU", url }]))).open(size);
  await session.sees(/[✔+] sync|EU: /u);
  return session;
}

/** What stands inside the frame with this title, row by row. */
function insideOf(screen: Screen, title: string): readonly string[] {
  const lines = screen.lines();
  const top = lines.findIndex((line) => line.includes(`╭─ ${title}`));
  const left = lines[top]?.indexOf(`╭─ ${title}`) ?? -1;
  const right = lines[top]?.indexOf("╮", left) ?? -1;
  const height = lines.slice(top).findIndex((line) => line[left] === "╰");
  return lines.slice(top + 1, top + height).map((line) => line.slice(left, right + 1));
}

describe("trap 6: overlays let nothing shine through", () => {
  const names = Array.from({ length: 30 }, (_, index) => `ZZZZZ${index}${"Z".repeat(90)}`);

  it.each([
    ["?", "Help"],
    [":", "Go to, or do"],
  ])("%s", async (key, title) => {
    const session = await consoleOver(names);
    await session.sees("ZZZZZ");
    session.press(key);
    await session.sees(`╭─ ${title}`);
    await session.sees((screen) => {
      const inside = insideOf(screen, title);
      return inside.length > 3 && inside.every((row) => /^│.*│$/u.test(row) && !row.includes("Z"));
    });
    expect(session.screen.lines().join("\n")).toContain("ZZZ");
    session.press(KEYS.esc);
    await session.loses(`╭─ ${title}`);
  });
});

it("trap 7: every pane has its title in its border, and the border closes", async () => {
  const session = await consoleOver(["Payments"]);
  await session.sees(/─ Payments ─/u);
  const lines = session.screen.lines();
  expect(lines[1]).toMatch(/^╭─ 1 Providers ─+╮╭─ 2 Products 1 │ 3 Plans 0 │ .*[─ ]╮$/u);
  const corners = session.screen.cells().map((row) => ({
    starts: [...columnsOf(row, "╭"), ...columnsOf(row, "╰")],
    ends: [...columnsOf(row, "╮"), ...columnsOf(row, "╯")],
  }));
  const framed = corners.filter(({ starts }) => starts.length > 0);
  for (const { starts, ends } of framed) expect(starts.length).toBe(ends.length);
  expect(new Set(framed.flatMap(({ ends }) => ends.slice(-1)))).toEqual(new Set([119]));
});

it("trap 8: wide characters, emoji and joined emoji keep the columns aligned", async () => {
  const names = [
    "Plain",
    "日本語の決済サービス",
    "Loyalty 🎁 rewards",
    "Café ñandú",
    "한국어 API",
    "👍🏽 thumbs",
  ];
  const session = await consoleOver([...names, "Family 👨‍👩‍👧 plan", "Flag 🇩🇪 shop", "é combining"], {
    rows: 40,
  });
  await session.sees("日本語");
  const rows = session.screen.cells().filter((row) => textOf(row).includes(" new "));
  expect(rows).toHaveLength(names.length + 3);
  const ends = rows.map((row) => ({ name: textOf(row).slice(28, 50), ends: columnsOf(row, "│").at(-1) }));
  expect(ends).toEqual(ends.map(({ name }) => ({ name, ends: 119 })));
});

function textOf(row: readonly Cell[]): string {
  return row.map((cell) => cell.text).join("");
}

describe("trap 9: windowing", () => {
  it("draws only what is on the screen of 10,000 rows", async () => {
    const data = generateDashboard({ policies: 16_700 });
    const { url } = await openedDashboard(data);
    const session = (await openWorkplace(yamlOf([{ name: "EU", url }]))).open();
    await session.sees(/2 Products 10\d\d\d/u);
    await session.sees((screen) => cursorRow({ screen }) !== null);
    const before = session.output().length;
    session.press("G");
    await session.sees(() => session.output().length > before);
    await session.sees((screen) => {
      const row = screen.cells().findIndex((cells) => cells.some((cell) => cell.inverse));
      return row > 10;
    });
    expect(session.output().length - before).toBeLessThan(120 * 36 * 4);
    session.press("\u0002");
    await session.sees((screen) => screen.cells().findIndex((row) => row.some((cell) => cell.inverse)) < 10);
  });

  it("keeps the top and the cursor when rows come above", async () => {
    const names = Array.from({ length: 100 }, (_, index) => `Product ${String(index).padStart(3, "0")}`);
    const dashboard = await openedDashboard({ policies: names.map((name) => accessPolicy({ name })) });
    const session = (await openWorkplace(yamlOf([{ name: "EU", url: dashboard.url }]))).open();
    await session.sees("2 Products 100");
    session.press(`${"\u0006".repeat(3)}kkk`);
    await session.sees((screen) => !screen.lines().join("\n").includes("Product 001"));
    await session.sees(/─ Product 0\d\d ─/u);
    const listed = (): readonly string[] =>
      session.screen.lines().flatMap((line) => line.match(/Product \d\d\d(?= .*new)/u) ?? []);
    const before = { rows: listed(), cursor: cursorRow(session) };
    dashboard.state.policies.add(
      ...["AAA", "AAB", "AAC"].map((name) => accessPolicy({ name })),
      limitPolicy({ name: "Gold" }),
    );
    session.press("s");
    await session.sees("2 Products 103");
    expect({ rows: listed(), cursor: cursorRow(session) }).toEqual(before);
  });
});

it("trap 10: an idle console writes not one byte", async () => {
  const dashboard = await startDashboard();
  const session = await consoleOver(["Payments", "Cards"]);
  await session.sees(/─ Cards ─/u);
  const quiet = async (): Promise<number> => {
    const before = session.output().length;
    // Another program's life is the clock: nothing is waited for that does not end by itself.
    const other = openTerminal({ file: process.execPath, arguments: ["-e", "0"] });
    await other.exited;
    return session.output().length - before;
  };
  const rounds = async (count: number): Promise<number> => {
    let bytes = 0;
    for (let round = 0; round < count; round += 1) bytes += await quiet();
    return bytes;
  };
  while ((await rounds(4)) !== 0);
  // Ages change with the minute of the clock: a span that a new minute falls into is measured again.
  for (;;) {
    const minute = Math.floor(Date.now() / 60_000);
    const bytes = await rounds(12);
    if (Math.floor(Date.now() / 60_000) !== minute) continue;
    expect(bytes).toBe(0);
    break;
  }
  await dashboard.close();
});

it("trap 8: an API's name in the detail table keeps the table's right border", async () => {
  const apis = [anApi({ name: "決済 API" }), anApi({ name: "Plain" }), anApi({ name: "Gift 🎁" })];
  const { url } = await openedDashboard({ apis, policies: [accessPolicy({ name: "Pay", apis })] });
  const session = (await openWorkplace(yamlOf([{ name: "EU", url }]))).open();
  await session.sees("Gift 🎁");
  const rows = session.screen.cells().filter((row) => /決済 API|Plain|Gift 🎁/u.test(textOf(row)));
  const borders = rows.map((row) => columnsOf(row, "│").slice(2));
  expect(borders.length).toBeGreaterThan(2);
  for (const columns of borders) expect(columns).toEqual(borders[0]);
});
