import { rm } from "node:fs/promises";
import { expect, it } from "vitest";
import { createStoreLayout } from "../../src/store/store-layout.ts";
import type { StoreNotice } from "../../src/store/store.ts";
import {
  countedCatalog,
  sampleCatalog,
  sampleEvent,
  sampleStatus,
  sampleUndo,
} from "../contract/store-samples.ts";
import { listenTo, ofType, openStore, temporaryFolder } from "./temporary-store.ts";

/** Two stores on one folder, as two processes would have them, and what the first hears. */
async function twoStores() {
  const folder = await temporaryFolder();
  const [own, other] = await Promise.all([openStore(folder), openStore(folder)]);
  return { folder, own, other };
}

const changeOf =
  (provider: string) =>
  (notice: StoreNotice): boolean =>
    notice.type === "catalog-changed" && notice.provider === provider;

it("tells once of each change by another process", async () => {
  const { own, other } = await twoStores();
  await own.updateCatalog("alpha", () => sampleCatalog("alpha", 1));
  const listening = listenTo(own);
  await other.updateCatalog("alpha", () => sampleCatalog("alpha", 2));
  await listening.heard(changeOf("alpha"));
  await other.updateCatalog("last", () => sampleCatalog("last"));
  await listening.heard(changeOf("last"));
  expect(listening.notices.filter(changeOf("alpha"))).toHaveLength(1);
});

it("misses nothing that happens right after the subscription", async () => {
  const { own, other } = await twoStores();
  await other.updateCatalog("alpha", () => sampleCatalog("alpha", 1));
  const listening = listenTo(own);
  await other.updateCatalog("alpha", () => sampleCatalog("alpha", 2));
  await listening.heard(changeOf("alpha"));
  expect(listening.notices).toHaveLength(1);
});

it("tells of a change made between the first reading and the subscription", async () => {
  const { own, other } = await twoStores();
  await other.updateCatalog("alpha", () => sampleCatalog("alpha", 1));
  await own.readCatalog("alpha");
  await other.updateCatalog("alpha", () => sampleCatalog("alpha", 2));
  const listening = listenTo(own);
  await listening.heard(changeOf("alpha"));
  expect(listening.notices).toHaveLength(1);
});

it("says nothing of what was there before", async () => {
  const { own, other } = await twoStores();
  await other.updateCatalog("alpha", () => sampleCatalog("alpha", 1));
  const listening = listenTo(own);
  await other.updateCatalog("beta", () => sampleCatalog("beta", 1));
  await listening.heard(changeOf("beta"));
  expect(listening.notices.filter(changeOf("alpha"))).toEqual([]);
});

it("tells statuses, events and catalogs apart, and says nothing of its own", async () => {
  const { own, other } = await twoStores();
  const listening = listenTo(own);
  await own.appendEvents([sampleEvent("own")]);
  await own.updateStatus("own", () => sampleStatus(1));
  await own.updateCatalog("own", () => sampleCatalog("own"));
  await other.updateStatus("beta", () => sampleStatus(1));
  await other.appendEvents([sampleEvent("other")]);
  await listening.heard(ofType("status-changed"));
  await listening.heard(ofType("events-changed"));
  expect(listening.notices).toHaveLength(2);
  expect(listening.notices).toContainEqual({ type: "status-changed", provider: "beta" });
});

it("tells of another's change that its own change came upon", async () => {
  const { own, other } = await twoStores();
  const listening = listenTo(own);
  await own.updateCatalog("alpha", (stored) => countedCatalog("alpha", stored));
  await other.updateCatalog("alpha", (stored) => countedCatalog("alpha", stored));
  await own.updateCatalog("alpha", (stored) => countedCatalog("alpha", stored));
  await listening.heard(changeOf("alpha"));
  expect(listening.notices).toHaveLength(1);
});

it("tells of a catalog that was removed", async () => {
  const { folder, own } = await twoStores();
  await own.updateCatalog("alpha", () => sampleCatalog("alpha", 1));
  const listening = listenTo(own);
  await rm(createStoreLayout(folder).catalogOf("alpha"));
  await listening.heard(changeOf("alpha"));
  expect(await own.readCatalog("alpha")).toBeNull();
});

it("stops with the last listener, and starts again with the next", async () => {
  const { own, other } = await twoStores();
  const [one, two] = [listenTo(own), listenTo(own)];
  one.stop();
  await other.updateCatalog("alpha", () => sampleCatalog("alpha", 1));
  await two.heard(changeOf("alpha"));
  two.stop();
  await other.updateCatalog("beta", () => sampleCatalog("beta", 1));
  const three = listenTo(own);
  await other.updateCatalog("gamma", () => sampleCatalog("gamma", 1));
  await three.heard(changeOf("gamma"));
  expect(one.notices).toEqual([]);
  expect(two.notices).toHaveLength(1);
});

it("tells that another process made, or undid, a change", async () => {
  const { own, other } = await twoStores();
  await own.updateUndo(() => [sampleUndo("own")]);
  const listening = listenTo(own);
  await other.updateUndo((stored) => [...stored, sampleUndo("other")]);
  await listening.heard(ofType("undo-changed"));
  expect((await own.readUndo()).map(({ summary }) => summary)).toEqual(["own", "other"]);
});
