import { afterEach, describe, expect, it, vi } from "vitest";
import { accessPolicy, anApi, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import {
  closeConsoles,
  KEYS,
  openedDashboard,
  openWorkplace,
  yamlOf,
  type ConsoleOptions,
} from "../helpers/console-session.ts";
import type { TerminalSession } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 30_000 });
afterEach(closeConsoles);

async function opened(
  options: ConsoleOptions = {},
  names = ["Payments", "Refunds"],
): Promise<TerminalSession> {
  const api = anApi({ name: "Pay" });
  const policies = [
    ...names.map((name) => accessPolicy({ name, apis: [api] })),
    limitPolicy({ name: "Gold" }),
  ];
  const { url } = await openedDashboard({ apis: [api], policies });
  return (await openWorkplace(yamlOf([{ name: "EU", url }]))).open(options);
}

describe("sizes", () => {
  it("has one line for the Providers at 80x24, and opens the detail full screen", async () => {
    const session = await opened({ columns: 80, rows: 24 });
    await session.sees(/▸ Payments .* new/u);
    const lines = session.screen.lines();
    expect(lines[1]).toMatch(/^ 1 ▸ ALL {2}2 · 1|^ 1 ▸ ALL/u);
    expect(lines[2]).toMatch(/^╭─ 2 Products 2 │.*╮$/u);
    session.press(KEYS.enter);
    await session.sees(/^╭─ Payments ─+╮$/mu);
    await session.loses("2 Products 2");
    session.press(KEYS.esc);
    await session.sees("2 Products 2");
    session.press("1");
    await session.sees(/^╭─ 1 Providers ─+╮$/mu);
  });

  it("says in one line what size is needed at 39x7, and draws again when there is room", async () => {
    const session = await opened({ columns: 39, rows: 7 });
    await session.sees("portico needs 40x8, this is 39x7");
    expect(session.screen.lines().filter((line) => line.trim() !== "")).toHaveLength(1);
    session.resize(120, 36);
    await session.sees(/▸ Payments .* new/u);
    await session.sees((screen) => screen.lines().at(-1)?.includes("? more") === true);
  });

  it("follows every resize while it runs, and leaves nothing of the old frame", async () => {
    const session = await opened();
    await session.sees(/▸ Payments .* new/u);
    for (const [columns, rows] of [
      [80, 24],
      [200, 60],
      [60, 16],
      [100, 30],
      [40, 8],
      [120, 36],
    ] as const) {
      session.resize(columns, rows);
      await session.sees((screen) => isWhole(screen.lines(), { columns, rows }));
    }
    expect(session.screen.isAlternate()).toBe(true);
  });
});

/** The first line, the last line and closed borders: a frame of this size and of no other. */
function isWhole(lines: readonly string[], size: { columns: number; rows: number }): boolean {
  const framed = lines.filter((line) => /[╭╰]/u.test(line));
  return (
    lines.length === size.rows &&
    lines[0]?.startsWith(" portico ") === true &&
    lines.filter((line) => line.startsWith(" portico ")).length === 1 &&
    framed.length >= 2 &&
    framed.every((line) => /[╮╯]$/u.test(line) && line.length === size.columns) &&
    /^ .*more/u.test(lines.at(-1) ?? "")
  );
}

describe("modes", () => {
  it("draws ASCII only outside of a Provider's text with --ascii", async () => {
    const session = await opened({ arguments: ["--ascii"] }, ["Payments", "決済"]);
    await session.sees(/> 決済|> Payments/u);
    await session.sees(/o sync/u);
    for (const [key, seen] of [
      ["3", "> Gold"],
      ["6", "No skipped policy here"],
      ["2", "> Payments"],
      ["?", "- >Help"],
    ] as const) {
      session.press(key);
      await session.sees(seen);
    }
    session.press(KEYS.esc);
    await session.loses("- >Help");
    session.press("Y");
    await session.sees("- >Copy");
    const beyond = session
      .output()
      .replaceAll(/決|済/gu, "")
      .match(/[^\u0000-\u007F]+/gu);
    expect(beyond).toBeNull();
  });

  it("writes linear text without the alternate screen with --screen-reader", async () => {
    const session = await opened({ arguments: ["--screen-reader"] });
    await session.sees(/products, 1 of 2: NAME Payments/u);
    session.press("j");
    await session.sees(/products, 2 of 2: NAME Refunds/u);
    session.press("E");
    await session.sees(/^Edit Product "Refunds" at EU\n▸ Name +Refunds▏$/mu);
    session.press("\u001B");
    await session.loses("Edit Product");
    session.press("1j");
    await session.sees(/Providers, 1 of 1: EU, up, 2 Products, 1 Plan/u);
    session.press("q");
    session.press("q");
    expect(await session.exited).toMatchObject({ exitCode: 0 });
    expect(session.output()).not.toContain("\u001B[?1049h");
    expect(session.output()).not.toMatch(/[╭╮╰╯│─]/u);
  });

  it("stays on the normal screen with --no-alt-screen", async () => {
    const session = await opened({ arguments: ["--no-alt-screen"] });
    await session.sees(/▸ Payments .* new/u);
    expect(session.screen.isAlternate()).toBe(false);
    session.press("q");
    expect(await session.exited).toMatchObject({ exitCode: 0 });
    expect(session.output()).not.toContain("\u001B[?1049h");
  });
});

describe("hostile names", () => {
  const ESC = "\u001B";
  const HOSTILE = [
    `Red${ESC}[31mName`,
    `Clip${ESC}]52;c;cm0gLXJm\u0007board`,
    `Title${ESC}]0;owned\u0007bar`,
    "Bidi\u202Egnp.exe",
    "New\nline\rhere",
    "Bell\u0007\u0000nul",
    "C1\u009B31mcsi",
    `Link${ESC}]8;;http://evil.example${ESC}\\here`,
    `Dcs${ESC}Pq#0${ESC}\\end`,
  ];

  it("are shown with replacements, and nothing of them reaches the terminal raw", async () => {
    const session = await opened({ rows: 40 }, HOSTILE);
    await session.sees(/Title.*bar/u);
    await session.sees(/New.?line/u);
    session.press("jjjjjjjj");
    await session.sees(/▸ Title/u);
    await session.sees(/─ Title/u);
    const output = session.output();
    for (const raw of ["[31mName", "]52;c;", "]0;owned", "]8;;http", "Pq#0"])
      expect(output).not.toContain(`${ESC}${raw}`);
    expect(output).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u0000\u009B]/u);
    expect(output).not.toContain("\u0007");
    const frames = session.screen.lines().filter((line) => /[╭╰]/u.test(line));
    for (const line of frames) expect(line).toMatch(/[╮╯]$/u);
  });
});
