import { access, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "./replace-file.ts";
import { isMissing, storeFailed } from "./store-failure.ts";

/**
 * Renames a damaged file, or folder, to `<name>.damaged-<timestamp>`, a name not taken yet, and returns the new path.
 * Rejects with STORE_FAILED.
 */
export async function setAside(file: string, now: Date): Promise<string> {
  const name = `${file}.damaged-${now.toISOString().replaceAll(/[:.]/gu, "-")}`;
  try {
    let aside = name;
    for (let count = 2; await exists(aside); count += 1) aside = `${name}-${count}`;
    await rename(file, aside);
    await syncFolder(dirname(file));
    return aside;
  } catch (error) {
    throw storeFailed("put aside", file, error);
  }
}

/** Throws what node:fs throws when that cannot be told. */
export async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
