import { mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createStoreLayout } from "../../src/store/store-layout.ts";
import { sampleCatalog, sampleEvent, sampleStatus } from "../contract/store-samples.ts";
import { listenTo, ofType, openStore, temporaryFolder } from "./temporary-store.ts";

const SUFFIX = ".damaged-2026-03-01T12-30-45-678Z";

/** A folder whose catalog of alpha has been stored twice: with two Products, then with three. */
async function twiceStored(): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = await temporaryFolder();
  const store = await openStore(folder);
  await store.updateCatalog("alpha", () => sampleCatalog("alpha", 2));
  await store.updateCatalog("alpha", () => sampleCatalog("alpha", 3));
  await store.close();
  return { folder, file: createStoreLayout(folder).catalogOf("alpha") };
}

const DAMAGES: readonly (readonly [string, (file: string) => Promise<void>, string])[] = [
  ["truncated", async (file) => await truncate(file, 200), "is not valid JSON"],
  ["empty", async (file) => await writeFile(file, ""), "is empty"],
  ["text", async (file) => await writeFile(file, "hello sk-secret"), "is not valid JSON"],
  ["null", async (file) => await writeFile(file, "null"), "holds null"],
  ["a list", async (file) => await writeFile(file, "[]"), "holds a list"],
  ["without version", async (file) => await writeFile(file, "{}"), "has no valid schemaVersion"],
  [
    "of another shape",
    async (file) => await writeFile(file, '{"schemaVersion":1,"provider":"alpha"}'),
    "origin",
  ],
  ["not UTF-8", async (file) => await writeFile(file, Buffer.from([0x7b, 0xff, 0xfe, 0x7d])), "not UTF-8"],
  ["of zeroes", async (file) => await writeFile(file, Buffer.alloc(4096)), "is not valid JSON"],
  [
    "of another Provider",
    async (file) => await writeFile(file, JSON.stringify({ schemaVersion: 1, ...sampleCatalog("beta") })),
    'belongs to Provider "beta"',
  ],
  [
    "a folder",
    async (file) => {
      await rm(file);
      await mkdir(file);
    },
    "is a folder",
  ],
];

describe.each(DAMAGES)("a catalog that is %s", (_, damage, reason) => {
  it("is put aside with a message, and the previous copy is used and restored", async () => {
    const { folder, file } = await twiceStored();
    await damage(file);
    const store = await openStore(folder);
    expect(await store.readCatalog("alpha")).toEqual(sampleCatalog("alpha", 2));
    expect(await readdir(dirname(file))).toContain(`${basename(file)}${SUFFIX}`);
    const listening = listenTo(store);
    const notice = await listening.heard(ofType("damaged"));
    expect(notice).toMatchObject({ file, message: expect.stringContaining(reason) });
    expect(notice).toMatchObject({ message: expect.stringContaining(`${file}${SUFFIX}`) });
    expect(JSON.stringify(notice)).not.toContain("sk-secret");
    const another = await openStore(folder);
    expect(await another.readCatalog("alpha")).toEqual(sampleCatalog("alpha", 2));
    expect(listening.notices).toHaveLength(1);
  });

  it("never stands in the way of the next change", async () => {
    const { folder, file } = await twiceStored();
    await damage(file);
    const store = await openStore(folder);
    await store.updateCatalog("alpha", (stored) =>
      sampleCatalog("alpha", (stored?.products.length ?? 0) + 10),
    );
    expect((await store.readCatalog("alpha"))?.products).toHaveLength(12);
    expect(await readdir(dirname(file))).toContain(`${basename(file)}${SUFFIX}`);
  });
});

describe("damage", () => {
  it("yields null, with both put aside, when the previous copy is damaged, too", async () => {
    const { folder, file } = await twiceStored();
    await writeFile(file, "{");
    await writeFile(`${file}.prev`, "{{");
    const store = await openStore(folder);
    expect(await store.readCatalog("alpha")).toBeNull();
    const names = await readdir(dirname(file));
    expect(names.toSorted()).toEqual(
      [`${basename(file)}${SUFFIX}`, `${basename(file)}.prev${SUFFIX}`].toSorted(),
    );
    expect(await readFile(`${file}.prev${SUFFIX}`, "utf8")).toBe("{{");
  });

  it("uses the previous copy when the document is gone, and says so", async () => {
    const { folder, file } = await twiceStored();
    await rm(file);
    const store = await openStore(folder);
    expect((await store.readCatalog("alpha"))?.products).toHaveLength(2);
    const notice = await listenTo(store).heard(ofType("damaged"));
    expect(notice).toMatchObject({ message: expect.stringContaining("is gone") });
  });

  it("keeps every damaged version under a name of its own", async () => {
    const { folder, file } = await twiceStored();
    const store = await openStore(folder);
    for (const text of ["{1", "{2"]) {
      await writeFile(file, text);
      await store.readCatalog("alpha");
    }
    expect(await readFile(`${file}${SUFFIX}`, "utf8")).toBe("{1");
    expect(await readFile(`${file}${SUFFIX}-2`, "utf8")).toBe("{2");
  });

  it("is told of once when several ask at the same time", async () => {
    const { folder, file } = await twiceStored();
    await writeFile(file, "{");
    const store = await openStore(folder);
    const read = await Promise.all([1, 2, 3].map(async () => await store.readCatalog("alpha")));
    expect(read.map((catalog) => catalog?.products.length)).toEqual([2, 2, 2]);
    const listening = listenTo(store);
    await listening.heard(ofType("damaged"));
    expect(listening.notices).toHaveLength(1);
  });

  it("is put aside in a status and the console's memory, too", async () => {
    const folder = await temporaryFolder();
    const store = await openStore(folder);
    await store.updateStatus("alpha", () => sampleStatus(1));
    await store.writeUi({ tab: "plans" });
    await store.writeUi({ tab: "apis" });
    const layout = createStoreLayout(folder);
    const { ui } = layout;
    const status = layout.statusOf("alpha");
    await writeFile(status, '{"schemaVersion":1,"provider":"alpha","status":{"state":"sideways"}}');
    await writeFile(ui, "");
    expect(await store.readStatus("alpha")).toBeNull();
    expect(await store.readUi()).toEqual({ tab: "plans" });
    expect((await stat(`${status}${SUFFIX}`)).isFile()).toBe(true);
    expect((await stat(`${ui}${SUFFIX}`)).isFile()).toBe(true);
  });

  it("leaves the file alone and uses the previous copy while it cannot be put aside", async () => {
    const { folder, file } = await twiceStored();
    await writeFile(file, "{");
    const lock = join(dirname(file), `.${basename(file)}.lock`);
    await mkdir(lock);
    const store = await openStore(folder, { lockWaitMs: 0 });
    expect((await store.readCatalog("alpha"))?.products).toHaveLength(2);
    expect((await store.readCatalog("alpha"))?.products).toHaveLength(2);
    expect(await readFile(file, "utf8")).toBe("{");
    const listening = listenTo(store);
    const notice = await listening.heard(ofType("damaged"));
    expect(notice).toMatchObject({ message: expect.stringContaining("left as it is") });
    expect(listening.notices).toHaveLength(1);
  });
});

describe("a document of a newer version", () => {
  it("is an error that names file and versions, and is not overwritten", async () => {
    const { folder, file } = await twiceStored();
    const text = (await readFile(file, "utf8")).replace('"schemaVersion":2', '"schemaVersion":7');
    await writeFile(file, text);
    const store = await openStore(folder);
    const refusal = {
      code: "STORE_VERSION",
      message: expect.stringMatching(/catalogs.*version 7.*up to 2/u),
    };
    await expect(store.readCatalog("alpha")).rejects.toMatchObject(refusal);
    await expect(store.updateCatalog("alpha", () => sampleCatalog("alpha"))).rejects.toMatchObject(refusal);
    expect(await readFile(file, "utf8")).toBe(text);
  });

  it("is not overwritten by a status either", async () => {
    const folder = await temporaryFolder();
    const store = await openStore(folder);
    const file = createStoreLayout(folder).statusOf("alpha");
    await store.updateStatus("alpha", () => sampleStatus(1));
    await writeFile(file, '{"schemaVersion":2}');
    await expect(store.updateStatus("alpha", () => sampleStatus(2))).rejects.toMatchObject({
      code: "STORE_VERSION",
    });
    expect(await readFile(file, "utf8")).toBe('{"schemaVersion":2}');
  });
});

describe("a damaged history", () => {
  it("skips rubbish lines with one notice and keeps the good ones", async () => {
    const folder = await temporaryFolder();
    const store = await openStore(folder);
    await store.appendEvents([sampleEvent("one")]);
    const { events } = createStoreLayout(folder);
    const rubbish = 'nonsense\n{"at":1}\n\n\u0000\u0000\n';
    await writeFile(events, rubbish + (await readFile(events, "utf8")) + rubbish);
    await store.appendEvents([sampleEvent("two")]);
    expect((await store.readEvents(10)).map((event) => event.summary)).toEqual(["one", "two"]);
    await store.readEvents(10);
    const listening = listenTo(store);
    const notice = await listening.heard(ofType("damaged"));
    expect(notice).toMatchObject({ file: events, message: expect.stringContaining("6 lines") });
    expect(listening.notices).toHaveLength(1);
  });

  it("ends a torn last line before it appends", async () => {
    const folder = await temporaryFolder();
    const store = await openStore(folder);
    await store.appendEvents([sampleEvent("one")]);
    const { events } = createStoreLayout(folder);
    await writeFile(events, '{"at":"2026', { flag: "a" });
    expect((await store.readEvents(10)).map((event) => event.summary)).toEqual(["one"]);
    await store.appendEvents([sampleEvent("two")]);
    expect((await store.readEvents(10)).map((event) => event.summary)).toEqual(["one", "two"]);
  });

  it("is put aside when it is a folder", async () => {
    const folder = await temporaryFolder();
    const { events } = createStoreLayout(folder);
    await mkdir(join(events, "inner"), { recursive: true });
    const store = await openStore(folder);
    expect(await store.readEvents(10)).toEqual([]);
    await store.appendEvents([sampleEvent("one")]);
    expect(await store.readEvents(10)).toHaveLength(1);
    expect((await stat(`${events}${SUFFIX}`)).isDirectory()).toBe(true);
  });

  it("is bounded in bytes by dropping its oldest lines", async () => {
    const folder = await temporaryFolder();
    const store = await openStore(folder);
    const { events } = createStoreLayout(folder);
    const long = (name: string) => ({ ...sampleEvent(name), hint: "x".repeat(1_000_000) });
    for (let round = 1; round <= 10; round += 1) await store.appendEvents([long(String(round))]);
    expect((await stat(events)).size).toBeLessThan(8 * 1024 * 1024);
    const summaries = (await store.readEvents(100)).map((event) => event.summary);
    expect(summaries.at(-1)).toBe("10");
    expect(summaries.length).toBeGreaterThan(4);
    expect(summaries).toEqual(summaries.map((__, index) => String(11 - summaries.length + index)));
  });

  it("is bounded again after another program made it huge", async () => {
    const folder = await temporaryFolder();
    const { events } = createStoreLayout(folder);
    await writeFile(events, "x".repeat(20_000_000));
    const store = await openStore(folder);
    expect(await store.readEvents(10)).toEqual([]);
    await store.appendEvents([sampleEvent("one")]);
    expect((await stat(events)).size).toBeLessThan(8 * 1024 * 1024);
    expect((await store.readEvents(10)).map((event) => event.summary)).toEqual(["one"]);
  });

  it("moves with its folder", async () => {
    const folder = await temporaryFolder();
    const first = await openStore(join(folder, "a"));
    await first.appendEvents([sampleEvent("one")]);
    await rename(join(folder, "a"), join(folder, "b"));
    expect(await first.readEvents(10)).toEqual([]);
    expect(await (await openStore(join(folder, "b"))).readEvents(10)).toHaveLength(1);
  });
});
