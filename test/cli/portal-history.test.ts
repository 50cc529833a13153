import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accessPolicy, anApi, dashboardData, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import { commandSession, type CommandSession } from "../helpers/command-session.ts";

const PAY = anApi({ name: "Payments" });

/** The defects that the original portal had in what it told of its Products and Plans, by the version that ended them. */
describe("not so here: in the original portal", () => {
  let dashboard: Dashboard;
  let commands: CommandSession;

  beforeEach(async () => {
    dashboard = await startDashboard({
      data: dashboardData({
        apis: [PAY],
        policies: [
          accessPolicy({ name: "Money", apis: [PAY] }),
          accessPolicy({ name: "Nothing yet", apis: [] }),
          limitPolicy({ name: "Free", rate: -1, per: -1, quota_max: -1, key_expires_in: 0 }),
        ],
      }),
    });
    const { url } = dashboard;
    commands = await commandSession([
      { name: "Bare", url },
      { name: "Plain", url, more: ["baselineUrl: https://gw.example.com"] },
      { name: "Slashed", url, more: ["baselineUrl: https://gw.example.com/"] },
    ]);
    await commands.portico(["sync"]);
  });

  afterEach(async () => {
    await commands.close();
    await dashboard.close();
  });

  it("a Product could not be shown once a Baseline URL was set (1.10.0)", async () => {
    const { code, out } = await commands.portico(["get", "products", "-o", "json"]);
    const products: readonly {
      readonly provider: string;
      readonly apis: readonly { readonly url: string | null }[];
    }[] = JSON.parse(out);
    expect(code).toBe(0);
    expect(products.flatMap(({ provider, apis }) => apis.map(({ url }) => [provider, url] as const))).toEqual(
      [
        ["Bare", null],
        ["Plain", "https://gw.example.com/payments/"],
        ["Slashed", "https://gw.example.com/payments/"],
      ],
    );
  });

  it("what was not set came as an empty text instead of nothing (1.17.1)", async () => {
    const told = await Promise.all(
      ["products", "plans"].map((what) => commands.portico(["get", what, "-p", "Bare", "-o", "json"])),
    );
    for (const { out } of told) expect(out).not.toContain('""');
    const [products = "", plans = ""] = told.map(({ out }) => out);
    expect(JSON.parse(plans)).toMatchObject([
      { name: "Free", displayName: null, rate: null, quota: null, keyLifetime: null },
    ]);
    expect(JSON.parse(products)).toMatchObject([
      { name: "Money", displayName: null, description: null },
      { name: "Nothing yet", apis: [], authMethods: [] },
    ]);
  });
});
