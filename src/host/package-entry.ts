import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const FALLBACKS = ["index.js", "index.mjs", "index.ts"];
/** What makes a folder an executable plugin. */
export const MANIFEST = "portico-plugin.yaml";
const CONDITIONS: ReadonlySet<string> = new Set(["node", "import", "module-sync", "default"]);

/**
 * The file that a plugin is loaded from: a path relative to `folder` (a file, or a folder with a portico-plugin.yaml, a
 * package.json or an index), or a package installed where a module in `folder` would find it. Null when there is no such file; throws
 * what reading a broken package.json throws.
 */
export async function pluginEntry(spec: string, folder: string): Promise<string | null> {
  return isPath(spec) ? pathEntry(pathOf(spec, folder)) : packageEntry(spec, folder);
}

/** True for a path, false for the name of a package. */
export function isPath(spec: string): boolean {
  return /^(?:\.{1,2}(?:[\\/]|$)|file:)/u.test(spec) || isAbsolute(spec) || /\.[cm]?[jt]s$/u.test(spec);
}

function pathOf(spec: string, folder: string): string {
  return spec.startsWith("file:") ? fileURLToPath(spec) : resolve(folder, spec);
}

async function pathEntry(path: string): Promise<string | null> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if (!stats.isDirectory()) return path;
  const described = join(path, MANIFEST);
  if (existsSync(described)) return described;
  const manifest = join(path, "package.json");
  return existsSync(manifest) ? manifestEntry(manifest, ".") : firstExisting(path, FALLBACKS);
}

async function packageEntry(spec: string, folder: string): Promise<string | null> {
  const [name, subpath] = splitSpec(spec);
  const manifest = manifestOf(name, folder);
  return manifest === null ? null : manifestEntry(manifest, subpath);
}

function manifestOf(name: string, folder: string): string | null {
  try {
    return findPackageJSON(name, pathToFileURL(join(folder, "portico.yaml"))) ?? null;
  } catch (error) {
    // Node's word for "no such package"; anything else is worth knowing.
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return null;
    throw error;
  }
}

async function manifestEntry(manifest: string, subpath: string): Promise<string | null> {
  const folder = dirname(manifest);
  const described = join(folder, MANIFEST);
  if (subpath === "." && existsSync(described)) return described;
  const content: unknown = JSON.parse(await readFile(manifest, "utf8"));
  if (typeof content !== "object" || content === null) return null;
  const target = exportTarget("exports" in content ? content.exports : undefined, subpath);
  if (target !== null) return firstExisting(folder, [target]);
  if (subpath !== ".") return firstExisting(folder, [subpath]);
  const main = "main" in content && typeof content.main === "string" ? [content.main] : [];
  return firstExisting(folder, [...main, ...FALLBACKS]);
}

/** The target of `exports` for a subpath: strings, subpath maps and conditions (Node's "Packages" documentation). */
function exportTarget(exported: unknown, subpath: string): string | null {
  if (typeof exported === "string") return subpath === "." ? exported : null;
  if (typeof exported !== "object" || exported === null) return null;
  const entries = Object.entries(exported);
  const hasSubpaths = entries.some(([key]) => key.startsWith("."));
  if (hasSubpaths) return conditional(entries.find(([key]) => key === subpath)?.[1]);
  return subpath === "." ? conditional(exported) : null;
}

function conditional(target: unknown): string | null {
  if (typeof target === "string") return target;
  if (typeof target !== "object" || target === null) return null;
  for (const [condition, value] of Object.entries(target)) {
    const found = CONDITIONS.has(condition) ? conditional(value) : null;
    if (found !== null) return found;
  }
  return null;
}

function firstExisting(folder: string, names: readonly string[]): string | null {
  return (
    names
      .map((name) => join(folder, name))
      .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile()) ?? null
  );
}

function splitSpec(spec: string): readonly [name: string, subpath: string] {
  const parts = spec.split("/");
  const count = spec.startsWith("@") ? 2 : 1;
  const rest = parts.slice(count).join("/");
  return [parts.slice(0, count).join("/"), rest === "" ? "." : `./${rest}`];
}
