import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accessPolicy, anApi, dashboardData, SECRET } from "../../fixtures/tyk-dashboard/builders.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import type { App } from "../../src/app.ts";
import type { ProviderRequest } from "../../src/core/provider-edit.ts";
import { appSession, type AppSession } from "../helpers/app-session.ts";
import { caught } from "../helpers/caught.ts";

const API = anApi({ name: "Pay" });
const KEY = { from: "env", name: "US_KEY" } as const;
const EDIT = { op: "edit-provider", provider: "EU", secret: null, seen: null } as const;

let dashboard: Dashboard;
let session: AppSession;
let app: App;
let before: string;

beforeEach(async () => {
  const policies = [accessPolicy({ name: "Payments", tags: [], apis: [API] })];
  dashboard = await startDashboard({ data: dashboardData({ apis: [API], policies }) });
  session = await appSession("");
  await session.write(
    `providers:\r\n  # The one\r\n  - name: EU # Europe\r\n    url: ${dashboard.url}\r\n    secret:   "${SECRET}"\r\n`,
  );
  before = `\uFEFF${await config()}`;
  await writeFile(session.config, before);
  await chmod(session.config, 0o600);
  app = await session.open();
});

afterEach(async () => {
  await session.close();
  await dashboard.close();
});

function config(): Promise<string> {
  return readFile(session.config, "utf8");
}

async function made(request: ProviderRequest): Promise<void> {
  await app.console.writeProvider(await app.console.proposeProvider(request));
}

function lastUndo() {
  const edit = app.console.state().configEdits.at(-1);
  if (edit === undefined) throw new Error("nothing can be undone");
  return app.console.proposeProvider({ op: "undo-provider", provider: edit.provider, edit });
}

describe("the undo of a change of the config", () => {
  it("puts the file back byte for byte, one change after the other, the last one first", async () => {
    const texts: string[] = [];
    const requests: readonly ProviderRequest[] = [
      { ...EDIT, set: { description: "one", policyTags: ["a"] } },
      { ...EDIT, set: {}, secret: { from: "moved" } },
      { op: "add-provider", provider: "US", fields: { url: dashboard.url }, secret: KEY, into: null },
      { op: "remove-provider", provider: "EU" },
    ];
    for (const request of requests) {
      texts.push(await config());
      await made(request);
    }
    for (const text of texts.toReversed()) {
      await app.console.writeProvider(await lastUndo());
      expect(await config()).toBe(text);
    }
    expect(await config()).toBe(before);
    expect(app.console.state().configEdits).toEqual([]);
  });

  it("is shown first: its lines without secrets, what else it does, and no command that does the same", async () => {
    await made({ ...EDIT, set: {}, secret: { from: "moved" } });
    const undo = await lastUndo();
    expect(undo).toMatchObject({
      title: `Undo: Edited Provider "EU" (secret) in ${session.config}`,
      command: null,
    });
    expect(undo.lines.filter(({ sign }) => sign !== " ").map(({ text }) => text.trim())).toEqual([
      "secret:   { file: secrets/eu }",
      "secret:   ***",
    ]);
    expect(undo.affects).toEqual([`The secret stays in ${join(session.folder, "secrets/eu")}, too.`]);
    expect(JSON.stringify([undo, app.console.state().configEdits])).not.toContain(SECRET);
    expect(await config()).toContain("secrets/eu");
  });

  it("brings what is stored of a renamed Provider back under its name", async () => {
    await app.console.sync(null);
    await made({ ...EDIT, set: { name: "Europe" } });
    const undo = await lastUndo();
    expect(undo.affects.join("\n")).toContain("What is stored of it moves along: 1 Product and 0 Plans.");
    expect(await app.console.writeProvider(undo)).toMatchObject({
      provider: "EU",
      summary: 'Undone: Renamed Provider "EU" to "Europe"',
    });
    const { catalogs, events } = app.console.state();
    expect([...catalogs].map(([name, { products }]) => [name, products.length])).toEqual([["EU", 1]]);
    expect(events.at(-1)).toMatchObject({ kind: "config", provider: "EU", command: null });
  });

  it("wants the name of a production Provider that it would take out", async () => {
    const fields = { url: dashboard.url, environment: "production" };
    await made({ op: "add-provider", provider: "US", fields, secret: KEY, into: null });
    expect(await lastUndo()).toMatchObject({ production: true, request: { provider: "US" } });
  });

  it("is refused once, with what to do, when somebody else has changed the file since", async () => {
    await made({ ...EDIT, set: { description: "one" } });
    await made({ ...EDIT, set: { description: "two" } });
    const changed = `${await config()}# somebody was here\r\n`;
    await writeFile(session.config, changed);
    expect(await caught(lastUndo())).toMatchObject({
      code: "CONFIG_CHANGED",
      message: `${session.config} has been changed since; it was not put back.`,
    });
    expect(app.console.state().configEdits).toEqual([]);
    expect(await config()).toBe(changed);
  });

  it("is refused when the file is changed while it is asked about", async () => {
    await made({ ...EDIT, set: { description: "one" } });
    const undo = await lastUndo();
    const changed = `${await config()}# somebody was here\r\n`;
    await writeFile(session.config, changed);
    expect(await caught(app.console.writeProvider(undo))).toMatchObject({ code: "CONFIG_CHANGED" });
    expect(await config()).toBe(changed);
  });

  it("brings back a file that held one Provider and was taken away, and takes away one that was made", async () => {
    await writeFile(session.config, `include: ["more/*.yaml"]\n${before.slice(1)}`);
    app = await session.open();
    const file = join(session.folder, "more/us.yaml");
    const us = { op: "add-provider", provider: "US", fields: { url: dashboard.url }, secret: KEY } as const;
    await made({ ...us, into: "more/us.yaml" });
    const text = await readFile(file, "utf8");
    await made({ op: "remove-provider", provider: "US" });
    expect(await lastUndo()).toMatchObject({ change: "create", file });
    await app.console.writeProvider(await lastUndo());
    expect(await readFile(file, "utf8")).toBe(text);
    const gone = await lastUndo();
    expect(gone).toMatchObject({ change: "delete", file });
    await app.console.writeProvider(gone);
    expect(app.console.state().providers.map(({ definition }) => definition.name)).toEqual(["EU"]);
  });

  it("is refused, with line and column, where the file as it was would be no sound config any more", async () => {
    await writeFile(session.config, `include: ["more/*.yaml"]\n${before.slice(1)}`);
    await made({ ...EDIT, set: { name: "Europe" } });
    const more = `name: EU\nurl: ${dashboard.url}\nsecret: abc\n`;
    const us = { op: "add-provider", provider: "US", fields: { url: dashboard.url }, secret: KEY } as const;
    await made({ ...us, into: "more/us.yaml" });
    await writeFile(join(session.folder, "more/us.yaml"), more);
    const [rename] = app.console.state().configEdits;
    if (rename === undefined) throw new Error("nothing can be undone");
    const undo = app.console.proposeProvider({ op: "undo-provider", provider: "Europe", edit: rename });
    expect(await caught(undo)).toMatchObject({ code: "CONFIG_INVALID" });
  });
});
