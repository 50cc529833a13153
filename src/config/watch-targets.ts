import { lstat, readlink, stat } from "node:fs/promises";
import { dirname, join, parse, resolve } from "node:path";
import { expandPattern, patternFolders } from "./include-files.ts";

/** The config's files: the main one, and the patterns of further ones, which are relative to `folder`. */
export type WatchedFiles = {
  readonly file: string;
  readonly include: readonly string[];
  readonly folder: string;
};

/** A path to watch. `identity` differs once another file or folder has taken its place. */
export type WatchTarget = { readonly path: string; readonly identity: string };

const MOST_LINKS = 40;

/** The config's files that are there now, as named: the main one (there or not) first. */
export async function currentFiles({ file, include, folder }: WatchedFiles): Promise<readonly string[]> {
  const included = await Promise.all(include.map((pattern) => expandPattern(pattern, folder)));
  return [...new Set([resolve(file), ...included.flat()])];
}

/**
 * Everything that must be watched to see any change of the files: the files, and each folder in which a name on the
 * way to them stands that could lead elsewhere (a link swapped, a file replaced, a folder that appears).
 */
export async function watchTargets(watched: WatchedFiles): Promise<readonly WatchTarget[]> {
  const files = await currentFiles(watched);
  const folders = await Promise.all(
    watched.include.map((pattern) => patternFolders(pattern, watched.folder)),
  );
  const trails = await Promise.all([
    ...files.map((file) => trail(file)),
    // What stands inside a folder of a pattern matters as much as the folder itself.
    ...folders.flat().map((folder) => trail(join(folder, "*"))),
  ]);
  const targets = await Promise.all([...new Set(trails.flat())].toSorted().map((path) => target(path)));
  return targets.filter((one) => one !== null);
}

/** The folders of links on the way to a path, the real folder it is in, and itself; as far as they exist. */
async function trail(path: string): Promise<readonly string[]> {
  const { root } = parse(path);
  const found: string[] = [];
  let rest = partsOf(path);
  let at = root;
  let links = 0;
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    const next = join(at, part);
    const link = await linkOf(next);
    if (link === null || rest.length === 0) found.push(at);
    if (link === null) return found;
    if (link === "") {
      at = next;
      continue;
    }
    found.push(at);
    links += 1;
    if (links > MOST_LINKS) return found;
    const goal = resolve(at, link);
    at = parse(goal).root;
    rest = [...partsOf(goal), ...rest];
  }
  return [...found, at];
}

function partsOf(path: string): string[] {
  return path
    .slice(parse(path).root.length)
    .split(/[/\\]/u)
    .filter((part) => part !== "");
}

/** Where a link leads; empty for what is no link, null for what is not there. */
async function linkOf(path: string): Promise<string | null> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await readlink(path) : "";
  } catch {
    return null;
  }
}

async function target(path: string): Promise<WatchTarget | null> {
  try {
    const { dev, ino } = await stat(path);
    return { path, identity: `${path}\0${dev}\0${ino}` };
  } catch {
    const folder = dirname(path);
    return folder === path ? null : target(folder);
  }
}
