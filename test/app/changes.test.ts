import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  accessPolicy,
  anApi,
  dashboardData,
  limitPolicy,
  SECRET,
} from "../../fixtures/tyk-dashboard/builders.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import type { App } from "../../src/app.ts";
import type { ChangeRequest } from "../../src/core/change.ts";
import { appSession, type AppSession } from "../helpers/app-session.ts";

const PAYMENTS = anApi({ name: "Payments API" });
/** More than a change without an answer is waited for. */
const LONG_MS = 6 * 60_000;
const NOTHING = { displayName: null, description: null, labels: {}, published: false };
const SILVER: ChangeRequest = {
  op: "create",
  kind: "plan",
  provider: "Acme",
  name: "Silver",
  rate: null,
  quota: null,
  keyLifetime: null,
  metadata: {},
  portal: NOTHING,
};

describe("changes through the door", () => {
  let acme: Dashboard;
  let session: AppSession;
  let app: App;

  beforeEach(async () => {
    const policies = [
      accessPolicy({ name: "Payments", tags: ["portal"], apis: [PAYMENTS] }),
      limitPolicy({ name: "Gold", tags: ["portal"] }),
    ];
    acme = await startDashboard({ data: dashboardData({ apis: [PAYMENTS], policies }) });
    session = await appSession(configOf(""));
    app = await session.open();
    await app.console.sync(null);
  });

  afterEach(async () => {
    await session.close();
    await acme.close();
  });

  const configOf = (more: string): string =>
    `providers:\n  - name: Acme\n    url: ${acme.url}\n    secret: "${SECRET}"\n    policyTags: [portal]\n${more}`;
  const planNames = (one: App): readonly string[] =>
    (one.console.state().catalogs.get("Acme")?.plans ?? []).map(({ name }) => name).toSorted();
  const provider = (one: App) => one.console.state().providers[0];

  it("show what was created at once, count it, and tell of it with its command", async () => {
    const { console } = app;
    const result = await console.carryOut(await console.propose(SILVER));
    expect(planNames(app)).toEqual(["Gold", "Silver"]);
    expect(provider(app)?.status.counts).toMatchObject({ products: 1, plans: 2 });
    expect(console.state().undo[0]).toMatchObject({ summary: 'Created Plan "Silver"' });
    expect(console.state().events.at(-1)).toMatchObject({
      kind: "write",
      provider: "Acme",
      outcome: "ok",
      summary: result.summary,
      command: "portico create plan Silver -p Acme --rate unlimited --quota unlimited --key-lifetime never",
    });
  });

  it("tell what can be done once the Provider was opened", async () => {
    expect(provider(app)?.abilities).toMatchObject({ writePlans: { available: true } });
    const other = await session.open();
    expect(provider(other)?.abilities).toBeNull();
  });

  it("tell anew what can be done, with the sync after a permission was granted", async () => {
    const [user] = acme.state.users.all();
    const id = user?.id ?? "";
    const granted = user?.user_permissions ?? {};
    acme.state.users.change(id, { user_permissions: { ...granted, policies: "read" } });
    const other = await session.open();
    await other.console.sync(null);
    expect(provider(other)?.abilities).toMatchObject({ writePlans: { available: false } });
    await expect(other.console.propose(SILVER)).rejects.toMatchObject({ code: "CANNOT_WRITE" });
    acme.state.users.change(id, { user_permissions: granted });
    await other.console.sync(null);
    expect(provider(other)?.abilities).toMatchObject({ writePlans: { available: true } });
  });

  it("are shown, and can be undone, by another Portico over the same store", async () => {
    const other = await session.open();
    await other.start();
    await session.until(
      other,
      (state) => state.providers[0]?.status.state === "up" && state.providers[0].progress === null,
    );
    await app.console.carryOut(await app.console.propose(SILVER));
    await session.until(
      other,
      (state) => state.undo.length > 0 && (state.catalogs.get("Acme")?.plans.length ?? 0) === 2,
    );
    for (const undo of await other.console.proposeUndo()) await other.console.carryOut(undo);
    expect(planNames(other)).toEqual(["Gold"]);
    expect(other.console.state().undo).toEqual([]);
    await expect(app.console.proposeUndo()).rejects.toMatchObject({ code: "UNKNOWN_ITEM" });
  });

  it("survive a restart, with the way to undo them", async () => {
    await app.console.carryOut(await app.console.propose(SILVER));
    await app.close();
    const again = await session.open();
    expect(planNames(again)).toEqual(["Gold", "Silver"]);
    expect(again.console.state().undo[0]).toMatchObject({ summary: 'Created Plan "Silver"' });
  });

  it("are settled at the next start when no answer came and nothing could be read", async () => {
    const path = "/api/portal/policies";
    const proposal = await app.console.propose(SILVER);
    acme.faults.set(
      { kind: "close", method: "POST", path, takesEffect: true, times: 1 },
      { kind: "serverError", method: "GET", path },
    );
    await expect(app.console.carryOut(proposal)).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
    expect(planNames(app)).toEqual(["Gold"]);
    await app.close();
    acme.faults.set();
    const again = await session.open();
    await again.start();
    const settled = await session.until(again, (state) => state.undo.length > 0);
    expect(planNames(again)).toEqual(["Gold", "Silver"]);
    expect(settled.events.filter(({ kind }) => kind === "write").map(({ outcome }) => outcome)).toEqual([
      "fail",
      "ok",
    ]);
  });

  it.each([
    [true, /^Created Plan "Silver": no answer had come, but it took effect$/u],
    [false, /did not take effect.*does it again:\n {2}portico create plan Silver -p Acme /u],
  ])(
    "of a process that is gone are told by the one that settles them (took effect: %s)",
    async (takesEffect, text) => {
      const path = "/api/portal/policies";
      acme.faults.set(
        { kind: "close", method: "POST", path, takesEffect, times: 1 },
        { kind: "serverError", method: "GET", path: new RegExp(`^${path}$`, "u") },
      );
      const proposal = await app.console.propose(SILVER);
      await expect(app.console.carryOut(proposal)).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
      acme.faults.set();
      await app.close();
      session.wait(LONG_MS);
      const other = await session.open();
      await other.console.sync(null);
      expect(other.takeWarnings()).toEqual([expect.stringMatching(text)]);
      expect(other.takeWarnings()).toEqual([]);
    },
  );

  describe("without an answer, at a Provider that nobody reads any more", () => {
    const path = "/api/portal/policies";
    const BETA = "providers:\n  - name: Beta\n    url: http://127.0.0.1:1\n    secret: 0123456789abcdef\n";
    const DAY_MS = 24 * 60 * 60_000;

    beforeEach(async () => {
      const proposal = await app.console.propose({ ...SILVER, portal: { ...NOTHING, displayName: "Typed" } });
      acme.faults.set(
        { kind: "close", method: "POST", path, takesEffect: true, times: 1 },
        { kind: "serverError", method: "GET", path: new RegExp(`^${path}$`, "u") },
      );
      await app.console.carryOut(proposal).catch(() => undefined);
      acme.faults.set();
      await app.close();
    });

    const absent =
      /config has no Provider "Acme" any more. If it was renamed, .*\n {2}portico create plan Silver -p Acme /u;

    it("are told once, with what to do, and settled with what was typed when it is back", async () => {
      await session.write(BETA);
      const other = await session.open();
      await other.console.sync(null);
      expect(other.takeWarnings()).toEqual([expect.stringMatching(absent)]);
      await other.console.sync(null);
      expect(other.takeWarnings()).toEqual([]);
      await other.close();
      const shown = await session.open();
      await shown.start();
      const { events } = await session.until(shown, (state) => state.events.length > 1);
      const told = events.filter(({ summary }) => summary.includes("no Provider"));
      expect(told).toMatchObject([{ kind: "write", provider: "Acme", outcome: "warn" }]);
      await shown.close();

      await session.write(configOf(""));
      const again = await session.open();
      await again.console.sync(null);
      expect(again.takeWarnings()).toEqual([expect.stringContaining("it took effect")]);
      const plans = again.console.state().catalogs.get("Acme")?.plans ?? [];
      expect(plans.find(({ name }) => name === "Silver")).toMatchObject({ displayName: "Typed" });
    });

    it("are told by a console whose config changes while it runs", async () => {
      const running = await session.open();
      acme.faults.set({ kind: "serverError", method: "GET" });
      await running.start();
      await session.write(BETA);
      const isTold = ({ summary }: { readonly summary: string }): boolean => summary.includes("no Provider");
      const { events } = await session.until(running, (state) => state.events.some(isTold));
      expect(events.filter(isTold)).toHaveLength(1);
    });

    it("are given up 30 days later, with a last word", async () => {
      await session.write(BETA);
      const other = await session.open();
      await other.console.sync(null);
      expect(other.takeWarnings()).toHaveLength(1);
      session.wait(31 * DAY_MS);
      await other.console.sync(null);
      expect(other.takeWarnings()).toEqual([
        expect.stringContaining('given up after 30 days without a Provider "Acme"'),
      ]);
      session.wait(31 * DAY_MS);
      await other.console.sync(null);
      expect(other.takeWarnings()).toEqual([]);
    });

    it("are told with the command that finds out when it is only disabled", async () => {
      await session.write(configOf("    enabled: false\n"));
      const other = await session.open();
      await other.console.sync(null);
      expect(other.takeWarnings()).toEqual([expect.stringContaining('"portico sync Acme" finds out')]);
      await other.console.sync(["Acme"]);
      expect(other.takeWarnings()).toEqual([expect.stringContaining("it took effect")]);
    });
  });

  it("of a Provider that has left the config keep nothing else from being undone", async () => {
    await app.console.carryOut(await app.console.propose(SILVER));
    await app.close();
    await session.write(configOf("").replace("name: Acme", "name: Other"));
    const other = await session.open();
    expect(other.console.state().undo).toEqual([]);
    await expect(other.console.proposeUndo()).rejects.toMatchObject({
      message: "There is no change to undo.",
    });
    await other.close();
    await session.write(configOf(""));
    const again = await session.open();
    expect(await again.console.proposeUndo()).toMatchObject([{ title: 'Undo: Created Plan "Silver"' }]);
  });

  it("name the Providers there are when one is not among them", async () => {
    await expect(app.console.propose({ ...SILVER, provider: "Beta" })).rejects.toMatchObject({
      code: "UNKNOWN_PROVIDER",
      hint: "Configured: Acme.",
    });
  });

  it("say what keeps the Provider from being reached, and still take what concerns Portico alone", async () => {
    await acme.refuseConnections();
    await expect(app.console.propose(SILVER)).rejects.toMatchObject({ code: "CONNECTION_REFUSED" });
    const policyId = app.console.state().catalogs.get("Acme")?.plans[0]?.policyId ?? "";
    const set = { published: true };
    const edit = await app.console.propose({ op: "edit", kind: "plan", provider: "Acme", policyId, set });
    expect(edit.warnings).toHaveLength(1);
    await app.console.carryOut(edit);
    expect(app.console.state().catalogs.get("Acme")?.plans[0]).toMatchObject({ published: true });
  });

  it("are carried out to their end when the config changes, and when everything is closed, meanwhile", async () => {
    acme.faults.set({ kind: "slow", method: "POST", path: "/api/portal/policies", delayMs: 150 });
    const proposal = await app.console.propose(SILVER);
    const carried = app.console.carryOut(proposal);
    await acme.request(({ method }) => method === "POST");
    await session.write(configOf("    description: changed\n"));
    await app.close();
    expect(await carried).toMatchObject({ summary: 'Created Plan "Silver"' });
    expect(planNames(await session.open())).toEqual(["Gold", "Silver"]);
  });
});
