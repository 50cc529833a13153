import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { anApi } from "../../fixtures/tyk-dashboard/api-builders.ts";
import { accessPolicy, SECRET } from "../../fixtures/tyk-dashboard/builders.ts";
import type { Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import {
  closeConsoles,
  KEYS,
  openedDashboard,
  openWorkplace,
  rowsWith,
  yamlOf,
} from "../helpers/console-session.ts";
import { confirm } from "../helpers/credential-drive.ts";
import { pressUntil } from "../helpers/press-until.ts";
import type { TerminalSession } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeConsoles);

const CTRL_T = "\u0014";

async function shop(): Promise<Dashboard> {
  const api = anApi({ name: "Search", auth: "key" });
  return openedDashboard({
    apis: [api],
    policies: [accessPolicy({ name: "Search", tags: ["portal"], apis: [api] })],
  });
}

/** Waits until the field has the focus. */
function at(session: TerminalSession, label: string): Promise<void> {
  return session.sees(new RegExp(`▸ ${label}`, "u"));
}

it("adds the first Provider from an empty config: tries it, shows the lines, and reads from it", async () => {
  const dashboard = await shop();
  const place = await openWorkplace(`# ours\n${yamlOf([])}`);
  const before = await place.read();
  const session = place.open();
  await session.sees("a  add one now (form)");
  session.press("a");
  await at(session, "Name");
  session.press(`Shop${KEYS.tab}${KEYS.tab}${dashboard.url}${KEYS.tab}`);
  await at(session, "Secret from");
  session.press(`${KEYS.right}${KEYS.right}${KEYS.tab}wr0ng`);
  await session.sees("▸ Secret        •••••");
  session.press(CTRL_T);
  await session.sees("✖ The Dashboard does not accept the secret");
  expect(await place.read()).toBe(before);
  for (let fields = 0; fields < 9; fields += 1) session.press("\u001B[Z");
  await at(session, "Secret  ");
  await session.sees("Tyk Dashboard API Access Credentials");
  session.press(`${KEYS.ctrlU}${SECRET}${CTRL_T}`);
  await session.sees("because policyTags names no tag: 1 Product and 0 Plans");
  session.press(KEYS.ctrlS);
  await session.sees("secret: { file: secrets/shop }");
  expect(await place.read()).toBe(before);
  await confirm(session, "Add");
  await session.sees('Added Provider "Shop"');
  await session.sees(/▸ ● Shop .* 1 · 0/u);
  expect(await place.read()).toBe(
    before.replace(
      "providers: []\n",
      `providers:\n  - name: Shop\n    url: ${dashboard.url}\n    secret: { file: secrets/shop }\n`,
    ),
  );
  const file = join(place.folder, "secrets", "shop");
  expect([await readFile(file, "utf8"), (await stat(file)).mode & 0o777]).toEqual([`${SECRET}\n`, 0o600]);
  expect(session.output()).not.toContain(SECRET);
});

it("edits, renames and removes: what is stored and what the operator looked at stay", async () => {
  const dashboard = await shop();
  const place = await openWorkplace(
    yamlOf([{ name: "EU", url: dashboard.url, more: ["# about EU", "policyTags: portal"] }]),
  );
  const before = await place.read();
  const session = place.open();
  await session.sees(/▸ Search .* new /u);
  session.press("1");
  await session.sees(/▸ {3}ALL/u);
  session.press("jE");
  await session.sees('Edit Provider "EU"');
  session.press(`${KEYS.ctrlU}Europe${KEYS.tab}${KEYS.tab}${KEYS.tab}`);
  await session.sees("Now written out in the YAML");
  session.press(`${KEYS.right}${KEYS.ctrlS}`);
  await session.sees("What is stored of it moves along: 1 Product and 0 Plans.");
  await session.sees("+     secret: { file: secrets/europe }");
  await confirm(session, "Save");
  await session.sees('Edited Provider "EU", now "Europe"');
  await session.sees(/▸ ● Europe .* 1 · 0/u);
  expect(await place.read()).toBe(
    before
      .replace('name: "EU"', 'name: "Europe"')
      .replace(`secret: ${SECRET}`, "secret: { file: secrets/europe }"),
  );
  session.press(KEYS.ctrlD);
  await session.sees("1 Product and 0 Plans of it are no longer shown");
  await confirm(session, "Remove");
  await session.sees("a  add one now (form)");
  expect(await place.read()).toBe(yamlOf([]).replace("providers: []", "providers:"));
  session.press("z");
  await session.sees('Undo: Removed Provider "Europe"');
  await confirm(session, "Undo");
  await session.sees(/▸ ● Europe .* 1 · 0/u);
  session.press("z");
  await session.sees('Undo: Edited Provider "EU", now "Europe"');
  await confirm(session, "Undo");
  await session.sees(/▸ ● EU .* 1 · 0/u);
  expect(await place.read()).toBe(before);
  expect(session.output()).not.toContain(SECRET);
});

it("does not overwrite what somebody else has changed meanwhile, and keeps what was typed", async () => {
  const dashboard = await shop();
  const place = await openWorkplace(yamlOf([{ name: "EU", url: dashboard.url }]));
  const session = place.open();
  await session.sees(/▸ Search .* new /u);
  session.press("1");
  await session.sees(/▸ {3}ALL/u);
  session.press("jE");
  await session.sees('Edit Provider "EU"');
  for (let fields = 0; fields < 7; fields += 1) session.press(KEYS.tab);
  await at(session, "Baseline URL");
  session.press(`${KEYS.tab}test${KEYS.ctrlS}`);
  await session.sees("+     environment: test");
  const changed = `${await place.read()}# somebody was here\n`;
  await writeFile(place.config, changed);
  await confirm(session, "Save");
  await session.sees("has been changed since it was read");
  expect(await place.read()).toBe(changed);
  session.press(KEYS.right);
  await session.sees("▸ Look again");
  await pressUntil(session, KEYS.enter, () => rowsWith(session, "▸ Cancel").length > 0);
  await confirm(session, "Save");
  await session.sees('Edited Provider "EU"');
  expect(await place.read()).toBe(changed.replace("# somebody", "    environment: test\n# somebody"));
});
