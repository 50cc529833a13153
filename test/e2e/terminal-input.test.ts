import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { accessPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import {
  closeConsoles,
  cursorRow,
  KEYS,
  openedDashboard,
  openWorkplace,
  yamlOf,
  type Workplace,
} from "../helpers/console-session.ts";
import { colourCodes, modesLeftOn } from "../helpers/terminal-modes.ts";
import type { TerminalSession } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 30_000 });
afterEach(closeConsoles);

const NAMES = ["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel"];

async function eight(): Promise<Workplace> {
  const { url } = await openedDashboard({ policies: NAMES.map((name) => accessPolicy({ name })) });
  return openWorkplace(yamlOf([{ name: "EU", url }]));
}

async function ready(session: TerminalSession): Promise<TerminalSession> {
  await session.sees("Hotel");
  await session.sees(/✔ sync/u);
  return session;
}

function onName(name: string): (screen: TerminalSession["screen"]) => boolean {
  return (screen) => cursorRow({ screen })?.includes(name) === true;
}

it("trap 4: mouse reports never reach the key handlers, and the mouse is off again after the end", async () => {
  const session = await ready((await eight()).open());
  const clicks = "\u001B[<0;10;6M\u001B[<0;10;6m\u001B[<35;3;4M";
  session.press(clicks);
  session.press("j");
  await session.sees(onName("Bravo"));
  expect(session.output()).not.toContain("\u001B[?1000h");

  session.press("m");
  await session.sees("mouse on");
  expect(modesLeftOn(session.output())).toEqual(expect.arrayContaining([1000, 1006]));
  const others = "\u001B[<2;10;6M\u001B[<2;10;6m\u001B[<35;3;4M\u001B[<0;3;4m";
  session.press(others.repeat(3));
  session.press("\u001B[<65;10;6M");
  await session.sees(onName("Charlie"));
  session.press("\u001B[<64;10;6M");
  await session.sees(onName("Bravo"));
  const row = session.screen.lines().findIndex((line) => line.includes("  Echo "));
  session.press(`\u001B[<0;40;${row + 1}M\u001B[<0;40;${row + 1}m`);
  await session.sees(onName("Echo"));
  expect(modesLeftOn(session.output())).toEqual(expect.arrayContaining([1000, 1006]));
  expect(session.screen.lines().join("\n")).toContain("2 Products 8");

  session.press("q");
  expect(await session.exited).toMatchObject({ exitCode: 0 });
  expect(modesLeftOn(session.output())).toEqual([]);
});

it("trap 4: a mouse that was left on is on again after a restart, and off after SIGTERM", async () => {
  const place = await eight();
  const first = await ready(place.open());
  first.press("m");
  await first.sees("mouse on");
  first.press("q");
  await first.exited;
  const second = await ready(place.open());
  await second.sees(() => modesLeftOn(second.output()).includes(1000));
  second.kill("SIGTERM");
  await second.exited;
  expect(modesLeftOn(second.output())).toEqual([]);
});

it("trap 5: NO_COLOR takes every colour away, and the cursor is still seen", async () => {
  const place = await eight();
  const editor = join(place.folder, "editor");
  await writeFile(editor, '#!/bin/sh\nenv > "$HOME/environment"\n');
  await chmod(editor, 0o700);
  const session = await ready(place.open({ env: { NO_COLOR: "1", EDITOR: editor } }));
  session.press("j");
  await session.sees(onName("Bravo"));
  expect(cursorRow(session)).toMatch(/^ ▸ Bravo/u);
  session.press("?");
  await session.sees("▌Help");
  session.press(KEYS.esc);
  await session.loses("▌Help");
  session.press("e");
  await session.sees(() => modesLeftOn(session.output()).length === 0);
  await session.sees((screen) => screen.isAlternate() && onName("Bravo")(screen));
  expect(colourCodes(session.output())).toEqual([]);
  const environmentSeen = () => readFile(join(place.folder, "home", "environment"), "utf8").catch(() => "");
  await expect.poll(environmentSeen, { timeout: 15_000 }).toMatch(/^NO_COLOR=1$/mu);
  const environment = await environmentSeen();
  expect(environment).not.toMatch(/^FORCE_COLOR=/mu);
});

it("trap 11: glued keys are as many keys as there are", async () => {
  const session = await ready((await eight()).open());
  session.press("jjjj");
  await session.sees(onName("Echo"));
  session.press("kkk\u001B[B\u001B[Bj");
  await session.sees(onName("Echo"));
  session.press("3l");
  await session.sees("No API here");
  expect(session.screen.isAlternate()).toBe(true);
});

it("trap 11: a paste goes to the filter and never to the keys", async () => {
  const session = await ready((await eight()).open());
  session.press("\u001B[200~dd\nq\u001B[201~");
  await session.sees("No Product matches");
  session.press(KEYS.esc);
  await session.loses("No Product matches");
  session.press("\u001B[200~Foxt\u001B[201~");
  await session.sees("/Foxt  1 of 8");
  session.press(KEYS.enter);
  await session.sees("/Foxt  1 of 8");
  expect(session.screen.isAlternate()).toBe(true);
});

it("trap 12: nothing is printed beside the frame, even when a plugin logs to the console", async () => {
  const { url } = await openedDashboard({ policies: [accessPolicy({ name: "Payments" })] });
  const place = await openWorkplace(
    yamlOf(
      [
        { name: "EU", url },
        { name: "Loud", url, more: ["adapter: loud"] },
      ],
      ["refreshInterval: 0", "plugins: [./loud.mjs]", "ignore: [literal-secret]"],
    ),
  );
  await writeFile(join(place.folder, "loud.mjs"), LOUD);
  const session = place.open({ through: ["bash", "-c", 'echo before; "$@"; echo after', "bash"] });
  await session.sees("Payments");
  await session.sees(/✖ sync {3}Loud/u);
  expect(session.output()).not.toContain("NOISE");
  session.press("q");
  await session.exited;
  const shown = session.screen.lines().filter((line) => line.trim() !== "");
  expect(shown).toEqual(["before", "after"]);
});

/** An adapter that cannot connect, and that says so where it should not. */
const LOUD = `
  const any = { parse: (value) => value, safeParse: (value) => ({ success: true, data: value }) };
  console.log("NOISE at import");
  export const plugin = {
    adapter: "loud", apiVersion: 1, version: "1.0.0", title: "Loud", requires: [], options: any,
    claims: { can: [], units: { rate: [], quota: [], keyLifetime: [] } },
    async connect() {
      console.log("NOISE while connecting");
      console.error("NOISE as an error");
      throw new Error("it cannot");
    },
  };
`;
