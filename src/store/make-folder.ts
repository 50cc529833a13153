import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isMissing } from "./store-failure.ts";

/**
 * Makes a folder, and those above it that are missing, for this user alone. Not Node's recursive mkdir: where a folder
 * that exists refuses new ones with ENOENT, as /proc does, that one tries without end. Rejects with the system's error.
 */
export async function makeFolder(folder: string): Promise<void> {
  // It mostly is there: a look is cheaper than a refusal.
  if (await isFolder(folder)) return;
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (await isFolder(folder)) return;
    const above = dirname(folder);
    if (!isMissing(error) || above === folder) throw error;
    await makeFolder(above);
    await makeWithin(folder);
  }
}

/** The folder above is there now; another process may have been quicker. */
async function makeWithin(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (!(await isFolder(folder))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
