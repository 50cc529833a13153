import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lockFileOf, withFileLock } from "../../src/store/file-lock.ts";
import { lookUpProcess } from "../../src/store/process-identity.ts";
import { writerOf, type Writer } from "../../src/store/writer.ts";
import { sampleCatalog } from "../contract/store-samples.ts";
import { openStore, temporaryFolder } from "./temporary-store.ts";

const OPTIONS = { writer: await writerOf(process.pid), waitMs: 5_000 };

async function leaveLock(file: string, owner: Partial<Writer>): Promise<void> {
  const own = { ...(await writerOf(process.pid)), token: "t" };
  await writeFile(lockFileOf(file), JSON.stringify({ ...own, ...owner }));
}

async function makeOld(file: string, seconds: number): Promise<void> {
  const then = new Date(Date.now() - seconds * 1000);
  await utimes(file, then, then);
}

/** The number of a process that has ended. */
async function goneProcess(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "0"]);
  await once(child, "exit");
  if (child.pid === undefined) throw new Error("the process did not start");
  return child.pid;
}

describe("a lock", () => {
  it("lets one in at a time, and leaves nothing behind", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "x.json");
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await withFileLock(file, OPTIONS, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside -= 1;
        });
      }),
    );
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it("is given back when the task fails", async () => {
    const file = join(await temporaryFolder(), "x.json");
    const failing = withFileLock(file, OPTIONS, async () => await Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(await withFileLock(file, OPTIONS, async () => "in")).toBe("in");
  });

  it("is taken from a process that is gone", async () => {
    const file = join(await temporaryFolder(), "x.json");
    await leaveLock(file, { pid: await goneProcess() });
    expect(await withFileLock(file, OPTIONS, async () => "in")).toBe("in");
  });

  it("is taken once by many that find it abandoned", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "x.json");
    await leaveLock(file, { pid: await goneProcess() });
    let inside = 0;
    let most = 0;
    const enter = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, async () => await withFileLock(file, OPTIONS, enter)));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it.runIf(process.platform === "linux")(
    "is taken from a process whose number another one has now",
    async () => {
      const file = join(await temporaryFolder(), "x.json");
      await leaveLock(file, { started: "another boot 12345" });
      expect(await withFileLock(file, OPTIONS, async () => "in")).toBe("in");
    },
  );

  it.each(["", "rubbish", '{"pid":-1}'])("is taken when it holds %j and is old", async (content) => {
    const file = join(await temporaryFolder(), "x.json");
    await writeFile(lockFileOf(file), content);
    const waiting = withFileLock(file, { ...OPTIONS, waitMs: 0 }, async () => "in");
    await expect(waiting).rejects.toMatchObject({ code: "STORE_LOCKED" });
    await makeOld(lockFileOf(file), 60);
    expect(await withFileLock(file, OPTIONS, async () => "in")).toBe("in");
  });

  it("of another host is taken by age only", async () => {
    const file = join(await temporaryFolder(), "x.json");
    await leaveLock(file, { place: "elsewhere", pid: await goneProcess() });
    const waiting = withFileLock(file, { ...OPTIONS, waitMs: 0 }, async () => "in");
    await expect(waiting).rejects.toMatchObject({ code: "STORE_LOCKED", message: /elsewhere/u });
    await makeOld(lockFileOf(file), 600);
    expect(await withFileLock(file, OPTIONS, async () => "in")).toBe("in");
  });

  it("survives a process that crashed while it removed an abandoned one", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "x.json");
    await leaveLock(file, { pid: await goneProcess() });
    await writeFile(`${lockFileOf(file)}.break`, "");
    await makeOld(`${lockFileOf(file)}.break`, 600);
    expect(await withFileLock(file, OPTIONS, async () => "in")).toBe("in");
    expect(await readdir(folder)).toEqual([]);
  });

  it("held by a live process is an error that names it after the wait, and is left alone", async () => {
    const file = join(await temporaryFolder(), "x.json");
    await leaveLock(file, {});
    const before = await readFile(lockFileOf(file), "utf8");
    await expect(withFileLock(file, { ...OPTIONS, waitMs: 30 }, async () => "in")).rejects.toMatchObject({
      code: "STORE_LOCKED",
      message: expect.stringContaining(`process ${process.pid}`),
      hint: expect.stringContaining(lockFileOf(file)),
    });
    expect(await readFile(lockFileOf(file), "utf8")).toBe(before);
  });

  it("notices when somebody has taken it for abandoned, and does not remove theirs", async () => {
    const file = join(await temporaryFolder(), "x.json");
    await withFileLock(file, OPTIONS, async (lock) => {
      await lock.verify();
      await rm(lockFileOf(file));
      await leaveLock(file, {});
      await expect(lock.verify()).rejects.toMatchObject({ code: "STORE_LOCKED" });
    });
    expect(await readdir(join(file, ".."))).toEqual([".x.json.lock"]);
  });

  it("keeps one Provider's catalog, not those of others", async () => {
    const folder = await temporaryFolder();
    const store = await openStore(folder, { lockWaitMs: 0 });
    await store.updateCatalog("alpha", () => sampleCatalog("alpha", 1));
    const [name = ""] = await readdir(join(folder, "catalogs"));
    await leaveLock(join(folder, "catalogs", name), {});
    const refused = store.updateCatalog("alpha", () => sampleCatalog("alpha", 2));
    await expect(refused).rejects.toMatchObject({ code: "STORE_LOCKED" });
    await store.updateCatalog("beta", () => sampleCatalog("beta", 2));
    expect((await store.readCatalog("alpha"))?.products).toHaveLength(1);
  });
});

describe("a process", () => {
  it("is found while it runs, with the same start each time", async () => {
    const first = await lookUpProcess(process.pid);
    expect(first.alive).toBe(true);
    expect(await lookUpProcess(process.pid)).toEqual(first);
  });

  it("is not found once it has ended", async () => {
    expect((await lookUpProcess(await goneProcess())).alive).toBe(false);
  });
});
