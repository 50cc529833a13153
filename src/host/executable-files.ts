import { readdir, realpath, stat } from "node:fs/promises";
import { extname, isAbsolute, join, resolve } from "node:path";
import { checkTrust } from "./plugin-trust.ts";

const MOST_FILES = 1_000;
const NOT_ITS_OWN: ReadonlySet<string> = new Set(["node_modules", "__pycache__"]);

type Command = { readonly command: readonly string[]; readonly folder: string };

/** The files that the words of a command name. */
export async function commandFiles({ command, folder }: Command): Promise<readonly string[]> {
  const checked = command.map(async (word) => {
    const file = resolve(folder, word);
    const stats = await stat(file).catch(() => null);
    return stats?.isFile() === true ? [file] : [];
  });
  return (await Promise.all(checked)).flat();
}

/**
 * Throws PLUGIN_UNTRUSTED when somebody else can change the program, or a file that is its code: those of its folder
 * that the command names, and behind a program that is not of that folder the first file at all, which it may have to
 * run. What else is named by an absolute path is no code. Resolves to warnings. A program of the PATH is trusted like
 * the PATH.
 */
export async function checkCommandTrust({ command, folder }: Command): Promise<readonly string[]> {
  const [program = "", ...given] = command;
  const own = await commandFiles({
    command: [program, ...given.filter((word) => !isAbsolute(word))],
    folder,
  });
  const [first] = await commandFiles({ command: given, folder });
  const isOfFolder = !isAbsolute(program) && own.includes(resolve(folder, program));
  const code = first === undefined || isOfFolder ? own : [...own, first];
  const warnings = await Promise.all(
    [...new Set(code)].map(async (file) => checkTrust(await realpath(file))),
  );
  return [...new Set(warnings.flat())];
}

/**
 * The code of an executable with a folder of its own: what its command names, and files of the same kinds in that folder
 * and below. Others it may write itself.
 */
export async function executableFiles(what: Command): Promise<readonly string[]> {
  const named = await commandFiles(what);
  const kinds = new Set(named.map((file) => extname(file)).filter((kind) => kind !== ""));
  const found = kinds.size === 0 ? [] : await filesBelow(what.folder);
  return [...new Set([...named, ...found.filter((file) => kinds.has(extname(file)))])].toSorted();
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [folder];
  for (let next = folders.shift(); next !== undefined && found.length < MOST_FILES; next = folders.shift()) {
    for (const entry of await readdir(next, { withFileTypes: true }).catch(() => [])) {
      if (entry.name.startsWith(".") || NOT_ITS_OWN.has(entry.name)) continue;
      if (entry.isDirectory()) folders.push(join(next, entry.name));
      else if (entry.isFile()) found.push(join(next, entry.name));
    }
  }
  return found;
}
