import { chmod } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { App } from "../../src/app.ts";
import type { AppEvent } from "../../src/core/events.ts";
import { appSession, type AppSession } from "../helpers/app-session.ts";

const EU = "providers:\n  - { name: EU, url: http://127.0.0.1:9, secret: abc, enabled: false }\n";

let session: AppSession;

beforeEach(async () => {
  session = await appSession(EU);
});
afterEach(() => session.close());

async function storedEvents(app: App): Promise<readonly string[]> {
  return configEvents(await app.console.readHistory(100));
}

function configEvents(events: readonly AppEvent[]): readonly string[] {
  return events
    .filter(({ kind }) => kind === "config")
    .map(({ outcome, summary }) => `${outcome} ${summary}`);
}

async function described(app: App, description: string): Promise<void> {
  const request = { op: "edit-provider", provider: "EU", secret: null, seen: null } as const;
  await app.console.writeProvider(await app.console.proposeProvider({ ...request, set: { description } }));
}

it("tells of a change of the config that was made here once, however often the files are read after it", async () => {
  const app = await session.open({ EDITOR: "true" });
  await app.start();
  await described(app, "one");
  await app.console.editConfig("EU");
  await described(app, "two");
  await session.write(EU.replace("abc", "abcd"));
  const { events } = await session.until(app, (state) =>
    state.events.some(({ summary }) => summary.startsWith("config applied")),
  );
  const edited = `ok Edited Provider "EU" (description) in ${session.config}`;
  expect(configEvents(events)).toEqual([edited, edited, "ok config applied, 1 Provider"]);
});

it("puts what was written in force before it says that it is done", async () => {
  const app = await session.open();
  await described(app, "one");
  expect(app.console.state().providers[0]?.definition.description).toBe("one");
});

it("tells with a change of the config what there is to look out for since", async () => {
  await session.write(EU.replace(", enabled: false", ""));
  const app = await session.open();
  const secret = { from: "env", name: "NOT_SET" } as const;
  const request = { op: "edit-provider", provider: "EU", set: {}, secret, seen: null } as const;
  await app.console.writeProvider(await app.console.proposeProvider(request));
  expect(app.console.state().events.at(-1)).toMatchObject({
    outcome: "warn",
    summary: `Edited Provider "EU" (secret) in ${session.config}`,
    hint: expect.stringContaining("NOT_SET is not set"),
  });
});

it("does not fill the history with what is said of the config at every start", async () => {
  await chmod(session.config, 0o644);
  for (const app of [await session.open(), await session.open()]) {
    expect(app.console.state().config.warnings).toHaveLength(1);
    expect(await storedEvents(app)).toEqual([]);
  }
});

it("tells with a save of a plugin that no Provider needs, and cannot be loaded", async () => {
  const app = await session.open({ EDITOR: "true" });
  await session.write(`${EU}plugins: [./gone.js]\n`);
  await app.console.editConfig("EU");
  expect(await storedEvents(app)).toEqual([expect.stringMatching(/^warn .*gone\.js/u)]);
  expect(app.console.state().config.warnings).toEqual([]);
});

it("tells of a file that is broken, and of one that is mended into what it was", async () => {
  const app = await session.open({ EDITOR: "true" });
  await session.write("providers: [");
  await app.console.editConfig("EU");
  await app.console.editConfig("EU");
  await session.write(EU);
  await app.console.editConfig("EU");
  expect(await storedEvents(app)).toEqual([
    expect.stringMatching(/^fail .*portico\.yaml:\d/u),
    "ok config applied, 1 Provider",
  ]);
});
