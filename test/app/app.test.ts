import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  accessPolicy,
  anApi,
  dashboardData,
  limitPolicy,
  SECRET,
} from "../../fixtures/tyk-dashboard/builders.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import type { ConsoleState, ProviderView } from "../../src/console.ts";
import { appSession, type AppSession } from "../helpers/app-session.ts";

const payments = anApi({ name: "Payments API" });

function data(...names: readonly string[]) {
  const policies = names.map((name) => accessPolicy({ name, tags: ["portal"], apis: [payments] }));
  return dashboardData({
    apis: [payments],
    policies: [...policies, limitPolicy({ name: "Gold", tags: ["portal"] })],
  });
}

function provider(name: string, url: string, more: readonly string[] = []): string {
  return [
    `  - name: ${name}`,
    `    url: ${url}`,
    `    secret: "${SECRET}"`,
    ...more.map((line) => `    ${line}`),
  ].join("\n");
}

function named(state: ConsoleState, name: string): ProviderView | undefined {
  return state.providers.find((view) => view.definition.name === name);
}

function products(state: ConsoleState, name: string): readonly string[] {
  return (
    state.catalogs
      .get(name)
      ?.products.map((product) => product.name)
      .toSorted() ?? []
  );
}

describe("the app", () => {
  let acme: Dashboard;
  let beta: Dashboard;
  let session: AppSession;

  beforeEach(async () => {
    [acme, beta] = await Promise.all([
      startDashboard({ data: data("Payments", "Refunds") }),
      startDashboard({ data: data("Orders") }),
    ]);
  });

  afterEach(async () => {
    await session.close();
    await Promise.all([acme.close(), beta.close()]);
  });

  const isUp = (state: ConsoleState, name: string): boolean => named(state, name)?.status.state === "up";

  it("synchronizes what the YAML says and shows it", async () => {
    session = await appSession(`providers:\n${provider("Acme", acme.url)}\n${provider("Beta", beta.url)}\n`);
    const app = await session.open();
    const report = await app.console.sync(null);
    expect(report.providers.map(({ provider: name, outcome }) => [name, outcome])).toEqual([
      ["Acme", "synced"],
      ["Beta", "synced"],
    ]);
    const state = app.console.state();
    expect(products(state, "Acme")).toEqual(["Payments", "Refunds"]);
    expect(products(state, "Beta")).toEqual(["Orders"]);
  });

  it("shows the stored catalog, before any network answer, when it starts again", async () => {
    session = await appSession(`providers:\n${provider("Acme", acme.url)}\n`);
    const first = await session.open();
    await first.console.sync(null);
    await first.close();
    await acme.close();
    const second = await session.open();
    expect(products(second.console.state(), "Acme")).toEqual(["Payments", "Refunds"]);
    expect(named(second.console.state(), "Acme")?.status).toMatchObject({
      state: "up",
      counts: { products: 2 },
    });
  });

  it("synchronizes at start, and a Provider that is added to the YAML once it is saved", async () => {
    session = await appSession(`providers:\n${provider("Acme", acme.url)}\n`);
    const app = await session.open();
    await app.start();
    await session.until(app, (state) => isUp(state, "Acme"));
    const before = acme.requests.length;
    await session.write(`providers:\n${provider("Acme", acme.url)}\n${provider("Beta", beta.url)}\n`);
    const state = await session.until(app, (now) => isUp(now, "Beta"));
    expect(products(state, "Beta")).toEqual(["Orders"]);
    expect(acme.requests).toHaveLength(before);
  });

  it("keeps the last good config running while the file is broken, and says what is wrong", async () => {
    session = await appSession(`providers:\n${provider("Acme", acme.url)}\n`);
    const app = await session.open();
    await app.start();
    await session.until(app, (state) => isUp(state, "Acme"));
    await session.write(`providers:\n${provider("Acme", acme.url, ["policyTags: a, b"])}\n`);
    const broken = await session.until(app, (state) => state.config.state === "broken");
    expect(broken.config.issues).toMatchObject([{ key: "providers[0].policyTags", line: 7 }]);
    expect(named(broken, "Acme")?.definition.policyTags).toEqual([]);
    expect((await app.console.sync(["Acme"])).ok).toBe(true);
    await session.write(`providers:\n${provider("Acme", acme.url, ["policyTags: portal"])}\n`);
    const fixed = await session.until(app, (state) => state.config.state === "ok");
    expect(named(fixed, "Acme")?.definition.policyTags).toEqual(["portal"]);
  });

  it("reconnects a Provider whose settings change, and no other", async () => {
    session = await appSession(`providers:\n${provider("Acme", acme.url)}\n${provider("Beta", beta.url)}\n`);
    const app = await session.open();
    await app.start();
    await session.until(app, (state) => isUp(state, "Acme") && isUp(state, "Beta"));
    const before = beta.requests.length;
    await session.write(
      `providers:\n${provider("Acme", acme.url, ["policyTags: none"])}\n${provider("Beta", beta.url)}\n`,
    );
    const state = await session.until(app, (now) => named(now, "Acme")?.status.counts.products === 0);
    expect(state.catalogs.get("Acme")?.products.every((product) => product.state === "hidden")).toBe(true);
    expect(beta.requests).toHaveLength(before);
  });

  it("takes a Provider off the screen and brings it back with its catalog", async () => {
    session = await appSession(`providers:\n${provider("Acme", acme.url)}\n${provider("Beta", beta.url)}\n`);
    const app = await session.open();
    await app.start();
    await session.until(app, (state) => isUp(state, "Beta"));
    await session.write(`providers:\n${provider("Acme", acme.url)}\n`);
    const without = await session.until(app, (state) => named(state, "Beta") === undefined);
    expect(without.catalogs.has("Beta")).toBe(false);
    await beta.close();
    await session.write(`providers:\n${provider("Acme", acme.url)}\n${provider("Beta", beta.url)}\n`);
    const back = await session.until(app, (state) => named(state, "Beta")?.status.state === "down");
    expect(products(back, "Beta")).toEqual(["Orders"]);
    expect(named(back, "Beta")?.status.lastSuccessAt).not.toBeNull();
  });

  it("costs nothing but its own rows when a Provider is down", async () => {
    await beta.close();
    session = await appSession(
      `providers:\n${provider("Acme", acme.url)}\n${provider("Beta", beta.url, ["options: { retries: 0 }"])}\n`,
    );
    const app = await session.open();
    const report = await app.console.sync(null);
    expect(report).toMatchObject({
      ok: false,
      providers: [{ outcome: "synced" }, { outcome: "failed", error: { code: "CONNECTION_REFUSED" } }],
    });
  });

  it("takes down only the Providers of a plugin that cannot be loaded", async () => {
    session = await appSession(
      `plugins: [./broken.js]\nproviders:\n${provider("Acme", acme.url)}\n  - name: Odd\n    adapter: odd\n`,
    );
    await writeFile(join(session.folder, "broken.js"), 'throw new Error("no luck today");\n');
    const app = await session.open();
    expect(named(app.console.state(), "Odd")?.loadError).toMatchObject({
      code: "PLUGIN_RESOLVE",
      message: 'No plugin offers the adapter "odd"; a plugin that failed to load may: ./broken.js.',
      hint: expect.stringContaining("no luck today"),
    });
    const report = await app.console.sync(null);
    expect(report.providers).toMatchObject([
      { provider: "Acme", outcome: "synced" },
      { provider: "Odd", outcome: "failed", error: { code: "PLUGIN_RESOLVE" } },
    ]);
  });

  it("loads an adapter from a path beside the config", async () => {
    session = await appSession("plugins: [./mine.js]\nproviders:\n  - name: Mine\n    adapter: mine\n");
    await writeFile(join(session.folder, "mine.js"), pluginSource());
    const app = await session.open();
    expect((await app.console.sync(null)).ok).toBe(true);
    expect(named(app.console.state(), "Mine")?.status.state).toBe("up");
  });

  it("shows live what another process synchronizes", async () => {
    session = await appSession(`providers:\n${provider("Acme", acme.url)}\n`);
    const watching = await session.open();
    await watching.start();
    await session.until(watching, (state) => isUp(state, "Acme"));
    acme.state.policies.add(accessPolicy({ name: "Cards", tags: ["portal"], apis: [payments] }));
    const other = await session.open();
    await other.console.sync(["Acme"]);
    const state = await session.until(watching, (now) => products(now, "Acme").includes("Cards"));
    expect(products(state, "Acme")).toEqual(["Cards", "Payments", "Refunds"]);
  });

  it("loses nothing when two processes synchronize at once", async () => {
    session = await appSession(`providers:\n${provider("Acme", acme.url)}\n`);
    const [one, two] = await Promise.all([session.open(), session.open()]);
    const reports = await Promise.all([one.console.sync(null), two.console.sync(null)]);
    expect(reports.every((report) => report.ok)).toBe(true);
    const third = await session.open();
    expect(products(third.console.state(), "Acme")).toEqual(["Payments", "Refunds"]);
  });

  it("synchronizes on its own on the grid of the refresh interval", async () => {
    session = await appSession(`providers:\n${provider("Acme", acme.url)}\n`);
    const app = await session.open();
    await app.start();
    await session.until(app, (state) => isUp(state, "Acme"));
    acme.state.policies.add(accessPolicy({ name: "Cards", tags: ["portal"], apis: [payments] }));
    await writeFile(
      session.config,
      `store: { path: ./store }\nrefreshInterval: 1s\nproviders:\n${provider("Acme", acme.url)}\n`,
    );
    const state = await session.until(app, (now) => products(now, "Acme").includes("Cards"));
    expect(state.nextSyncAt).not.toBeNull();
  });

  it("says so when a named config is not there", async () => {
    session = await appSession("providers: []\n");
    await rm(session.config);
    await expect(session.open()).rejects.toMatchObject({ code: "CONFIG_NOT_FOUND" });
  });

  it("judges keys and theme like any other setting, at their place in the file", async () => {
    session = await appSession("theme: solarized\nkeys:\n  sync.selected: [S]\nproviders: []\n");
    const app = await session.open();
    expect(app.console.state().config).toMatchObject({
      state: "broken",
      issues: [
        { line: 3, key: "theme", message: 'unknown theme "solarized"' },
        { line: 5, key: "keys.sync.selected", message: "the key S is taken by sync.all" },
      ],
    });
  });

  it("writes a commented example where there is no config, and never over one", async () => {
    session = await appSession("providers: []\n");
    const app = await session.open();
    await expect(app.console.writeExampleConfig()).rejects.toMatchObject({ code: "USAGE" });
    const file = await app.console.writeExampleConfig("other.yaml");
    expect(file).toBe(join(session.folder, "other.yaml"));
    expect(await readFile(file, "utf8")).toContain("providers:");
    await expect(app.console.writeExampleConfig("other.yaml")).rejects.toMatchObject({ code: "USAGE" });
  });
});

/** A whole adapter in plain JavaScript, without any import. */
function pluginSource(): string {
  return `
const unavailable = { available: false, reason: "It only reads." };
const names = ["writeProducts", "writePlans", "deletePolicies", "tagPolicies", "issueApiKeys", "listCredentials", "readUsage", "readUsers"];
const schema = (await import(${JSON.stringify(import.meta.resolve("zod"))})).object({});
export const plugin = {
  adapter: "mine",
  apiVersion: 1,
  version: "0.1.0",
  title: "Mine",
  requires: [],
  options: schema,
  claims: { can: [], units: { rate: [], quota: [], keyLifetime: [] } },
  connect: async () => ({
    capabilities: {
      identity: { product: "mine", version: null, organisationId: null, user: null },
      origin: { products: "native", plans: "native" },
      can: Object.fromEntries(names.map((name) => [name, unavailable])),
    },
    async *check() {},
    snapshot: async () => ({ apis: [], policies: [] }),
    close: async () => {},
  }),
};
`;
}
