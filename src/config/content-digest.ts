import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { currentFiles, type WatchedFiles } from "./watch-targets.ts";

/** What each file of the config holds, as a digest, by path. The main file is always among them. */
export type ContentDigests = ReadonlyMap<string, string>;

const LARGEST_READ = 4_000_000;
const MISSING = "missing";
const EMPTY = "empty";

export async function contentDigests(watched: WatchedFiles): Promise<ContentDigests> {
  const files = await currentFiles(watched);
  return new Map(await Promise.all(files.map(async (file) => [file, await digest(file)] as const)));
}

/** True when every file is in both, with the same content. */
export function sameContent(a: ContentDigests, b: ContentDigests): boolean {
  return a.size === b.size && [...a].every(([file, content]) => b.get(file) === content);
}

/** True when a file has just been emptied or removed: what an editor does before it writes. */
export function isHalfway(digests: ContentDigests): boolean {
  return [...digests.values()].some((content) => content === MISSING || content === EMPTY);
}

/** Never rejects: what cannot be read has the reason as its content. */
async function digest(file: string): Promise<string> {
  try {
    const stats = await stat(file);
    if (!stats.isFile()) return "not a file";
    // Refused when it is read as a config, so its content does not matter.
    if (stats.size > LARGEST_READ) return `large ${stats.size} ${stats.mtimeMs}`;
    const content = await readFile(file);
    return content.length === 0 ? EMPTY : createHash("sha256").update(content).digest("hex");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "error";
    return code === "ENOENT" ? MISSING : code;
  }
}
