import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isTemporaryName, markIn } from "./replace-file.ts";
import { isMissing } from "./store-failure.ts";
import { fateOfMark } from "./writer.ts";

const STALE_MS = 10 * 60_000;

/**
 * Removes hidden temporary files that crashed processes left in `folder`: those whose writer is gone, never those of one
 * that lives. Where that cannot be told (another host or container), those ten minutes older than `nowMs`, the time by
 * the file system's own clock. Rejects with what node:fs throws.
 */
export async function removeStaleTemporaries(folder: string, nowMs: number): Promise<void> {
  const names = await readdir(folder);
  for (const name of names.filter(isTemporaryName)) {
    const file = join(folder, name);
    const fate = await fateOfMark(markIn(name));
    const isStale = fate === null ? await isOlder(file, nowMs - STALE_MS) : fate === "gone";
    if (isStale) await rm(file, { force: true });
  }
}

async function isOlder(file: string, limitMs: number): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(file);
    return mtimeMs < limitMs;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
