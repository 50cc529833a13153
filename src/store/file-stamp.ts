import { stat } from "node:fs/promises";
import type { BigIntStats } from "node:fs";
import { isMissing } from "./store-failure.ts";

/** Tells one version of a file from another: inode, size in bytes and modification time in ns, or `missing`. */
export type Stamp = string;

export const MISSING: Stamp = "missing";

export function stampOf(stats: BigIntStats): Stamp {
  return `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
}

/** The stamp of what is at `file` now. Throws what node:fs throws, except for a file that is not there. */
export async function stampAt(file: string): Promise<Stamp> {
  try {
    return stampOf(await stat(file, { bigint: true }));
  } catch (error) {
    if (isMissing(error)) return MISSING;
    throw error;
  }
}
