import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { samplePending } from "../contract/store-samples.ts";
import { listenTo, ofType, openStore, temporaryFolder } from "./temporary-store.ts";

/** The number of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  if (child.pid === undefined) throw new Error("it never started");
  return child.pid;
}

it("gives back what a process left behind that is gone, and not what one is at that lives", async () => {
  const folder = await temporaryFolder();
  const [own, gone, lives] = await Promise.all([
    openStore(folder),
    openStore(folder, { pid: await deadPid() }),
    openStore(folder, { pid: process.ppid }),
  ]);
  await gone.writePending(samplePending("left", "open"));
  await lives.writePending(samplePending("busy", "open"));
  await lives.writePending({ ...samplePending("lost", "unknown"), at: "2026-03-01T11:00:00.000Z" });
  expect((await own.readPending()).map(({ id }) => id)).toEqual(["left", "lost"]);
});

it("gives back what a process of another host left behind once ten minutes have passed", async () => {
  const folder = await temporaryFolder();
  const at = "2026-03-01T12:30:00.000Z";
  const writer = await openStore(folder);
  await writer.writePending({ ...samplePending("far", "open"), at });
  const pending = join(folder, "pending");
  const [name = ""] = await readdir(pending);
  const text = await readFile(join(pending, name), "utf8");
  const body = text.replace(/"owner":"[^"]*"/u, '"owner":"1-000000000000-0"');
  await writeFile(join(pending, name), body);
  const early = await openStore(folder, { now: () => new Date("2026-03-01T12:39:00.000Z") });
  expect(await early.readPending()).toEqual([]);
  const late = await openStore(folder, { now: () => new Date("2026-03-01T12:41:00.000Z") });
  expect((await late.readPending()).map(({ id }) => id)).toEqual(["far"]);
});

it("puts aside what it cannot read, tells of it, and keeps the others", async () => {
  const folder = await temporaryFolder();
  const store = await openStore(folder);
  await store.writePending(samplePending("a", "unknown"));
  await writeFile(join(folder, "pending", `${"0".repeat(24)}.json`), "{ torn");
  const listening = listenTo(store);
  expect((await store.readPending()).map(({ id }) => id)).toEqual(["a"]);
  await listening.heard(ofType("damaged"));
  expect((await readdir(join(folder, "pending"))).filter((name) => name.includes(".damaged-"))).toHaveLength(
    1,
  );
});

it("stays as it is when a newer Portico has written it", async () => {
  const folder = await temporaryFolder();
  const store = await openStore(folder);
  await store.writePending(samplePending("a", "unknown"));
  const [name = ""] = await readdir(join(folder, "pending"));
  await writeFile(join(folder, "pending", name), '{"schemaVersion":9}');
  await expect(store.readPending()).rejects.toMatchObject({ code: "STORE_VERSION" });
});
