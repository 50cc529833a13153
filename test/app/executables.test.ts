import { readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { appSession, type AppSession } from "../helpers/app-session.ts";

const SHELL = fileURLToPath(new URL("../../fixtures/exec/shell.sh", import.meta.url));
const WINDOW_MS = 5 * 60_000 + 1;
/** Those that crash are started again at once. */
const AT_ONCE = { firstRestartMs: 1 };
let session: AppSession;

beforeEach(async () => {
  session = await appSession("");
});
afterEach(() => session.close());

/** Providers that are executables, with the words of their commands. */
function configOf(providers: Readonly<Record<string, readonly string[]>>, more = ""): string {
  const lines = Object.entries(providers).map(
    ([name, words]) =>
      `  - { name: ${name}, adapter: exec, options: ${JSON.stringify({ command: [SHELL, ...words] })} }`,
  );
  return `${more}providers:\n${lines.join("\n")}\n`;
}

describe("executables side by side", () => {
  test("each failure is one clear status of its own Provider", async () => {
    const words = [
      "good",
      "garbage",
      "version",
      "refuses",
      "rubbish",
      "floods",
      "leaves",
      "slow",
      "crashes",
      "hangs",
    ];
    const config = configOf(Object.fromEntries(words.map((mode) => [mode, [mode]])));
    const impatient = { slow: '"startTimeout":"200ms",', hangs: '"timeout":"200ms",' };
    const limits = (mode: string): string =>
      Object.entries(impatient).find(([name]) => name === mode)?.[1] ?? "";
    await session.write(
      config.replaceAll(
        /name: ([^,]+), adapter: exec, options: \{/gu,
        (start, mode: string) => `${start}"maxResponseSize":"64KiB",${limits(mode)}`,
      ),
    );
    const app = await session.open({}, AT_ONCE);
    await app.console.sync(null);
    const states = app.console.state().providers.map(({ definition, status }) => {
      const { state, error } = status;
      return [definition.name, state, error?.code ?? null];
    });
    expect(states).toEqual([
      ["good", "up", null],
      ["garbage", "down", "PLUGIN_RUBBISH"],
      ["version", "down", "PLUGIN_VERSION"],
      ["refuses", "down", "NOT_AUTHORISED"],
      ["rubbish", "down", "PLUGIN_RUBBISH"],
      ["floods", "down", "TOO_LARGE"],
      ["leaves", "down", "PLUGIN_RUBBISH"],
      ["slow", "down", "PLUGIN_TIMEOUT"],
      ["crashes", "down", "PLUGIN_FAILED"],
      ["hangs", "down", "PLUGIN_TIMEOUT"],
    ]);
  });

  test("200 of them start, synchronize and stop, no more than sync.concurrency at once", async () => {
    const names = Array.from({ length: 200 }, (_, index) => `p${index}`);
    await session.write(
      configOf(Object.fromEntries(names.map((name) => [name, ["good"]])), "sync: { concurrency: 3 }\n"),
    );
    const app = await session.open();
    let most = 0;
    let changes = 0;
    const count = async (): Promise<void> => {
      const { length } = await children();
      most = Math.max(most, length);
    };
    const stop = app.console.subscribe(() => {
      changes += 1;
      // Looking through every process of a machine takes longer than a sync of these.
      if (changes % 100 !== 0) return;
      void count();
    });
    const { ok, providers } = await app.console.sync(null);
    stop();
    expect(ok).toBe(true);
    expect(providers).toHaveLength(200);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(3);
    await app.close();
    expect(await children()).toEqual([]);
  }, 60_000);
});

test("100 processes killed in the middle of a sync cost no catalog, no zombie and no handle", async () => {
  const pids = join(session.folder, "pids");
  await session.write(configOf({ alpha: ["waits-every-other-time", pids] }));
  const app = await session.open({}, AT_ONCE);
  let catalog: unknown = null;
  let handles = 0;
  let pipes = 0;
  for (let round = 0; round < 100; round += 1) {
    const syncing = app.console.sync(null);
    await expect.poll(async () => (await started(pids)).length, { interval: 5 }).toBe(2 * round + 1);
    process.kill((await started(pids)).at(-1) ?? 0, "SIGKILL");
    // Started again, it is read to the end.
    expect((await syncing).ok).toBe(true);
    const { products = [], plans = [] } = app.console.state().catalogs.get("alpha") ?? {};
    const found = [...products, ...plans].map(({ name, state }) => [name, state]);
    catalog ??= found;
    expect(found).toEqual(catalog);
    if (round === 0) [handles, pipes] = [process.getActiveResourcesInfo().length, await openPipes()];
    session.wait(WINDOW_MS);
  }
  await expect.poll(() => process.getActiveResourcesInfo().length).toBeLessThanOrEqual(handles + 2);
  await expect.poll(openPipes).toBeLessThanOrEqual(pipes);
  await app.close();
  await expect.poll(children).toEqual([]);
}, 60_000);

test("one that is killed again and again is down, and keeps its catalog", async () => {
  await session.write(configOf({ alpha: ["good"] }));
  const first = await session.open();
  await first.console.sync(null);
  const before = first.console.state().catalogs.get("alpha");
  await first.close();
  await session.write(configOf({ alpha: ["crashes"] }));
  const app = await session.open({}, AT_ONCE);
  expect((await app.console.sync(null)).ok).toBe(false);
  expect(app.console.state().providers[0]?.status).toMatchObject({
    state: "down",
    error: { code: "PLUGIN_FAILED", message: expect.stringContaining("exit code 3") },
  });
  expect(app.console.state().catalogs.get("alpha")).toEqual(before);
});

test("one that only reads stays connected from sync to sync", async () => {
  const own = join(session.folder, "own.sh");
  await writeFile(own, `#!/bin/sh\necho start >>starts\nexec ${SHELL}\n`, { mode: 0o755 });
  await session.write("providers: [{ name: X, adapter: exec, options: { command: [./own.sh] } }]\n");
  const app = await session.open();
  for (let round = 0; round < 3; round += 1) expect((await app.console.sync(null)).ok).toBe(true);
  expect(await readFile(join(session.folder, "starts"), "utf8")).toBe("start\n");
});

async function started(file: string): Promise<readonly number[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").filter(Boolean).map(Number);
}

/** The child processes of this one that run the shell fixture, and those that nobody has waited for. */
async function children(): Promise<readonly string[]> {
  const entries = await readdir("/proc").catch(() => []);
  const stats = await Promise.all(
    entries
      .filter((name) => /^\d+$/u.test(name))
      .map((pid) => readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")),
  );
  return stats.filter((stat) => {
    const [, name = "", state, parent] = /\((.*)\) (\w) (\d+)/u.exec(stat) ?? [];
    return Number(parent) === process.pid && (name === "shell.sh" || state === "Z");
  });
}

async function openPipes(): Promise<number> {
  const names = await readdir("/proc/self/fd").catch(() => []);
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")));
  return targets.filter((target) => target.startsWith("pipe:")).length;
}
