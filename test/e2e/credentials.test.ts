import { rm, writeFile } from "node:fs/promises";
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
} from "../helpers/console-session.ts";
import { confirm, copied, copiedSecret, holding, taken } from "../helpers/credential-drive.ts";
import { openPublished } from "../helpers/published-product.ts";

vi.setConfig({ testTimeout: 90_000 });
afterEach(closeConsoles);

const PATH = "/search/";
const API = anApi({ name: "Search", auth: "key", listenPath: PATH });

it("issues, copies, rotates and revokes a credential that opens the gateway, and keeps its secret nowhere", async () => {
  const policies = [
    accessPolicy({ name: "Search", apis: [API] }),
    limitPolicy({ name: "Gold", key_expires_in: 2_592_000 }),
  ];
  const env = { PORTICO_LOG: "home/log" };
  const { dashboard, place, session } = await openPublished({ apis: [API], policies }, { env });

  session.press("c");
  await session.sees("Issue a credential at EU");
  await session.sees(/▸ Plan/u);
  session.press(" ");
  await session.sees(/expires 20/u);
  session.press(`${KEYS.tab}ops@example.com${KEYS.tab}app-7${KEYS.ctrlS}`);
  await session.sees('Issue credential "app-7" at EU');
  await session.sees("POST");
  await confirm(session, "Issue");
  const first = await taken(session);
  expect(await isLetIn(dashboard, PATH, first)).toBe(true);
  await session.sees(/▸ app-7 .*Search .*Gold .*active/u);

  session.press("R");
  await session.sees('Rotate credential "app-7"');
  session.press(`${KEYS.ctrlU}1h${KEYS.ctrlS}`);
  await session.sees("The old one works until");
  await confirm(session, "Rotate");
  const second = await taken(session);
  expect(second).not.toBe(first);
  expect([await isLetIn(dashboard, PATH, first), await isLetIn(dashboard, PATH, second)]).toEqual([
    true,
    true,
  ]);
  await session.sees(/app-7 .*retiring/u);

  session.press(KEYS.ctrlD);
  await session.sees('Revoke credential "app-7" at EU');
  await confirm(session, "Revoke");
  await session.sees('Revoked credential "app-7"');
  expect(await isLetIn(dashboard, PATH, second)).toBe(false);

  expect(session.output()).not.toContain(first);
  session.press("q");
  await session.exited;
  expect(await holding(place, [first, second])).toEqual([]);
});

it("shows what is revealed on the screen, and asks before it is closed unseen", async () => {
  const policies = [accessPolicy({ name: "Search", apis: [API] }), limitPolicy({ name: "Gold" })];
  const { session } = await openPublished({ apis: [API], policies });
  session.press("c");
  await session.sees(/▸ Plan/u);
  session.press(` ${KEYS.ctrlS}`);
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

/** A plugin that brings Portico down at a signal, with a secret that it came by. */
const BOMB = `
  import { readFileSync } from "node:fs";
  import process from "node:process";
  process.on("SIGUSR2", () => {
    throw new Error("the bomb went off with " + readFileSync("leak", "utf8"));
  });
  const any = { parse: (value) => value, safeParse: (value) => ({ success: true, data: value }) };
  export const plugin = {
    adapter: "bomb", apiVersion: 1, version: "1.0.0", title: "Bomb", requires: [], options: any,
    claims: { can: [], units: { rate: [], quota: [], keyLifetime: [] } },
    connect: () => Promise.reject(new Error("not today")),
  };
`;

it("leaves no secret in the report of a crash, though it is on the screen and in the fault", async () => {
  const reports = anApi({ name: "Reports", auth: "basic", listenPath: "/reports/" });
  const policies = [accessPolicy({ name: "Reports", apis: [reports] }), limitPolicy({ name: "Gold" })];
  const dashboard = await openedDashboard({ apis: [reports], policies }, SWITCHED_ON);
  const bomb = { name: "Bomb", url: dashboard.url, more: ["adapter: bomb"] };
  const head = ["refreshInterval: 0", "plugins: [./bomb.mjs]"];
  const place = await openWorkplace(yamlOf([{ name: "EU", url: dashboard.url }, bomb], head));
  await writeFile(join(place.folder, "bomb.mjs"), BOMB);
  const env = { PORTICO_LOG: "home/log" };
  const session = place.open({ columns: 120, rows: 40, env });
  await session.sees(/✔ sync/u);
  session.press("1j\r");
  await session.sees(/▸ Reports .* new/u);
  session.press("p");
  await session.sees(/▸ Reports .* yes /u);
  session.press("c");
  await session.sees(/▸ Plan/u);
  session.press(` ${"\t".repeat(5)}chosen-pass word-71${KEYS.ctrlS}`);
  await confirm(session, "Issue");
  const secret = await copiedSecret(session);
  expect(secret).toBe("chosen-pass word-71");
  session.press("v");
  await session.sees(/secret +chosen-pass word-71/u);

  const leak = join(place.folder, "leak");
  await writeFile(leak, `${secret} ${Buffer.from(secret).toString("base64")}`);
  session.kill("SIGUSR2");
  expect(await session.exited).toMatchObject({ exitCode: 1 });
  expect(session.screen.isAlternate()).toBe(false);
  const text = session.screen.lines().join("\n");
  expect(text).toContain("the bomb went off with ***");
  expect(text).not.toContain("chosen-pass");
  await rm(leak);
  expect(await holding(place, [secret])).toEqual([]);
});
