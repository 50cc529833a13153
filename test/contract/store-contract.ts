import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../src/store/store.ts";
import {
  countedCatalog,
  countIn,
  sampleCatalog,
  sampleCredential,
  sampleEvent,
  samplePending,
  sampleRequest,
  sampleStatus,
  sampleUndo,
} from "./store-samples.ts";

/** What every store promises. `create` makes an empty one; the suite closes it. */
export function storeContract(name: string, create: () => Promise<Store>): void {
  describe(`${name} keeps the store's promises`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await create();
    });
    afterEach(async () => {
      await store.close();
    });

    describe("credentials", () => {
      it("are an empty book of a Provider never stored", async () => {
        expect(await store.readCredentials("alpha")).toEqual({
          provider: "alpha",
          credentials: [],
          listedAt: null,
        });
      });

      it("come back as they were stored, apart from those of other Providers", async () => {
        const credentials = [sampleCredential("c-1")];
        const book = await store.updateCredentials("alpha", (stored) => ({ ...stored, credentials }));
        expect(await store.readCredentials("alpha")).toEqual(book);
        expect((await store.readCredentials("alpha")).credentials).toEqual(credentials);
        expect((await store.readCredentials("beta")).credentials).toEqual([]);
      });

      it("lose nothing when they are changed at the same time", async () => {
        const changes = Array.from({ length: 20 }, (_, number) =>
          store.updateCredentials("alpha", (stored) => ({
            ...stored,
            credentials: [...stored.credentials, sampleCredential(`c-${number}`)],
          })),
        );
        await Promise.all(changes);
        expect((await store.readCredentials("alpha")).credentials).toHaveLength(20);
      });

      it("stay as they are when a change throws", async () => {
        const failing = store.updateCredentials("alpha", () => {
          throw new Error("no");
        });
        await expect(failing).rejects.toThrow("no");
        expect((await store.readCredentials("alpha")).credentials).toEqual([]);
      });
    });

    describe("a renamed Provider", () => {
      it("keeps catalog, credentials and status, and what can be undone or is on its way", async () => {
        await store.updateCatalog("alpha", () => sampleCatalog("alpha", 2));
        await store.updateStatus("alpha", () => sampleStatus(5));
        const credentials = [sampleCredential("c-1")];
        await store.updateCredentials("alpha", (stored) => ({ ...stored, credentials }));
        const [own, foreign] = [samplePending("one", "unknown"), samplePending("two", "unknown")];
        await store.writePending(own);
        await store.writePending({ ...foreign, request: { ...foreign.request, provider: "other" } });
        await store.updateUndo(() => [{ ...sampleUndo("x"), provider: "other" }, sampleUndo("y")]);
        const seen: unknown[] = [];
        await store.renameProvider({ from: "alpha", to: "beta" }, async () => {
          seen.push((await store.readCatalog("beta"))?.provider ?? null);
        });
        expect(await store.readCatalog("beta")).toEqual(sampleCatalog("beta", 2));
        expect(await store.readStatus("beta")).toEqual(sampleStatus(5));
        expect(await store.readCredentials("beta")).toMatchObject({ provider: "beta", credentials });
        expect((await store.readCredentials("alpha")).credentials).toEqual([]);
        expect([await store.readCatalog("alpha"), await store.readStatus("alpha")]).toEqual([null, null]);
        const pending = await store.readPending();
        expect(Object.fromEntries(pending.map(({ id, request }) => [id, request.provider]))).toEqual({
          one: "beta",
          two: "other",
        });
        expect(pending.find(({ id }) => id === "one")?.command).toContain("-p beta");
        const undo = await store.readUndo();
        expect(undo.map(({ provider, request }) => [provider, request?.provider])).toEqual([
          ["other", "alpha"],
          ["beta", "beta"],
        ]);
        expect(seen).toHaveLength(1);
      });

      it("keeps its name, and the other its catalog, when the new name cannot be put in use", async () => {
        await store.updateCatalog("alpha", () => sampleCatalog("alpha", 2));
        await store.updateCatalog("beta", () => sampleCatalog("beta", 1));
        const failing = store.renameProvider({ from: "alpha", to: "beta" }, async () => {
          throw new Error("the file is read-only");
        });
        await expect(failing).rejects.toThrow("the file is read-only");
        expect(await store.readCatalog("alpha")).toEqual(sampleCatalog("alpha", 2));
        expect(await store.readCatalog("beta")).toEqual(sampleCatalog("beta", 1));
        expect(await store.readStatus("beta")).toBeNull();
      });

      it("may never have been synchronized", async () => {
        await store.renameProvider({ from: "alpha", to: "beta" }, async () => {});
        expect([await store.readCatalog("beta"), await store.readStatus("beta")]).toEqual([null, null]);
      });
    });

    describe("catalogs", () => {
      it("knows nothing of a Provider never stored", async () => {
        expect(await store.readCatalog("alpha")).toBeNull();
      });

      it("gives back what was stored", async () => {
        const catalog = sampleCatalog("alpha", 3, { deep: { list: [1, null, "x"] } });
        expect(await store.updateCatalog("alpha", () => catalog)).toEqual(catalog);
        expect(await store.readCatalog("alpha")).toEqual(catalog);
      });

      it("hands the stored catalog to the next change", async () => {
        await store.updateCatalog("alpha", (stored) => countedCatalog("alpha", stored));
        await store.updateCatalog("alpha", (stored) => countedCatalog("alpha", stored));
        expect(countIn(await store.readCatalog("alpha"))).toBe(2);
      });

      it("returns the very same object while nothing changes", async () => {
        await store.updateCatalog("alpha", () => sampleCatalog("alpha"));
        const read = await store.readCatalog("alpha");
        expect(await store.updateCatalog("alpha", (stored) => stored)).toBe(read);
        expect(await store.readCatalog("alpha")).toBe(read);
      });

      it("stores nothing when null stays null", async () => {
        expect(await store.updateCatalog("alpha", () => null)).toBeNull();
        expect(await store.readCatalog("alpha")).toBeNull();
      });

      it("forgets a catalog that a change turns into null", async () => {
        await store.updateCatalog("alpha", () => sampleCatalog("alpha", 1));
        await store.updateCatalog("alpha", () => sampleCatalog("alpha", 2));
        expect(await store.updateCatalog("alpha", () => null)).toBeNull();
        expect(await store.readCatalog("alpha")).toBeNull();
      });

      it("applies changes made at the same time one after the other", async () => {
        const changes = Array.from({ length: 30 }, async () => {
          await store.updateCatalog("alpha", (stored) => countedCatalog("alpha", stored));
        });
        await Promise.all(changes);
        expect(countIn(await store.readCatalog("alpha"))).toBe(30);
      });

      it("keeps what was stored when a change throws", async () => {
        await store.updateCatalog("alpha", () => sampleCatalog("alpha", 2));
        const failing = store.updateCatalog("alpha", () => {
          throw new Error("no");
        });
        await expect(failing).rejects.toThrow("no");
        expect((await store.readCatalog("alpha"))?.products).toHaveLength(2);
        await store.updateCatalog("alpha", () => sampleCatalog("alpha", 3));
        expect((await store.readCatalog("alpha"))?.products).toHaveLength(3);
      });

      it("refuses the catalog of another Provider", async () => {
        await expect(store.updateCatalog("alpha", () => sampleCatalog("beta"))).rejects.toThrow(
          /beta.*alpha/u,
        );
        expect(await store.readCatalog("alpha")).toBeNull();
      });

      it.each(["a/b", "..", "ALPHA", "alpha ", "名前", "a\nb", "x".repeat(5000), "__proto__", "🙂\u202E"])(
        "keeps Providers apart whatever their names: %j",
        async (provider) => {
          await store.updateCatalog("alpha", () => sampleCatalog("alpha", 1));
          await store.updateCatalog(provider, () => sampleCatalog(provider, 2));
          expect((await store.readCatalog("alpha"))?.products).toHaveLength(1);
          expect((await store.readCatalog(provider))?.products).toHaveLength(2);
          expect((await store.readCatalog(provider))?.provider).toBe(provider);
        },
      );

      it("keeps any text as it is", async () => {
        const catalog = sampleCatalog("alpha", 1, { text: 'line\n"quoted" \u2028 \u0000 😀 \\ }\n]' });
        await store.updateCatalog("alpha", () => catalog);
        expect(await store.readCatalog("alpha")).toEqual(catalog);
      });
    });

    describe("statuses", () => {
      it("knows no status at first, then the last one written", async () => {
        expect(await store.readStatus("alpha")).toBeNull();
        await store.updateStatus("alpha", () => sampleStatus(1));
        await store.updateStatus("alpha", () => sampleStatus(2));
        expect(await store.readStatus("alpha")).toEqual(sampleStatus(2));
        expect(await store.readStatus("beta")).toBeNull();
      });

      it("resolves to what is stored where a change makes nothing of it", async () => {
        expect(await store.updateStatus("alpha", () => null)).toBeNull();
        await store.updateStatus("alpha", () => sampleStatus(1));
        expect(await store.updateStatus("alpha", () => null)).toEqual(sampleStatus(1));
        expect(await store.readStatus("alpha")).toEqual(sampleStatus(1));
      });

      it("keeps an error with its code", async () => {
        const error = { code: "TIMED_OUT" as const, message: "m", hint: null };
        await store.updateStatus("alpha", () => ({ ...sampleStatus(1), state: "down", error }));
        expect((await store.readStatus("alpha"))?.error).toEqual(error);
      });
    });

    describe("events", () => {
      it("returns the newest, oldest first", async () => {
        expect(await store.readEvents(10)).toEqual([]);
        await store.appendEvents([sampleEvent("one"), sampleEvent("two")]);
        await store.appendEvents([sampleEvent("three")]);
        await store.appendEvents([]);
        expect((await store.readEvents(2)).map((event) => event.summary)).toEqual(["two", "three"]);
        expect(await store.readEvents(10)).toEqual(["one", "two", "three"].map(sampleEvent));
      });

      it.each([0, -1, Number.NaN])("returns none for a limit of %s", async (limit) => {
        await store.appendEvents([sampleEvent("one")]);
        expect(await store.readEvents(limit)).toEqual([]);
      });

      it("keeps the newest 10,000", async () => {
        const numbered = (from: number, count: number) =>
          Array.from({ length: count }, (_, index) => sampleEvent(String(from + index)));
        await store.appendEvents(numbered(0, 9_000));
        await store.appendEvents(numbered(9_000, 3_000));
        await store.appendEvents(numbered(12_000, 500));
        const events = await store.readEvents(50_000);
        expect(events).toHaveLength(10_000);
        expect(events[0]?.summary).toBe("2500");
        expect(events.at(-1)?.summary).toBe("12499");
      });

      it("keeps the first 1,000 changes of one event", async () => {
        const [change] = sampleEvent("x").changes;
        if (change === undefined) throw new Error("the sample has a change");
        await store.appendEvents([{ ...sampleEvent("big"), changes: Array(1_500).fill(change) }]);
        expect((await store.readEvents(1))[0]?.changes).toHaveLength(1_000);
      });
    });

    describe("changes on their way", () => {
      it("leaves out what this process is at, and gives back what nobody knows the outcome of", async () => {
        expect(await store.readPending()).toEqual([]);
        await store.writePending(samplePending("a", "open"));
        expect(await store.readPending()).toEqual([]);
        await store.writePending(samplePending("a", "unknown"));
        expect(await store.readPending()).toEqual([samplePending("a", "unknown")]);
      });

      it("lists them oldest first, and forgets what is removed, also twice", async () => {
        const second = { ...samplePending("a", "unknown"), at: "2026-03-01T11:00:00.000Z" };
        await store.writePending(second);
        await store.writePending(samplePending("b/../c", "unknown"));
        expect((await store.readPending()).map(({ id }) => id)).toEqual(["b/../c", "a"]);
        await store.removePending("b/../c");
        await store.removePending("b/../c");
        expect(await store.readPending()).toEqual([second]);
      });
    });

    it("lets one write to a Provider at a time, and those to others beside it", async () => {
      const order: string[] = [];
      const gate = Promise.withResolvers<void>();
      const first = store.alone("alpha", async () => {
        await gate.promise;
        order.push("first");
      });
      const second = store.alone("alpha", async () => order.push("second"));
      await store.alone("beta", async () => order.push("beta"));
      gate.resolve();
      await Promise.all([first, second]);
      expect(order).toEqual(["beta", "first", "second"]);
      await expect(store.alone("alpha", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
      expect(await store.alone("alpha", async () => 1)).toBe(1);
    });

    describe("what can be undone", () => {
      it("keeps the last 20 changes, newest last", async () => {
        expect(await store.readUndo()).toEqual([]);
        for (let count = 1; count <= 22; count += 1)
          await store.updateUndo((stored) => [...stored, sampleUndo(String(count))]);
        const summaries = (await store.readUndo()).map(({ summary }) => summary);
        expect([summaries.length, summaries[0], summaries.at(-1)]).toEqual([20, "3", "22"]);
        await store.updateUndo((stored) => stored.slice(0, -1));
        expect((await store.readUndo()).at(-1)).toEqual(sampleUndo("21"));
      });

      it("counts a batch as one change, and keeps 500 items of it at most", async () => {
        const many = Array.from({ length: 30 }, (_, index) => ({ ...sampleUndo(String(index)), batch: "b" }));
        const single = Array.from({ length: 19 }, (_, index) => sampleUndo(`s${index}`));
        await store.updateUndo(() => [sampleUndo("old"), ...many, ...single]);
        expect(await store.readUndo()).toEqual([...many, ...single]);
        await store.updateUndo((stored) => [...stored, sampleUndo("new")]);
        expect(await store.readUndo()).toEqual([...single, sampleUndo("new")]);
        await store.updateUndo(() => Array.from({ length: 600 }, () => many).flat());
        expect(await store.readUndo()).toHaveLength(500);
      });

      it("lets no change at the same time come between", async () => {
        const additions = Array.from({ length: 15 }, async (_, index) => {
          await store.updateUndo((stored) => [...stored, sampleUndo(String(index))]);
        });
        await Promise.all(additions);
        expect(await store.readUndo()).toHaveLength(15);
      });
    });

    describe("requests and the console's memory", () => {
      it("returns the newest requests, oldest first, at once", async () => {
        for (const path of ["/a", "/b", "/c"]) await store.appendRequest(sampleRequest(path));
        expect((await store.readRequests(2)).map((record) => record.path)).toEqual(["/b", "/c"]);
        await store.appendRequest({ ...sampleRequest("/d"), status: null });
        expect((await store.readRequests(9)).map((record) => record.path)).toEqual(["/a", "/b", "/c", "/d"]);
        expect(await store.readRequests(0)).toEqual([]);
      });

      it("remembers nothing at first, then the last memory written", async () => {
        expect(await store.readUi()).toEqual({});
        await store.writeUi({ tab: "plans", sorts: { products: ["name", "desc"] } });
        expect(await store.readUi()).toEqual({ tab: "plans", sorts: { products: ["name", "desc"] } });
      });
    });

    it("tells nobody of its own writes", async () => {
      const told: unknown[] = [];
      const unsubscribe = store.subscribe((notice) => told.push(notice));
      await store.updateCatalog("alpha", () => sampleCatalog("alpha"));
      await store.updateStatus("alpha", () => sampleStatus(1));
      await store.appendEvents([sampleEvent("one")]);
      unsubscribe();
      unsubscribe();
      await store.close();
      expect(told).toEqual([]);
    });

    it("closes twice without complaint", async () => {
      await store.appendRequest(sampleRequest("/a"));
      await store.close();
      await expect(store.close()).resolves.toBeUndefined();
    });
  });
}
