import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accessPolicy, anApi, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import { databaseIdOf } from "../../fixtures/tyk-simulator/wire.ts";
import type { Catalog } from "../../src/core/catalog.ts";
import type { ChangeRequest } from "../../src/core/change.ts";
import { createMemoryStore } from "../../src/store/memory-store.ts";
import type { Store } from "../../src/store/store.ts";
import { aDefinition } from "../helpers/manual-connection.ts";
import { closeDashboards, openDashboard, type OpenDashboard } from "../helpers/open-dashboard.ts";
import { changeBench, type ChangeBench } from "./change-bench.ts";

const PAYMENTS = anApi({ name: "Payments API" });
const PRODUCT = accessPolicy({ name: "Payments", tags: ["portal"], apis: [PAYMENTS] });
const PLAN = limitPolicy({ name: "Gold", tags: ["portal"], rate: 100, per: 60 });
const AT_PLAN = { kind: "plan", provider: "Acme", policyId: databaseIdOf(PLAN) } as const;
const AT_PRODUCT = { kind: "product", provider: "Acme", policyId: databaseIdOf(PRODUCT) } as const;
const RATE = { count: 7, per: { every: 1, unit: "second" } } as const;

/** The defects that the original portal had with its Products and Plans, by the version that ended them. */
describe("not so here: in the original portal", () => {
  let acme: OpenDashboard;
  let other: OpenDashboard;
  let store: Store;
  let bench: ChangeBench;

  beforeEach(async () => {
    acme = await openDashboard({ apis: [PAYMENTS], policies: [PRODUCT, PLAN] });
    other = await openDashboard({ policies: [limitPolicy({ name: "Other", tags: ["portal"] })] });
    store = createMemoryStore();
    const targetOf = async (name: string, { dashboard, connect }: OpenDashboard) => ({
      definition: aDefinition(name, { url: dashboard.url, policyTags: ["portal"] }),
      connection: await connect(),
    });
    bench = changeBench(store, await targetOf("Acme", acme), await targetOf("Other", other));
    await bench.sync();
  });

  afterEach(closeDashboards);

  const change = (request: ChangeRequest) => bench.change(request);
  const otherCatalog = (): Promise<Catalog | null> => store.readCatalog("Other");

  it("plans and products stayed on offer after their Dashboard was disconnected (1.1.0)", async () => {
    await change({ op: "edit", ...AT_PLAN, set: { published: true } });
    const before = await bench.catalog();
    await acme.dashboard.refuseConnections();
    await expect(bench.sync()).rejects.toThrow("CONNECTION_REFUSED");
    expect(await store.readStatus("Acme")).toMatchObject({ state: "down" });
    expect(await bench.catalog()).toEqual(before);
    expect(before.plans).toMatchObject([{ published: true, state: "visible" }]);
    expect(await store.readStatus("Other")).toMatchObject({ state: "up" });
  });

  it("removing was blocked when what was to be removed was gone already (1.8.4)", async () => {
    acme.dashboard.state.policies.remove(AT_PLAN.policyId);
    const { warnings } = await change({ op: "delete", ...AT_PLAN });
    expect(warnings).toEqual([expect.stringContaining("gone at Acme already")]);
    expect((await bench.catalog()).plans).toEqual([]);
  });

  it("what was shown of a change was stale until somebody synchronized (1.10.0)", async () => {
    await change({ op: "edit", ...AT_PLAN, set: { rate: RATE } });
    expect((await bench.catalog()).plans).toMatchObject([{ rate: RATE }]);
    await change({ op: "edit", ...AT_PRODUCT, set: { apis: [] } });
    expect((await bench.catalog()).products).toMatchObject([
      { apis: [], authMethods: [], policyState: "draft" },
    ]);
    const shown = await bench.catalog();
    await bench.sync();
    expect(await bench.catalog()).toMatchObject({ products: shown.products, plans: shown.plans });
  });

  it("details of its APIs were left behind when a Product was deleted (1.11.0)", async () => {
    await change({ op: "delete", ...AT_PRODUCT });
    expect(JSON.stringify(await bench.catalog())).not.toContain(`"name":"Payments"`);
    await bench.sync();
    const { products, skipped } = await bench.catalog();
    expect([products, skipped]).toEqual([[], []]);
  });

  it("a synchronization that was repeated lost whole Products (1.14.0)", async () => {
    await change({ op: "edit", ...AT_PRODUCT, set: { displayName: "Pay", labels: { a: "b" } } });
    const before = await bench.catalog();
    for (let times = 0; times < 3; times += 1) await bench.sync();
    expect(await bench.catalog()).toEqual(before);
  });

  it("synchronizing one Provider synchronized them all (TT-4013)", async () => {
    const before = { catalog: await otherCatalog(), requests: other.dashboard.requests.length };
    await change({ op: "edit", ...AT_PLAN, set: { rate: RATE } });
    await bench.engine.sync([aDefinition("Acme", { url: acme.dashboard.url, policyTags: ["portal"] })]);
    expect(other.dashboard.requests).toHaveLength(before.requests);
    expect(await otherCatalog()).toEqual(before.catalog);
  });
});
