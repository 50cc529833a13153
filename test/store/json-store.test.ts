import { chmod, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { FORMATS } from "../../src/store/document-format.ts";
import { createDocumentReader } from "../../src/store/document-reader.ts";
import { createStoreLayout } from "../../src/store/store-layout.ts";
import { storeContract } from "../contract/store-contract.ts";
import {
  countedCatalog,
  sampleCatalog,
  sampleEvent,
  sampleRequest,
  sampleStatus,
} from "../contract/store-samples.ts";
import { listenTo, ofType, openStore, temporaryFolder } from "./temporary-store.ts";

storeContract(
  "the JSON store",
  async () => await openStore(join(await temporaryFolder(), "state", "portico")),
);

describe("files", () => {
  it("makes nothing before the first write", async () => {
    const folder = join(await temporaryFolder(), "deep", "store");
    const store = await openStore(folder);
    await store.readCatalog("alpha");
    await store.readStatus("alpha");
    await store.readEvents(5);
    await store.readRequests(5);
    await store.readUi();
    await expect(stat(folder)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("keeps everything for another opening", async () => {
    const folder = await temporaryFolder();
    const first = await openStore(folder);
    await first.updateCatalog("alpha", () => sampleCatalog("alpha", 2));
    await first.updateStatus("alpha", () => sampleStatus(7));
    await first.appendEvents([sampleEvent("one")]);
    await first.appendRequest(sampleRequest("/a"));
    await first.writeUi({ tab: "apis" });
    await first.close();
    const second = await openStore(folder);
    expect(await second.readCatalog("alpha")).toEqual(sampleCatalog("alpha", 2));
    expect(await second.readStatus("alpha")).toEqual(sampleStatus(7));
    expect(await second.readEvents(5)).toEqual([sampleEvent("one")]);
    expect(await second.readRequests(5)).toEqual([sampleRequest("/a")]);
    expect(await second.readUi()).toEqual({ tab: "apis" });
  });

  it("writes one element per line, a version, and the previous copy", async () => {
    const folder = await temporaryFolder();
    const store = await openStore(folder);
    await store.updateCatalog("alpha", () => sampleCatalog("alpha", 2));
    await store.updateCatalog("alpha", () => sampleCatalog("alpha", 3));
    const file = createStoreLayout(folder).catalogOf("alpha");
    const lines = (await readFile(file, "utf8")).split("\n");
    expect(lines[1]).toBe('"schemaVersion":2,');
    expect(lines.filter((line) => line.startsWith('{"policyId":'))).toHaveLength(3);
    const previous: unknown = JSON.parse(await readFile(`${file}.prev`, "utf8"));
    const seal = expect.stringMatching(/^[\da-f]{8}$/u);
    expect(previous).toEqual({ schemaVersion: 2, ...sampleCatalog("alpha", 2), seal });
  });

  it("leaves the file alone when nothing changes", async () => {
    const folder = await temporaryFolder();
    const store = await openStore(folder);
    await store.updateCatalog("alpha", () => sampleCatalog("alpha"));
    const file = createStoreLayout(folder).catalogOf("alpha");
    const before = await stat(file);
    await store.updateCatalog("alpha", (stored) => stored);
    expect((await stat(file)).ino).toBe(before.ino);
    await expect(stat(`${file}.prev`)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("leaves no locks and no temporary files behind", async () => {
    const folder = await temporaryFolder();
    const store = await openStore(folder);
    await Promise.all(
      ["a", "b", "c"].map(async (name) => {
        await store.updateCatalog(name, (stored) => countedCatalog(name, stored));
        await store.updateStatus(name, () => sampleStatus(1));
      }),
    );
    await store.appendEvents([sampleEvent("x")]);
    const names = await readdir(folder, { recursive: true });
    expect(names.filter((name) => /(?:^|\/)\./u.test(name))).toEqual([]);
  });

  it("removes stale temporary files of crashed processes and keeps fresh ones", async () => {
    const folder = await temporaryFolder();
    const catalogs = join(folder, "catalogs");
    await mkdir(catalogs);
    const stale = join(catalogs, ".x.json.999-abc.tmp");
    const fresh = join(catalogs, ".x.json.998-abc.tmp");
    await Promise.all([stale, fresh].map(async (file) => await writeFile(file, "{")));
    const old = new Date(Date.now() - 3_600_000);
    await utimes(stale, old, old);
    const store = await openStore(folder);
    await store.updateCatalog("alpha", () => sampleCatalog("alpha"));
    const names = await readdir(catalogs);
    expect(names).toContain(".x.json.998-abc.tmp");
    expect(names).not.toContain(".x.json.999-abc.tmp");
  });

  it("notices a change of the same size by another process when it reads", async () => {
    const folder = await temporaryFolder();
    const [one, two] = await Promise.all([openStore(folder), openStore(folder)]);
    await one.updateCatalog("alpha", () => sampleCatalog("alpha", 1, { count: 1 }));
    await two.readCatalog("alpha");
    await one.updateCatalog("alpha", () => sampleCatalog("alpha", 1, { count: 2 }));
    expect((await two.readCatalog("alpha"))?.products[0]?.metadata).toEqual({ count: 2 });
  });
});

describe("failure", () => {
  it("names the path and a way out when the folder cannot be made", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "catalogs"), "in the way");
    const store = await openStore(folder);
    const writing = store.updateCatalog("alpha", () => sampleCatalog("alpha"));
    await expect(writing).rejects.toMatchObject({
      code: "STORE_FAILED",
      message: expect.stringContaining(join(folder, "catalogs")),
      hint: expect.stringContaining("store.path"),
    });
    await expect(store.readCatalog("alpha")).rejects.toMatchObject({ code: "STORE_FAILED" });
    expect(await readFile(join(folder, "catalogs"), "utf8")).toBe("in the way");
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "keeps the content of a folder that it may not write to",
    async () => {
      const folder = await temporaryFolder();
      const store = await openStore(folder);
      await store.updateCatalog("alpha", () => sampleCatalog("alpha", 2));
      await chmod(join(folder, "catalogs"), 0o500);
      const writing = store.updateCatalog("alpha", () => sampleCatalog("alpha", 3));
      await expect(writing).rejects.toMatchObject({ code: "STORE_FAILED" });
      expect((await store.readCatalog("alpha"))?.products).toHaveLength(2);
      await chmod(join(folder, "catalogs"), 0o700);
    },
  );

  it("writes requests on its own, soon", async () => {
    const folder = await temporaryFolder();
    const store = await openStore(folder);
    await store.appendRequest(sampleRequest("/a"));
    const other = await openStore(folder);
    await vi.waitUntil(async () => (await other.readRequests(5)).length === 1, { timeout: 4_000 });
    expect(await other.readRequests(5)).toEqual([sampleRequest("/a")]);
  });

  it("goes on after its folder was removed", async () => {
    const folder = await temporaryFolder();
    const store = await openStore(folder);
    await store.updateCatalog("alpha", () => sampleCatalog("alpha", 2));
    await rm(folder, { recursive: true });
    expect(await store.readCatalog("alpha")).toBeNull();
    await store.updateCatalog("alpha", () => sampleCatalog("alpha", 3));
    expect((await store.readCatalog("alpha"))?.products).toHaveLength(3);
  });

  it("keeps requests that cannot be written, tells of it once, and never rejects", async () => {
    const folder = join(await temporaryFolder(), "store");
    await writeFile(folder, "in the way");
    const store = await openStore(folder);
    await store.appendRequest(sampleRequest("/a"));
    await expect(store.readRequests(5)).rejects.toMatchObject({ code: "STORE_FAILED" });
    await rm(folder);
    await store.appendRequest(sampleRequest("/b"));
    expect((await store.readRequests(5)).map((record) => record.path)).toEqual(["/a", "/b"]);
    const listening = listenTo(store);
    await listening.heard(ofType("damaged"));
    expect(listening.notices).toHaveLength(1);
    expect(listening.notices[0]).toMatchObject({ message: expect.stringContaining("requests.jsonl") });
  });
});

describe("big catalogs", () => {
  const big = sampleCatalog("alpha", 10_000, { text: "x".repeat(700) });

  it("lets others run while one is written and read", async () => {
    const folder = await temporaryFolder();
    const [writer, reader] = await Promise.all([openStore(folder), openStore(folder)]);
    const turnsWriting = await turnsDuring(async () => await writer.updateCatalog("alpha", () => big));
    const file = createStoreLayout(folder).catalogOf("alpha");
    expect((await stat(file)).size).toBeGreaterThan(9_000_000);
    expect(turnsWriting).toBeGreaterThan(50);
    const turnsReading = await turnsDuring(async () => {
      expect((await reader.readCatalog("alpha"))?.products).toHaveLength(10_000);
    });
    expect(turnsReading).toBeGreaterThan(30);
    expect(await reader.readCatalog("alpha")).toEqual(big);
  });

  it("reads several at once, and finds damage in them", async () => {
    const folder = await temporaryFolder();
    const store = await openStore(folder);
    const names = ["a", "b", "c"];
    for (const name of names) {
      await store.updateCatalog(name, () => ({ ...big, provider: name }));
    }
    const file = createStoreLayout(folder).catalogOf("b");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('"policyId":"policy-9000"', '"policyId":9000'));
    const other = await openStore(folder);
    const listening = listenTo(other);
    const read = await Promise.all(names.map(async (name) => await other.readCatalog(name)));
    expect(read.map((catalog) => catalog?.products.length ?? null)).toEqual([10_000, null, 10_000]);
    const notice = await listening.heard(ofType("damaged"));
    expect(notice).toMatchObject({ message: expect.stringContaining("products.9000.policyId") });
  });

  it("tells a big file of a newer version from a damaged one", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "big.json");
    await writeFile(file, JSON.stringify({ ...big, schemaVersion: 9 }));
    const reader = createDocumentReader();
    const found = await reader.read(FORMATS.catalog, file);
    await reader.close();
    expect(found).toMatchObject({ outcome: "read", decoded: { outcome: "newer", version: 9 } });
  });
});

/** How many turns of the event loop others get while `task` runs. */
async function turnsDuring(task: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let running = true;
  const count = () => {
    turns += 1;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  await task();
  running = false;
  return turns;
}
