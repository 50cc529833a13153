import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { accessPolicy, SECRET } from "../../fixtures/tyk-dashboard/builders.ts";
import {
  closeConsoles,
  KEYS,
  openedDashboard,
  NO_RETRIES,
  openWorkplace,
  rowsWith,
  yamlOf,
  type ConsoleOptions,
  type Entry,
  type Workplace,
} from "../helpers/console-session.ts";
import type { TerminalSession } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 30_000 });
afterEach(closeConsoles);

async function entry(name: string, product: string): Promise<Entry> {
  const { url } = await openedDashboard({ policies: [accessPolicy({ name: product })] });
  return { name, url };
}

type Running = { readonly place: Workplace; readonly session: TerminalSession; readonly eu: Entry };

async function running(options: ConsoleOptions = {}): Promise<Running> {
  const eu = await entry("EU", "Payments");
  const place = await openWorkplace(yamlOf([eu]));
  const session = place.open(options);
  await session.sees(/▸ Payments/u);
  await session.sees(/✔ sync|EU: 1 product/u);
  return { place, session, eu };
}

it("shows and synchronizes a Provider as soon as it is added to the YAML", async () => {
  const { place, session, eu } = await running();
  const us = await entry("US", "Invoices");
  await place.write(yamlOf([eu, us]));
  await session.sees(/Invoices .* new /u);
  await session.sees(/● US/u);
  expect(session.screen.lines()[0]).toContain("2 providers ●●");
});

it("keeps the last good config running while the YAML is broken, and says where it is", async () => {
  const { place, session, eu } = await running();
  const us = await entry("US", "Invoices");
  await place.write(yamlOf([eu, { ...us, more: ["policyTags: a, b"] }]));
  await session.sees("1 error, running on the last good one");
  await session.sees(/portico\.yaml:11:\d+/u);
  await session.sees("still running what was loaded");
  expect(session.screen.lines().join("\n")).toMatch(/\^/u);
  session.press(KEYS.esc);
  await session.loses("still running what was loaded");
  await session.sees(/▸ Payments/u);
  session.press("s");
  await session.sees("EU synchronized");

  await place.write(yamlOf([eu, us]));
  await session.sees(/Invoices .* new /u);
  await session.loses("error, running");
  expect(session.screen.lines()[0]).toContain("portico.yaml ✔");
});

it("takes a Provider off the screen, and brings it back with its catalog", async () => {
  const { place, session, eu } = await running();
  const us = await entry("US", "Invoices");
  await place.write(yamlOf([eu, us]));
  await session.sees(/Invoices .* new /u);
  await place.write(yamlOf([eu]));
  await session.loses(/[●◐◌] US/u);
  await session.sees("2 Products 1 ");

  const gone = { ...us, url: "http://127.0.0.1:9", more: [NO_RETRIES] };
  await place.write(yamlOf([eu, gone]));
  await session.sees(/Invoices .*US/u);
  await session.sees(/✖ US/u);
  expect(session.screen.isAlternate()).toBe(true);
});

it("goes on when the file vanishes, and reads it again when it is back", async () => {
  const { place, session, eu } = await running();
  await rm(place.config);
  await session.sees("1 error, running on the last good one");
  await session.sees("the file is gone");
  await place.write(yamlOf([eu]));
  await session.loses("1 error");
  expect(session.screen.isAlternate()).toBe(true);
});

describe("e", () => {
  /** An editor that writes its arguments down and appends what it is told to. */
  async function editor(place: Workplace, appended: string): Promise<string> {
    const file = join(place.folder, "vi");
    await writeFile(join(place.folder, "appended"), appended);
    await writeFile(
      file,
      `#!/bin/sh\ncd '${place.folder}'\nprintf '%s\\n' "$@" > arguments\ncat appended >> portico.yaml\n`,
    );
    await chmod(file, 0o700);
    return file;
  }

  it("opens the Provider's lines in $EDITOR, and reads the file again on return", async () => {
    const eu = await entry("EU", "Payments");
    const us = await entry("US", "Invoices");
    const place = await openWorkplace(yamlOf([eu]));
    const added = `  - name: US\n    url: ${us.url}\n    secret: ${SECRET}\n`;
    const session = place.open({ env: { EDITOR: await editor(place, added) } });
    await session.sees(/✔ sync/u);
    session.press("1je");
    await session.sees(/▸ . EU/u);
    session.press("k");
    await session.sees(/Invoices .* new /u);
    const line = (await place.read()).split("\n").findIndex((text) => text.includes('name: "EU"')) + 1;
    const given = await readFile(join(place.folder, "arguments"), "utf8");
    expect(given).toBe(`+${line}\n${place.config}\n`);
    expect(session.screen.isAlternate()).toBe(true);
    session.press("2j");
    await session.sees(/▸ Payments/u);
  });

  it("says so when the editor cannot be started, and goes on", async () => {
    const { session } = await running({ env: { EDITOR: "/nowhere/editor" } });
    session.press("e");
    await session.sees(/The editor "\/nowhere\/editor" could not be used/u);
    session.press("3");
    await session.sees("No Plan here");
    expect(session.screen.isAlternate()).toBe(true);
  });
});

describe("without anything to show", () => {
  it("writes a commented config on i, and goes on with it", async () => {
    const place = await openWorkplace();
    const session = place.open({ env: { DASHBOARD_KEY: "k" } });
    await session.sees("No portico.yaml here or in the folders above.");
    session.press("i");
    await session.sees("Production");
    expect(await place.read()).toContain("providers:");
    session.press("q");
    expect(await session.exited).toMatchObject({ exitCode: 0 });
  });

  it("takes a config that appears while it runs", async () => {
    const place = await openWorkplace();
    const session = place.open();
    await session.sees("No portico.yaml here");
    await place.write(yamlOf([await entry("EU", "Payments")]));
    await session.sees(/Payments .* new /u);
    expect(session.screen.isAlternate()).toBe(true);
  });

  it("starts two simulated Dashboards on d, and stops them at the end", async () => {
    const place = await openWorkplace();
    const session = place.open();
    await session.sees("No portico.yaml here");
    session.press("d");
    await session.sees("2 providers ●●");
    await session.sees("Customer accounts");
    session.press("q");
    expect(await session.exited).toMatchObject({ exitCode: 0 });
  });

  it("shows what to do when the config has no Providers, and follows the file", async () => {
    const place = await openWorkplace(yamlOf([]));
    const session = place.open();
    await session.sees("has no Providers yet.");
    await session.sees("open the YAML in $EDITOR");
    await place.write(yamlOf([await entry("EU", "Payments")]));
    await session.sees(/Payments .* new /u);
    expect(rowsWith(session, "has no Providers yet.")).toEqual([]);
  });

  it("starts with a broken config, whose error it shows, and leaves on q", async () => {
    const place = await openWorkplace("providers:\n  - name: EU\n    colour: red\n");
    const session = place.open();
    await session.sees(/portico\.yaml:3:5/u);
    await session.sees("nothing is running");
    session.press("q");
    expect(await session.exited).toMatchObject({ exitCode: 0 });
  });
});
