import { afterEach, expect, it, vi } from "vitest";
import { accessPolicy, anApi, aPolicy, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import {
  closeConsoles,
  cursorRow,
  KEYS,
  openedDashboard,
  NO_RETRIES,
  openWorkplace,
  yamlOf,
  type ConsoleOptions,
  type Workplace,
} from "../helpers/console-session.ts";
import type { Screen } from "../helpers/screen.ts";
import type { TerminalSession } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 30_000 });
afterEach(closeConsoles);

const NAMES = ["Alpha", "Bravo", "Charlie", "Delta"];

async function shop(): Promise<Workplace> {
  const api = anApi({ name: "Pay", listenPath: "/pay/" });
  const policies = [
    ...NAMES.map((name) => accessPolicy({ name, apis: [api] })),
    limitPolicy({ name: "Gold" }),
    limitPolicy({ name: "Silver", rate: 5, per: 1 }),
    aPolicy({ name: "Neither" }),
  ];
  const { url } = await openedDashboard({ apis: [api], policies });
  return openWorkplace(yamlOf([{ name: "EU", url, more: ["baselineUrl: https://api.example.com"] }]));
}

async function opened(options: ConsoleOptions = {}): Promise<TerminalSession> {
  return ready((await shop()).open(options));
}

async function ready(session: TerminalSession): Promise<TerminalSession> {
  await session.sees(/Delta .* new /u);
  return session;
}

const on =
  (name: string) =>
  (screen: Screen): boolean =>
    cursorRow({ screen })?.includes(name) === true;

/** The names in the list, from top to bottom. */
function listed({ screen }: TerminalSession, names = NAMES): readonly string[] {
  return screen
    .lines()
    .flatMap((row) => names.filter((name) => row.includes(`${name} `) && / (?:new|unavailable) /u.test(row)));
}

it("filters as one writes, keeps the filter on Enter and gives it back on Esc", async () => {
  const session = await opened();
  session.press("/");
  await session.sees(/^ ?\//mu);
  session.press("ALPHA");
  await session.sees("No Product matches");
  session.press("\u007F".repeat(5));
  await session.loses("No Product matches");
  session.press("al !bravo");
  await session.sees("/al !bravo  1 of 4");
  session.press(KEYS.enter);
  expect(listed(session)).toEqual(["Alpha"]);
  session.press(KEYS.esc);
  await session.sees(() => listed(session).length === 4);
});

it("sorts by the column chosen, and reverses", async () => {
  const session = await opened();
  await session.sees(/NAME ?↑/u);
  session.press("O");
  await session.sees(/NAME ?↓/u);
  await session.sees(() => listed(session)[0] === "Delta");
  expect(listed(session)).toEqual(NAMES.toReversed());
  session.press(">o");
  await session.sees(/sorted by /u);
  await session.loses(/NAME ?↓/u);
});

it("marks rows, one, a range and all, and clears the marks", async () => {
  const session = await opened();
  session.press(" ");
  await session.sees("1 marked");
  session.press("jvjv");
  await session.sees("3 marked");
  session.press("*");
  await session.sees("4 marked");
  session.press("\u001C");
  await session.loses("marked ─");
  expect(session.screen.isAlternate()).toBe(true);
});

it("runs an action from help, which can be filtered and says why one is not possible", async () => {
  const session = await opened();
  session.press("?");
  await session.sees("╭─ Help");
  session.press("sync all");
  await session.sees(/▸ S +Sync all Providers/u);
  session.press(KEYS.enter);
  await session.sees("EU synchronized");
  session.press("?");
  await session.sees("╭─ Help");
  session.press("commented");
  await session.sees("only while there is no config");
  session.press(KEYS.enter);
  await session.sees(/Write a commented config here: /u);
  expect(session.screen.isAlternate()).toBe(true);
});

it("goes to a view and to a Provider through the palette", async () => {
  const session = await opened();
  session.press(":");
  await session.sees("╭─ Go to, or do");
  session.press("plans");
  await session.sees(/▸ Plans/u);
  session.press(KEYS.enter);
  await session.sees("rate 1,000 / min");
  session.press(":EU");
  await session.sees(/▸ EU +Provider/u);
  session.press(KEYS.enter);
  await session.sees(/▸ ● EU/u);
  expect(session.screen.isAlternate()).toBe(true);
});

it("says in the Skipped tab, and on w, why a policy became neither", async () => {
  const session = await opened();
  session.press("6");
  await session.sees(/Neither/u);
  session.press("w");
  await session.sees("╭─ Why");
  session.press("q");
  await session.loses("╭─ Why");
  expect(session.screen.isAlternate()).toBe(true);
});

it("copies the name, the id and more through OSC 52", async () => {
  const session = await opened();
  const copies = (): readonly string[] =>
    [...session.output().matchAll(/\u001B\]52;c;([\w+/=]*)\u0007/gu)].map(([, text = ""]) =>
      Buffer.from(text, "base64").toString("utf8"),
    );
  session.press("y");
  await session.sees("copied the name (5 characters)");
  expect(copies()).toEqual(["Alpha"]);
  session.press("y");
  await session.sees("copied the id");
  expect(copies().at(-1)).toMatch(/^64f0[0-9a-f]{20}$/u);
  session.press("Y");
  await session.sees("╭─ Copy");
  session.press(`jjjj${KEYS.enter}`);
  await session.sees("copied curl");
  expect(copies().at(-1)).toBe('curl -H "Authorization: $API_KEY" https://api.example.com/pay/');
});

it("wraps the copy for tmux", async () => {
  const session = await opened({ env: { TMUX: "/tmp/tmux-0/default,1,0" } });
  session.press("y");
  await session.sees("copied the name");
  expect(session.output()).toContain("\u001BPtmux;\u001B\u001B]52;c;QWxwaGE=\u0007\u001B\\");
});

it("remembers tab, order, filter and the selected object over a restart", async () => {
  const place = await shop();
  const first = await ready(place.open());
  first.press("O/al");
  await first.sees("/al  1 of 4");
  first.press(`${KEYS.enter}3`);
  await first.sees(/▸ Gold/u);
  first.press("j");
  await first.sees(on("Silver"));
  first.press("q");
  await first.exited;

  const second = place.open();
  await second.sees(on("Silver"));
  second.press("2");
  await second.sees(/NAME ?↓/u);
  await second.sees("/al  1 of 4");
  expect(second.screen.isAlternate()).toBe(true);
});

it("shows the last catalog before the first answer of the network, with its age", async () => {
  const place = await shop();
  const first = await ready(place.open());
  await first.sees(/✔ sync/u);
  first.press("q");
  await first.exited;
  await place.write((await place.read()).replace(/url: .*/u, `url: http://127.0.0.1:9\n    ${NO_RETRIES}`));
  const second = place.open();
  await second.sees(/▸ Alpha/u);
  await second.sees(/refused, stale/u);
  expect(listed(second)).toEqual(NAMES);
});
