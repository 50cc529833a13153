import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { dirname, join, relative } from "node:path";
import type { NewPlugin } from "../core/adapter-view.ts";
import { AppError } from "../core/errors.ts";
import { excerpt, plainText } from "../core/plain-text.ts";

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/u;
/** Ends the names of files in which the plugin's name is filled in. */
const TEMPLATE = ".tmpl";

/**
 * Writes the skeleton of a plugin into a new folder below `cwd`; the files come with Portico (plugins/skeleton). One that
 * needs Portico's package takes it from where this Portico is.
 */
export async function beginPlugin({ name, lang }: NewPlugin, cwd: string): Promise<readonly string[]> {
  if (!NAME.test(name)) {
    throw new AppError(
      "USAGE",
      `the name of an adapter is lower case letters, digits and dashes, not "${excerpt(name)}".`,
      {
        hint: "For example: portico plugin new my-gateway",
      },
    );
  }
  const home = findPackageJSON(import.meta.url);
  if (home === undefined) throw new Error("Portico's own package.json is missing");
  const portico = dirname(home);
  const skeleton = join(portico, "plugins", "skeleton", lang);
  const filled = (text: string): string =>
    text
      .replaceAll("__NAME__", () => name)
      .replaceAll('"__PORTICO__"', () => JSON.stringify(`file:${portico}`));
  const folder = join(cwd, name);
  await makeFolder(folder);
  const entries = await readdir(skeleton, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".pyc"))
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.toSorted().map(async (file) => {
      const isTemplate = file.endsWith(TEMPLATE);
      const target = join(folder, relative(skeleton, isTemplate ? file.slice(0, -TEMPLATE.length) : file));
      const text = await readFile(file, "utf8");
      await mkdir(dirname(target), { recursive: true, mode: 0o755 });
      await writeFile(target, isTemplate ? filled(text) : text, { mode: 0o644 });
      return target;
    }),
  );
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o755 });
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    if (!isThere) throw error;
    throw new AppError("USAGE", `${plainText(folder)} is there already; nothing was written.`, {
      hint: "Give the plugin another name, or remove the folder.",
    });
  }
}
