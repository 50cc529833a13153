import { beforeEach, describe, expect, it } from "vitest";
import { warning } from "../../src/core/check.ts";
import { AppError } from "../../src/core/errors.ts";
import type { SyncProgress } from "../../src/core/sync-report.ts";
import type { Connection } from "../../src/plugin/contract.ts";
import { createMemoryStore } from "../../src/store/memory-store.ts";
import type { Store } from "../../src/store/store.ts";
import { createEngine, type Engine } from "../../src/sync/engine.ts";
import type { RunResult } from "../../src/sync/provider-run.ts";
import { manualProvider, type ManualProvider } from "../helpers/manual-connection.ts";
import { accessPolicy, limitPolicy } from "../helpers/policies.ts";

const SNAPSHOT = { apis: [], policies: [accessPolicy("a", { name: "Payments" }), limitPolicy("b")] };
const REFUSED = new AppError("CONNECTION_REFUSED", "Nobody listens there.", { hint: "Is it running?" });

describe("the sync engine", () => {
  let store: Store;
  let engine: Engine;
  let providers: Map<string, ManualProvider>;
  let results: RunResult[];
  let progress: (readonly [string, SyncProgress["phase"] | null])[];
  let connected: string[];
  let disconnected: string[];
  let minutes: number;

  beforeEach(() => {
    store = createMemoryStore();
    providers = new Map(["Acme", "Beta", "Gamma"].map((name) => [name, manualProvider(name)]));
    results = [];
    progress = [];
    connected = [];
    disconnected = [];
    minutes = 0;
    engine = newEngine(4);
  });

  function newEngine(concurrency: number): Engine {
    const ports = {
      store,
      connect: (name: string) => {
        connected.push(name);
        return Promise.resolve(provider(name).connection);
      },
      disconnect: (name: string) => {
        disconnected.push(name);
        return Promise.resolve();
      },
      now: () => new Date(Date.UTC(2026, 10, 23, 12, minutes)),
    };
    const onProgress = (name: string, at: SyncProgress | null): void =>
      void progress.push([name, at?.phase ?? null]);
    return createEngine(ports, { onProgress, onResult: (result) => results.push(result) }, concurrency);
  }

  function provider(name: string): ManualProvider {
    const found = providers.get(name);
    if (found === undefined) throw new Error(`no Provider ${name}`);
    return found;
  }

  function definitions(...names: readonly string[]) {
    return names.map((name) => provider(name).definition);
  }

  async function answered(name: string, snapshot = SNAPSHOT): Promise<void> {
    const reading = await provider(name).next();
    reading.answer(snapshot);
  }

  it("stores what it read, and says what that changed", async () => {
    const [report] = await Promise.all([engine.sync(definitions("Acme")), answered("Acme")]);
    expect(report).toMatchObject({
      ok: true,
      providers: [{ provider: "Acme", outcome: "synced", error: null }],
    });
    expect(report.providers[0]?.changes).toMatchObject({ products: { created: 1 }, plans: { created: 1 } });
    expect((await store.readCatalog("Acme"))?.products).toMatchObject([
      { name: "Payments", placeholder: true },
    ]);
    expect(await store.readStatus("Acme")).toMatchObject({
      state: "up",
      held: null,
      lastAttemptAt: "2026-11-23T12:00:00.000Z",
      lastSuccessAt: "2026-11-23T12:00:00.000Z",
      counts: { products: 1, plans: 1, apis: 0, skipped: 0 },
    });
  });

  it("touches nothing but the status when a reading fails", async () => {
    await Promise.all([engine.sync(definitions("Acme")), answered("Acme")]);
    const before = await store.readCatalog("Acme");
    minutes = 5;
    const failing = provider("Acme").next();
    const running = engine.sync(definitions("Acme"));
    (await failing).fail(REFUSED);
    const report = await running;
    expect(report).toMatchObject({ ok: false, providers: [{ outcome: "failed", changes: null }] });
    expect(await store.readCatalog("Acme")).toEqual(before);
    expect(await store.readStatus("Acme")).toMatchObject({
      state: "down",
      lastAttemptAt: "2026-11-23T12:05:00.000Z",
      lastSuccessAt: "2026-11-23T12:00:00.000Z",
      counts: { products: 1 },
      error: { code: "CONNECTION_REFUSED", message: "Nobody listens there.", hint: "Is it running?" },
    });
  });

  it("keeps what connecting found once, and not again over what was seen since", async () => {
    const admin = warning("permission-others", {
      seen: "an admin",
      advice: "Don't.",
      practice: "admin-user",
    });
    const { connection } = provider("Acme");
    const finding: Connection = {
      ...connection,
      capabilities: { ...connection.capabilities, findings: [admin] },
    };
    providers.set("Acme", { ...provider("Acme"), connection: finding });
    await Promise.all([engine.sync(definitions("Acme"), { dryRun: true }), answered("Acme")]);
    expect(await store.readStatus("Acme")).toBeNull();
    await Promise.all([engine.sync(definitions("Acme")), answered("Acme")]);
    expect((await store.readStatus("Acme"))?.measured).toEqual([
      { at: "2026-11-23T12:00:00.000Z", url: "https://dashboard.example.com", step: admin },
    ]);
    await store.updateStatus("Acme", (status) => status && { ...status, measured: [] });
    await Promise.all([engine.sync(definitions("Acme")), answered("Acme")]);
    expect((await store.readStatus("Acme"))?.measured).toEqual([]);
    // Another engine knows nothing of what this one has kept.
    engine = newEngine(4);
    await Promise.all([engine.sync(definitions("Acme")), answered("Acme")]);
    expect((await store.readStatus("Acme"))?.measured).toHaveLength(1);
  });

  it("opens a new connection after a failure", async () => {
    const failing = provider("Acme").next();
    const running = engine.sync(definitions("Acme"));
    (await failing).fail(REFUSED);
    await running;
    expect(disconnected).toEqual(["Acme"]);
  });

  it("reports Providers in the order given, whatever order they finish in", async () => {
    const first = provider("Acme").next();
    const second = provider("Beta").next();
    const running = engine.sync(definitions("Acme", "Beta"));
    (await second).answer(SNAPSHOT);
    (await first).answer(SNAPSHOT);
    expect((await running).providers.map((one) => one.provider)).toEqual(["Acme", "Beta"]);
  });

  it("lets no Provider that hangs or fails hold up another", async () => {
    const slow = provider("Acme").next();
    const failing = provider("Beta").next();
    const all = engine.sync(definitions("Acme", "Beta", "Gamma"));
    const gamma = provider("Gamma").next();
    (await failing).fail(REFUSED);
    (await gamma).answer(SNAPSHOT);
    const outcomeOf = (name: string) => results.find(({ sync }) => sync.provider === name)?.sync.outcome;
    await expect.poll(() => outcomeOf("Beta")).toBe("failed");
    await expect.poll(() => outcomeOf("Gamma")).toBe("synced");
    expect(outcomeOf("Acme")).toBeUndefined();
    (await slow).answer(SNAPSHOT);
    expect((await all).providers.map(({ outcome }) => outcome)).toEqual(["synced", "failed", "synced"]);
  });

  it("contacts no other Provider when one is synchronized", async () => {
    await Promise.all([engine.sync(definitions("Beta")), answered("Beta")]);
    expect(connected).toEqual(["Beta"]);
  });

  it("lets a second request join the run under way", async () => {
    const reading = provider("Acme").next();
    const first = engine.sync(definitions("Acme"));
    const second = engine.sync(definitions("Acme"));
    (await reading).answer(SNAPSHOT);
    const [a, b] = await Promise.all([first, second]);
    expect(a.providers[0]).toBe(b.providers[0]);
    expect(provider("Acme").readings).toHaveLength(1);
  });

  it("runs a request that accepts what is held after the run that would hold it", async () => {
    await Promise.all([engine.sync(definitions("Acme")), answered("Acme")]);
    const first = provider("Acme").next();
    const plain = engine.sync(definitions("Acme"));
    const forced = engine.sync(definitions("Acme"), { force: true });
    (await first).answer({ apis: [], policies: [] });
    const second = provider("Acme").next();
    expect((await plain).providers[0]).toMatchObject({ outcome: "held" });
    (await second).answer({ apis: [], policies: [] });
    expect((await forced).providers[0]).toMatchObject({
      outcome: "synced",
      changes: { products: { hidden: 1 } },
    });
  });

  it("holds an empty answer: status up, nothing hidden, the last success as it was", async () => {
    await Promise.all([engine.sync(definitions("Acme")), answered("Acme")]);
    minutes = 10;
    const empty = { apis: [], policies: [] };
    const [report] = await Promise.all([engine.sync(definitions("Acme")), answered("Acme", empty)]);
    expect(report).toMatchObject({ ok: true, providers: [{ outcome: "held" }] });
    expect(await store.readStatus("Acme")).toMatchObject({
      state: "up",
      held: { products: 1, plans: 1 },
      lastSuccessAt: "2026-11-23T12:00:00.000Z",
      counts: { products: 1, plans: 1 },
    });
    expect((await store.readCatalog("Acme"))?.products[0]).toMatchObject({ state: "visible" });
  });

  it("writes nothing at all in a dry run", async () => {
    const [report] = await Promise.all([
      engine.sync(definitions("Acme"), { dryRun: true }),
      answered("Acme"),
    ]);
    expect(report).toMatchObject({ dryRun: true, providers: [{ changes: { products: { created: 1 } } }] });
    expect(await store.readCatalog("Acme")).toBeNull();
    expect(await store.readStatus("Acme")).toBeNull();
  });

  it("cancels at once and leaves status and catalog alone", async () => {
    const reading = provider("Acme").next();
    const running = engine.sync(definitions("Acme"));
    await reading;
    expect(engine.cancel()).toBe(true);
    expect((await running).providers[0]).toMatchObject({ outcome: "cancelled" });
    expect(await store.readStatus("Acme")).toBeNull();
    expect(engine.cancel()).toBe(false);
  });

  it("aborts a joined run only when everybody has given up", async () => {
    const reading = provider("Acme").next();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = engine.sync(definitions("Acme"), { signal: one.signal });
    const second = engine.sync(definitions("Acme"), { signal: two.signal });
    const { options } = await reading;
    one.abort();
    expect(options.signal.aborted).toBe(false);
    two.abort();
    expect(options.signal.aborted).toBe(true);
    const outcomes = (await Promise.all([first, second])).map((report) => report.providers[0]?.outcome);
    expect(outcomes).toEqual(["cancelled", "cancelled"]);
  });

  it("starts a new run for a request that comes after a cancellation", async () => {
    const reading = provider("Acme").next();
    const cancelled = engine.sync(definitions("Acme"));
    await reading;
    engine.cancel("Acme");
    const again = provider("Acme").next();
    const running = engine.sync(definitions("Acme"));
    (await again).answer(SNAPSHOT);
    expect((await running).ok).toBe(true);
    expect((await cancelled).providers[0]).toMatchObject({ outcome: "cancelled" });
  });

  it("runs no more Providers at a time than it may", async () => {
    engine = newEngine(1);
    const first = provider("Acme").next();
    const running = engine.sync(definitions("Acme", "Beta"));
    const acme = await first;
    expect(provider("Beta").readings).toHaveLength(0);
    expect(progress).toContainEqual(["Beta", "waiting"]);
    const second = provider("Beta").next();
    acme.answer(SNAPSHOT);
    (await second).answer(SNAPSHOT);
    expect((await running).ok).toBe(true);
  });

  it("tells how far a run is, and that it has ended", async () => {
    const reading = provider("Acme").next();
    const running = engine.sync(definitions("Acme"));
    const { options, answer } = await reading;
    options.onProgress({ what: "policies", received: 10, total: 20 });
    answer(SNAPSHOT);
    await running;
    expect(progress.map(([, phase]) => phase)).toEqual([
      "waiting",
      "connecting",
      "reading",
      "applying",
      null,
    ]);
  });

  it("keeps the store's own error when what was read cannot be written", async () => {
    const broken: Store = {
      ...store,
      updateCatalog: () => Promise.reject(new AppError("STORE_FAILED", "The disk is full.")),
      updateStatus: () => Promise.reject(new AppError("STORE_FAILED", "The disk is full.")),
    };
    store = broken;
    engine = newEngine(1);
    const [report] = await Promise.all([engine.sync(definitions("Acme")), answered("Acme")]);
    expect(report.providers[0]).toMatchObject({ outcome: "failed", error: { code: "STORE_FAILED" } });
  });

  it("calls an unexpected throw a fault of Portico and goes on", async () => {
    const reading = provider("Acme").next();
    const running = engine.sync(definitions("Acme"));
    (await reading).fail(new TypeError("undefined is not a function"));
    expect((await running).providers[0]).toMatchObject({ outcome: "failed", error: { code: "INTERNAL" } });
  });

  describe("a task that needs a Provider to itself", () => {
    it("waits for the run under way, and the next run waits for it", async () => {
      const order: string[] = [];
      const reading = provider("Acme").next();
      const first = engine.sync(definitions("Acme"));
      const { answer } = await reading;
      const gate = Promise.withResolvers<void>();
      const task = engine.exclusively("Acme", async () => {
        order.push(`task begins after ${results.length} run`);
        await gate.promise;
        order.push("task ends");
      });
      const second = engine.sync(definitions("Acme"), { force: true }).then(() => order.push("second run"));
      answer(SNAPSHOT);
      await first;
      expect(provider("Acme").readings).toHaveLength(1);
      const next = provider("Acme").next();
      gate.resolve();
      (await next).answer(SNAPSHOT);
      await Promise.all([task, second]);
      expect(order).toEqual(["task begins after 1 run", "task ends", "second run"]);
    });

    it("keeps no other Provider waiting, and fails as it fails", async () => {
      const gate = Promise.withResolvers<void>();
      const task = engine.exclusively("Acme", async () => {
        await gate.promise;
        throw REFUSED;
      });
      const [report] = await Promise.all([engine.sync(definitions("Beta")), answered("Beta")]);
      expect(report.ok).toBe(true);
      gate.resolve();
      await expect(task).rejects.toBe(REFUSED);
      const [after] = await Promise.all([engine.sync(definitions("Acme")), answered("Acme")]);
      expect(after.ok).toBe(true);
    });

    it("is waited for when everything is closed, and never begun after that", async () => {
      const order: string[] = [];
      const begun = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      const task = engine.exclusively("Acme", async () => {
        begun.resolve();
        await gate.promise;
        order.push("task");
      });
      const late = engine.exclusively("Acme", async () => order.push("late"));
      await begun.promise;
      const closed = engine.close().then(() => order.push("closed"));
      gate.resolve();
      await expect(late).rejects.toMatchObject({ code: "CANCELLED" });
      await Promise.all([task, closed]);
      expect(order).toEqual(["task", "closed"]);
      expect((await engine.sync(definitions("Acme"))).providers[0]?.outcome).toBe("cancelled");
    });
  });

  it("waits for its runs when it closes", async () => {
    const reading = provider("Acme").next();
    const running = engine.sync(definitions("Acme"));
    await reading;
    await engine.close();
    expect((await running).providers[0]).toMatchObject({ outcome: "cancelled" });
  });
});
