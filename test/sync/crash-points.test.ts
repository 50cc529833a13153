import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accessPolicy, anApi, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import { databaseIdOf } from "../../fixtures/tyk-simulator/wire.ts";
import type { ChangeRequest } from "../../src/core/change.ts";
import type { Store } from "../../src/store/store.ts";
import { compiledOnce } from "../helpers/compiled-once.ts";
import { aDefinition } from "../helpers/manual-connection.ts";
import { closeDashboards, openDashboard, type OpenDashboard } from "../helpers/open-dashboard.ts";
import { openStore, temporaryFolder } from "../store/temporary-store.ts";
import { changeBench, LONG_MS, type ChangeBench } from "./change-bench.ts";

const PAYMENTS = anApi({ name: "Payments API" });
const PRODUCT = accessPolicy({ name: "Payments", tags: ["portal"], apis: [PAYMENTS] });
const PLAN = limitPolicy({ name: "Gold", tags: ["portal"] });
const ENV = { ...process.env, ...compiledOnce() };
const CHILD = join(import.meta.dirname, "../store/children/change-and-die.ts");
const POINTS = ["pending", "answered", "stored"] as const;
const PATIENCE_MS = 30_000;

const TYPED = { displayName: "Typed", description: "long\ntext", labels: { team: "core" }, published: true };
const CREATE: ChangeRequest = {
  op: "create",
  kind: "product",
  provider: "Acme",
  name: "Transfers",
  authMethod: "apiKey",
  apis: [PAYMENTS.api_definition.api_id],
  metadata: {},
  portal: TYPED,
};
const EDIT: ChangeRequest = {
  op: "edit",
  kind: "plan",
  provider: "Acme",
  policyId: databaseIdOf(PLAN),
  set: { name: "Platinum", ...TYPED },
};
const DELETE: ChangeRequest = {
  op: "delete",
  kind: "product",
  provider: "Acme",
  policyId: databaseIdOf(PRODUCT),
};

describe("a process that is killed while it carries out a change", () => {
  let open: OpenDashboard;
  let folder: string;
  let store: Store;
  let bench: ChangeBench;

  beforeEach(async () => {
    open = await openDashboard({ apis: [PAYMENTS], policies: [PRODUCT, PLAN] });
    folder = await temporaryFolder();
    store = await openStore(folder);
    const definition = aDefinition("Acme", { url: open.dashboard.url, policyTags: ["portal"] });
    bench = changeBench(store, { definition, connection: await open.connect() });
    await bench.sync();
  });

  afterEach(closeDashboards);

  async function killedAt(point: string, request: ChangeRequest): Promise<void> {
    const args = [CHILD, folder, open.dashboard.url, point, JSON.stringify(request)];
    const child = spawn(process.execPath, args, { env: ENV, stdio: ["ignore", "inherit", "inherit"] });
    const [, signal] = await once(child, "exit");
    expect(signal).toBe("SIGKILL");
  }

  /** Everything is known once a request can no longer be on its way. */
  async function settled(): Promise<void> {
    bench.wait(LONG_MS);
    await bench.sync();
    expect(await store.readPending()).toEqual([]);
  }

  const named = (name: string) => open.dashboard.state.policies.all().filter((one) => one.name === name);

  it.each(POINTS)(
    "%s: a creation has everything that was typed after the next sync, or is told 5 minutes later, and no twin",
    async (point) => {
      await killedAt(point, CREATE);
      await bench.sync();
      expect(await store.readPending()).toHaveLength(point === "pending" ? 1 : 0);
      await settled();
      const { products } = await bench.catalog();
      const made = products.filter(({ name }) => name === "Transfers");
      const isLost = point === "pending";
      expect(made).toMatchObject(isLost ? [] : [{ ...TYPED, state: "visible", placeholder: false }]);
      expect(named("Transfers")).toHaveLength(isLost ? 0 : 1);
      const failures = bench.events.filter(({ outcome }) => outcome === "fail");
      const again = failures.map(({ command }) => command?.includes("--description 'long\ntext'"));
      expect(again).toEqual(isLost ? [true] : []);
    },
    PATIENCE_MS,
  );

  it.each(POINTS)(
    "%s: an edit took effect as a whole after the next sync, or not at all",
    async (point) => {
      await killedAt(point, EDIT);
      await bench.sync();
      expect(await store.readPending()).toHaveLength(point === "pending" ? 1 : 0);
      await settled();
      const { plans } = await bench.catalog();
      expect(plans).toMatchObject(
        point === "pending" ? [{ name: "Gold", displayName: null }] : [{ name: "Platinum", ...TYPED }],
      );
    },
    PATIENCE_MS,
  );

  it.each(POINTS)(
    "%s: a deletion is gone after the next sync, not hidden, or still there",
    async (point) => {
      await killedAt(point, DELETE);
      await bench.sync();
      expect(await store.readPending()).toHaveLength(point === "pending" ? 1 : 0);
      await settled();
      const { products } = await bench.catalog();
      expect(products.map(({ name, state }) => `${name} ${state}`)).toEqual(
        point === "pending" ? ["Payments visible"] : [],
      );
    },
    PATIENCE_MS,
  );

  const UNDOABLE = ["answered", "stored", "undoable"] as const;
  const PUBLISH: ChangeRequest = { ...EDIT, set: { published: true, description: "Later" } };

  it.each(UNDOABLE)(
    "%s: what it did at the Provider can be undone after the next sync, listed once",
    async (point) => {
      const gold = named("Gold").map((one) => ({ ...one, last_updated: "" }));
      for (const request of [EDIT, CREATE, DELETE]) await killedAt(point, request);
      await bench.sync();
      expect(await store.readPending()).toEqual([]);
      expect((await store.readUndo()).map(({ summary }) => summary)).toEqual([
        'Edited Plan "Gold", now "Platinum"',
        'Created Product "Transfers"',
        'Deleted Product "Payments"',
      ]);
      for (let left = 3; left > 0; left -= 1) await bench.changes.carryOut(await bench.undo());
      expect(await store.readUndo()).toEqual([]);
      expect(named("Gold").map((one) => ({ ...one, last_updated: "" }))).toEqual(gold);
      expect([named("Transfers").length, named("Payments").length]).toEqual([0, 1]);
      const { plans } = await bench.catalog();
      expect(plans).toMatchObject([{ name: "Gold", displayName: null, published: false, placeholder: true }]);
    },
    PATIENCE_MS,
  );

  it(
    "stored: can be undone at once, without a sync, and its line of the history is written",
    async () => {
      await killedAt("stored", EDIT);
      const undo = await bench.undo();
      expect(undo.title).toBe('Undo: Edited Plan "Gold", now "Platinum"');
      expect(bench.events.map(({ summary }) => summary)).toEqual(['Edited Plan "Gold", now "Platinum"']);
      expect(await store.readPending()).toEqual([]);
      await bench.changes.carryOut(undo);
      expect(named("Gold")).toHaveLength(1);
    },
    PATIENCE_MS,
  );

  it.each(["pending", "stored", "undoable"])(
    "%s: what it did in the store alone can be undone in its order, or is not there at all",
    async (point) => {
      await bench.change({ ...EDIT, set: { displayName: "First" } });
      await killedAt(point, PUBLISH);
      await bench.change({ ...EDIT, set: { labels: { later: "yes" } } });
      const isLost = point === "pending";
      await bench.changes.carryOut(await bench.undo());
      expect(await store.readPending()).toEqual([]);
      expect((await store.readUndo()).length).toBe(isLost ? 1 : 2);
      if (!isLost) await bench.changes.carryOut(await bench.undo());
      expect((await bench.catalog()).plans).toMatchObject([
        { displayName: "First", published: false, description: null, labels: {} },
      ]);
      await bench.changes.carryOut(await bench.undo());
      expect((await bench.catalog()).plans).toMatchObject([{ displayName: null, placeholder: true }]);
      await expect(bench.undo()).rejects.toMatchObject({ code: "UNKNOWN_ITEM" });
    },
    PATIENCE_MS,
  );

  it(
    "is told, with its command, when a later change has followed it",
    async () => {
      await killedAt("pending", EDIT);
      await bench.change({ ...EDIT, set: { name: "Silver" } });
      await bench.sync();
      expect(await store.readPending()).toEqual([]);
      expect(bench.events).toMatchObject([
        { kind: "write", outcome: "ok" },
        { kind: "write", outcome: "warn", command: expect.stringContaining("--set name=Platinum") },
      ]);
    },
    PATIENCE_MS,
  );

  it(
    "keeps an edit of the portal side that was made before it is settled",
    async () => {
      await killedAt("stored", CREATE);
      const made = (await bench.catalog()).products.find(({ name }) => name === "Transfers");
      const policyId = made?.policyId ?? "";
      const set = { displayName: "Later", published: false };
      await bench.change({ op: "edit", kind: "product", provider: "Acme", policyId, set });
      await bench.sync();
      const { products } = await bench.catalog();
      expect(products.find((one) => one.policyId === policyId)).toMatchObject({ ...TYPED, ...set });
    },
    PATIENCE_MS,
  );
});
