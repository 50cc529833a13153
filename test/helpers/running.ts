import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";

/** The process ids that fixtures have written into a file, once there are so many. */
export async function pidsIn(file: string, count: number): Promise<readonly number[]> {
  let pids: readonly number[] = [];
  const read = async (): Promise<number> => {
    const text = await readFile(file, "utf8").catch(() => "");
    pids = text.split(/\s+/u).filter(Boolean).map(Number);
    return pids.length;
  };
  await expect.poll(read, { interval: 5, timeout: 10_000 }).toBeGreaterThanOrEqual(count);
  return pids;
}

/** Whether a process runs; one that nobody has waited for yet does not. */
export async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat !== null) return !/\) [ZX] /u.test(stat);
  try {
    return pid > 0 && process.platform !== "linux" && process.kill(pid, 0);
  } catch {
    return false;
  }
}

const PATIENCE_MS = 10_000;

/** Those of them that do not end: empty as soon as none runs any more, the rest after 10 s. */
export async function stillRunning(pids: readonly number[]): Promise<readonly number[]> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await delay(10)) {
    const running = await Promise.all(pids.map(isRunning));
    const left = pids.filter((_, index) => running[index]);
    if (left.length === 0 || Date.now() > deadline) return left;
  }
}
