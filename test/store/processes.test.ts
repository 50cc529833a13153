import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { createStoreLayout } from "../../src/store/store-layout.ts";
import { countedCatalog, countIn } from "../contract/store-samples.ts";
import { compiledOnce } from "../helpers/compiled-once.ts";
import { listenTo, ofType, openStore, temporaryFolder } from "./temporary-store.ts";

const run = promisify(execFile);
const PATIENCE_MS = 60_000;
const env = { ...process.env, ...compiledOnce() };

function child(name: string): string {
  return join(import.meta.dirname, "children", `${name}.ts`);
}

it(
  "loses nothing when four processes change one catalog at once",
  async () => {
    const folder = await temporaryFolder();
    await Promise.all(
      Array.from(
        { length: 4 },
        async () => await run(process.execPath, [child("count"), folder, "50"], { env }),
      ),
    );
    const store = await openStore(folder);
    expect(countIn(await store.readCatalog("alpha"))).toBe(200);
  },
  PATIENCE_MS,
);

it(
  "has a readable catalog, status and history after every kill -9",
  async () => {
    const folder = await temporaryFolder();
    let count = 0;
    for (let round = 0; round < 12; round += 1) {
      const writer = spawn(process.execPath, [child("write-forever"), folder], {
        env,
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(writer.stdout, "data");
      await turns(round * 37);
      writer.kill("SIGKILL");
      await once(writer, "exit");
      const store = await openStore(folder);
      const listening = listenTo(store);
      const catalog = await store.readCatalog("alpha");
      expect(catalog?.products).toHaveLength(400);
      expect(countIn(catalog)).toBeGreaterThan(count);
      count = countIn(catalog);
      expect((await store.readStatus("alpha"))?.state).toBe("up");
      expect((await store.readEvents(10)).length).toBeGreaterThan(0);
      await store.close();
      expect(
        listening.notices.filter((notice) => !("file" in notice && notice.file.endsWith("jsonl"))),
      ).toEqual([]);
    }
  },
  PATIENCE_MS,
);

it.runIf(process.platform === "linux")(
  "removes the temporary files of a process that was killed while it wrote, never those of one that lives",
  async () => {
    const folder = await temporaryFolder();
    const catalogs = join(folder, "catalogs");
    const writer = spawn(process.execPath, [child("write-forever"), folder], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(writer.stdout, "data");
    const left = await stoppedInMidWrite(writer, catalogs);
    const longAgo = new Date(Date.now() - 3_600_000);
    for (const name of left) await utimes(join(catalogs, name), longAgo, longAgo);
    await writeFor(folder, "beta");
    expect(await temporariesIn(catalogs)).toEqual(left);
    writer.kill("SIGKILL");
    await once(writer, "exit");
    await writeFor(folder, "beta");
    expect(await temporariesIn(catalogs)).toEqual([]);
  },
  PATIENCE_MS,
);

it("makes folders and files for this user alone, whatever the umask", async () => {
  const folder = join(await temporaryFolder(), "state", "store");
  await run(process.execPath, [child("write-once"), folder, "alpha", "1"], { env });
  await run(process.execPath, [child("write-once"), folder, "alpha", "2"], { env });
  const names = await readdir(folder, { recursive: true });
  expect(names.length).toBeGreaterThanOrEqual(9);
  const modes = await Promise.all(
    [".", "..", ...names].map(async (name) => {
      const stats = await stat(join(folder, name));
      return [name, stats.isDirectory() ? 0o700 : 0o600, stats.mode & 0o777] as const;
    }),
  );
  for (const [name, wanted, seen] of modes.filter(([each]) => each !== ".."))
    expect([name, seen]).toEqual([name, wanted]);
  expect(modes.find(([name]) => name === "..")?.[2]).toBe(0o700);
});

it.skipIf(process.platform === "win32")(
  "keeps the previous catalog when there is no room for the next",
  async () => {
    const folder = await temporaryFolder();
    await run(process.execPath, [child("write-once"), folder, "alpha", "2"], { env });
    const script = `ulimit -f 100; exec "$0" "$@"`;
    const limited = ["-c", script, process.execPath, child("write-once"), folder, "alpha", "3000"];
    const { stdout } = await run("/bin/sh", limited);
    expect(stdout).toContain("STORE_FAILED");
    expect(stdout).toContain(createStoreLayout(folder).catalogOf("alpha"));
    const store = await openStore(folder);
    expect((await store.readCatalog("alpha"))?.products).toHaveLength(2);
    expect((await readdir(join(folder, "catalogs"))).filter((name) => name.startsWith("."))).toEqual([]);
  },
);

it("hears of the changes of another process, of Providers not yet asked for, too", async () => {
  const folder = await temporaryFolder();
  const store = await openStore(folder);
  const listening = listenTo(store);
  await run(process.execPath, [child("write-once"), folder, '名前 "x"', "2"], { env });
  const about = (type: string) => (notice: { type: string; provider?: string }) =>
    notice.type === type && notice.provider === '名前 "x"';
  await listening.heard(about("catalog-changed"));
  await listening.heard(about("status-changed"));
  await listening.heard(ofType("events-changed"));
  expect((await store.readCatalog('名前 "x"'))?.products).toHaveLength(2);
});

/** Lets the event loop turn so many times. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function writeFor(folder: string, provider: string): Promise<void> {
  const store = await openStore(folder);
  await store.updateCatalog(provider, (stored) => countedCatalog(provider, stored));
  await store.close();
}

async function temporariesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(".tmp")).toSorted();
}

/** Stops a writing process at a moment when it has temporary files in `folder`, and names them. */
async function stoppedInMidWrite(writer: ChildProcess, folder: string): Promise<readonly string[]> {
  for (;;) {
    writer.kill("SIGSTOP");
    while (!(await readFile(`/proc/${writer.pid}/stat`, "utf8")).includes(") T "))
      await new Promise((resolve) => setImmediate(resolve));
    const left = await temporariesIn(folder);
    if (left.length > 0) return left;
    writer.kill("SIGCONT");
    await turns(3);
  }
}
