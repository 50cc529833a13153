import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, expect, test, vi } from "vitest";
import { closeConsoles, openWorkplace, PROGRAM } from "../helpers/console-session.ts";
import { pidsIn, stillRunning } from "../helpers/running.ts";
import { cleanEnvironment } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeConsoles);

const SHELL = join(import.meta.dirname, "..", "..", "fixtures", "exec", "shell.sh");

/** A sync at an executable, in the middle of it. */
async function syncing(mode: string, count: number) {
  const { folder } = await openWorkplace();
  const pids = join(folder, "pids");
  const command = JSON.stringify([SHELL, mode, pids]);
  const config = `store: { path: ./store }\nproviders: [{ name: X, adapter: exec, options: { command: ${command} } }]\n`;
  await writeFile(join(folder, "portico.yaml"), config);
  const portico = execa(process.execPath, [PROGRAM, "sync"], {
    cwd: folder,
    env: cleanEnvironment({ HOME: join(folder, "home") }),
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
  return { portico, pids: await pidsIn(pids, count) };
}

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s ends Portico, a plugin that hangs and what that has started",
  async (signal) => {
    const { portico, pids } = await syncing("forks-and-hangs", 2);
    portico.kill(signal);
    await portico;
    expect(await stillRunning(pids)).toEqual([]);
  },
);

test("a second signal ends all of them at once", async () => {
  const { portico, pids } = await syncing("forks-and-hangs", 2);
  portico.kill("SIGTERM");
  portico.kill("SIGINT");
  await portico;
  expect(await stillRunning(pids)).toEqual([]);
});

test("a plugin that reads its input ends when Portico is killed", async () => {
  const { portico, pids } = await syncing("waits", 1);
  portico.kill("SIGKILL");
  await portico;
  expect(await stillRunning(pids)).toEqual([]);
});
