import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { anApi } from "../../fixtures/tyk-dashboard/api-builders.ts";
import { accessPolicy, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import { isLetIn, SWITCHED_ON } from "../helpers/consumer.ts";
import {
  closeConsoles,
  KEYS,
  openedDashboard,
  openWorkplace,
  rowsWith,
  yamlOf,
  type Workplace,
} from "../helpers/console-session.ts";
import { pressUntil } from "../helpers/press-until.ts";
import type { TerminalSession } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 90_000 });
afterEach(closeConsoles);

const CTRL_D = "\u0004";
const CTRL_S = "\u0013";
const CTRL_U = "\u0015";
const PATH = "/search/";
const API = anApi({ name: "Search", auth: "key", listenPath: PATH });

/** What was put on the clipboard last. */
function copied(session: TerminalSession): string {
  const found = [...session.output().matchAll(/\u001B\]52;c;([\w+/=]*)\u0007/gu)].at(-1)?.[1] ?? "";
  return Buffer.from(found, "base64").toString("utf8");
}

async function confirm(session: TerminalSession, label: string): Promise<void> {
  await session.sees(`▸ Cancel     ${label}`);
  session.press(KEYS.right);
  await session.sees(`▸ ${label}`);
  await pressUntil(session, KEYS.enter, () => rowsWith(session, `▸ ${label}`).length === 0);
}

/** Copies the secret that is shown, and closes its dialog. */
async function taken(session: TerminalSession): Promise<string> {
  await session.sees("It is shown this once");
  expect(rowsWith(session, "••••••••").length).toBe(1);
  session.press("y");
  await session.sees("copied the secret");
  session.press(KEYS.esc);
  await session.loses("It is shown this once");
  return copied(session);
}

/** The files under the workplace that hold one of the texts. */
async function holding(place: Workplace, texts: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(place.folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const held: string[] = [];
  for (const file of files) {
    const text = await readFile(file, "utf8");
    if (texts.some((one) => text.includes(one))) held.push(file);
  }
  return held;
}

it("issues, copies, rotates and revokes a credential that opens the gateway, and keeps its secret nowhere", async () => {
  const policies = [
    accessPolicy({ name: "Search", apis: [API] }),
    limitPolicy({ name: "Gold", key_expires_in: 2_592_000 }),
  ];
  const dashboard = await openedDashboard({ apis: [API], policies }, SWITCHED_ON);
  const place = await openWorkplace(yamlOf([{ name: "EU", url: dashboard.url }]));
  const session = place.open({ columns: 130, rows: 40, env: { PORTICO_LOG: "home/log" } });
  await session.sees(/✔ sync/u);
  session.press("p");
  await session.sees(/▸ Search .* yes /u);

  session.press("c");
  await session.sees("Issue a credential at EU");
  await session.sees(/▸ Plan/u);
  session.press(" ");
  await session.sees(/expires 20/u);
  session.press(`${KEYS.tab}ops@example.com${KEYS.tab}app-7${CTRL_S}`);
  await session.sees('Issue credential "app-7" at EU');
  await session.sees("POST");
  await confirm(session, "Issue");
  const first = await taken(session);
  expect(await isLetIn(dashboard, PATH, first)).toBe(true);
  await session.sees(/▸ app-7 .*Search .*Gold .*active/u);

  session.press("R");
  await session.sees('Rotate credential "app-7"');
  session.press(`${CTRL_U}1h${CTRL_S}`);
  await session.sees("The old one works until");
  await confirm(session, "Rotate");
  const second = await taken(session);
  expect(second).not.toBe(first);
  expect([await isLetIn(dashboard, PATH, first), await isLetIn(dashboard, PATH, second)]).toEqual([
    true,
    true,
  ]);
  await session.sees(/app-7 .*retiring/u);

  session.press(CTRL_D);
  await session.sees('Revoke credential "app-7" at EU');
  await confirm(session, "Revoke");
  await session.sees('Revoked credential "app-7"');
  expect(await isLetIn(dashboard, PATH, second)).toBe(false);

  expect(session.output()).not.toContain(first);
  session.press("q");
  await session.exited;
  expect(await holding(place, [first, second, Buffer.from(first).toString("base64")])).toEqual([]);
});

it("shows what is revealed on the screen, and asks before it is closed unseen", async () => {
  const policies = [accessPolicy({ name: "Search", apis: [API] }), limitPolicy({ name: "Gold" })];
  const dashboard = await openedDashboard({ apis: [API], policies }, SWITCHED_ON);
  const place = await openWorkplace(yamlOf([{ name: "EU", url: dashboard.url }]));
  const session = place.open({ columns: 130, rows: 40 });
  await session.sees(/✔ sync/u);
  session.press("p");
  await session.sees(/▸ Search .* yes /u);
  session.press("c");
  await session.sees(/▸ Plan/u);
  session.press(` ${CTRL_S}`);
  await confirm(session, "Issue");
  await session.sees("It is shown this once");
  session.press(KEYS.esc);
  await session.sees("▸ Keep it open");
  session.press(KEYS.esc);
  await session.loses("▸ Keep it open");
  session.press("v");
  await session.loses("••••••••");
  session.press("y");
  await session.sees("copied the secret");
  const [shown = ""] = rowsWith(session, "secret      ");
  expect(copied(session).startsWith(/secret {6}(\S+)/u.exec(shown)?.[1] ?? "nothing")).toBe(true);
  session.press(KEYS.esc);
  await session.loses("It is shown this once");
});
