import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { accessPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import {
  closeConsoles,
  KEYS,
  openedDashboard,
  openWorkplace,
  PROGRAM,
  yamlOf,
  type ConsoleOptions,
  type Workplace,
} from "../helpers/console-session.ts";
import { modesLeftOn } from "../helpers/terminal-modes.ts";
import type { TerminalSession } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 30_000 });
afterEach(closeConsoles);

async function onePlace(): Promise<Workplace> {
  const { url } = await openedDashboard({ policies: [accessPolicy({ name: "Payments" })] });
  return openWorkplace(yamlOf([{ name: "EU", url }]));
}

/** The console once its first Product is on the screen. */
async function running(options: ConsoleOptions = {}): Promise<TerminalSession> {
  const session = (await onePlace()).open(options);
  await session.sees("Payments");
  await session.sees(/✔ sync/u);
  return session;
}

/** A shell that runs the program, then says how it ended and in which mode the terminal is. */
const SHELL = [
  "bash",
  "-c",
  'seq 30; echo before; "$@"; echo "ended with $?"; stty -a; echo done',
  "bash",
] as const;

const COOKED = [/(?<![\w-])icanon/u, /(?<![\w-])echo\b/u, /(?<![\w-])isig/u];

async function seesCookedShell(session: TerminalSession): Promise<void> {
  await session.sees("done");
  const text = session.screen.lines().join("\n");
  for (const mode of COOKED) expect(text).toMatch(mode);
  expect(session.screen.isAlternate()).toBe(false);
  expect(session.screen.cursorVisible()).toBe(true);
  expect(modesLeftOn(session.output())).toEqual([]);
}

it("trap 1: the frame fills the screen from the first line even when the shell's cursor was below", async () => {
  const session = await running({ through: SHELL });
  const lines = session.screen.lines();
  expect(session.screen.isAlternate()).toBe(true);
  expect(lines[0]).toMatch(/^ portico {2}/u);
  expect(lines[1]).toMatch(/^╭─ 1 Providers/u);
  expect(lines.at(-1)).toMatch(/\? more/u);
});

describe("trap 2: the terminal is given back", () => {
  it("after q, with exit code 0 and the shell's text as it was", async () => {
    const session = await running({ through: SHELL });
    session.press("q");
    await seesCookedShell(session);
    const lines = session.screen.lines();
    expect(lines).toContain("ended with 0");
    expect(lines[lines.indexOf("ended with 0") - 1]).toBe("before");
  });

  it("after ctrl-c twice, which once only asks", async () => {
    const session = await running({ through: SHELL });
    session.press(KEYS.ctrlC);
    await session.sees("ctrl-c again quits");
    session.press(KEYS.ctrlC);
    await seesCookedShell(session);
    expect(session.screen.lines()).toContain("ended with 0");
  });

  it.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGINT", 130],
  ])("after %s, with exit code %i", async (signal, exitCode) => {
    const session = await running();
    session.kill(signal);
    expect(await session.exited).toMatchObject({ exitCode });
    expect(session.screen.isAlternate()).toBe(false);
    expect(session.screen.cursorVisible()).toBe(true);
    expect(modesLeftOn(session.output())).toEqual([]);
  });

  it("after a crash, whose message stands on the normal screen", async () => {
    const place = await onePlace();
    await writeFile(join(place.folder, "bomb.mjs"), BOMB);
    const { url } = await openedDashboard();
    await place.write(
      yamlOf(
        [
          { name: "EU", url },
          { name: "Bomb", url, more: ["adapter: bomb"] },
        ],
        ["refreshInterval: 0", "plugins: [./bomb.mjs]"],
      ),
    );
    const session = place.open({ through: SHELL });
    await seesCookedShell(session);
    const text = session.screen.lines().join("\n");
    expect(text).toContain("ended with 1");
    expect(text).toContain("this is a fault in Portico");
    expect(text).toContain("the bomb went off");
  });
});

/** An adapter whose connection works, and that throws where nobody can catch it a little later. */
const BOMB = `
  import { setTimeout } from "node:timers";
  const no = { available: false, reason: "no" };
  const names = ["writeProducts", "writePlans", "deletePolicies", "tagPolicies", "issueApiKeys",
    "listCredentials", "readUsage", "readUsers"];
  const any = { parse: (value) => value, safeParse: (value) => ({ success: true, data: value }) };
  export const plugin = {
    adapter: "bomb", apiVersion: 1, version: "1.0.0", title: "Bomb", requires: [], options: any,
    claims: { can: [], units: { rate: [], quota: [], keyLifetime: [] } },
    async connect() {
      setTimeout(() => { throw new Error("the bomb went off"); }, 0);
      return {
        capabilities: {
          identity: { product: "Bomb", version: null, organisationId: null, user: null },
          origin: { products: "native", plans: "native" },
          can: Object.fromEntries(names.map((name) => [name, no])),
        },
        async *check() {},
        snapshot: () => new Promise(() => {}),
        async close() {},
      };
    },
  };
`;

it("trap 3: ctrl-z stops it under a shell with job control, and fg brings the whole screen back", async () => {
  const place = await onePlace();
  await writeFile(join(place.folder, "inputrc"), "set enable-bracketed-paste off\n");
  const session = place.open({
    through: ["bash", "-c", "PS1='shell> ' exec bash --norc --noprofile -i", "bash"],
    env: { INPUTRC: join(place.folder, "inputrc") },
  });
  await session.sees("shell> ");
  session.press(`'${process.execPath}' '${PROGRAM}'\r`);
  await session.sees(/✔ sync/u);
  session.press(KEYS.ctrlZ);
  await session.sees("Stopped");
  expect(session.screen.isAlternate()).toBe(false);
  expect(session.screen.cursorVisible()).toBe(true);
  session.press("echo still $((40 + 2))\r");
  await session.sees("still 42");
  session.press("fg\r");
  await session.sees(/✔ sync/u);
  expect(session.screen.isAlternate()).toBe(true);
  session.press("?");
  await session.sees("╭─ Help");
  session.press(KEYS.esc);
  await session.loses("╭─ Help");
  session.press("q");
  await session.sees(
    (screen) =>
      screen
        .lines()
        .findLast((row) => row !== "")
        ?.trimEnd() === "shell>",
  );
  session.press("echo code $?\r");
  await session.sees("code 0");
  expect(modesLeftOn(session.output())).toEqual([]);
});
