import { join, matchesGlob, relative, resolve } from "node:path";

const GLOB = /[*?[\]{}()!]/u;

/** True for a pattern, false for the path of one file. */
export function isGlob(pattern: string): boolean {
  return GLOB.test(pattern);
}

/** Whether an `include` pattern stands for a file, be it there or not. */
export function isIncludedBy(pattern: string, folder: string, file: string): boolean {
  if (!isGlob(pattern)) return resolve(folder, pattern) === file;
  return matchesGlob(relative(folder, file), pattern.replace(/^(?:\.\/)+/u, ""));
}

/** The files that an `include` pattern stands for, absolute and in the order of their names. */
export async function expandPattern(pattern: string, folder: string): Promise<readonly string[]> {
  const { glob } = await import("tinyglobby");
  const found = await glob([pattern], { cwd: folder, onlyFiles: true, expandDirectories: false });
  return found.map((file) => resolve(folder, file)).toSorted();
}

/** The folders, absolute, in which files of a pattern may appear; those that are not there yet are left out. */
export async function patternFolders(pattern: string, folder: string): Promise<readonly string[]> {
  const parts = pattern.split("/").slice(0, -1);
  const firstGlob = parts.findIndex(isGlob);
  if (firstGlob === -1) return [resolve(folder, parts.join("/"))];
  const { glob } = await import("tinyglobby");
  const fixed = resolve(folder, parts.slice(0, firstGlob).join("/"));
  const patterns = parts.slice(firstGlob).map((_, index) => parts.slice(0, firstGlob + index + 1).join("/"));
  const found = await glob(patterns, { cwd: folder, onlyDirectories: true, expandDirectories: false });
  return [fixed, ...found.map((one) => join(resolve(folder, one)))];
}
