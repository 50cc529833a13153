import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const MARK = "portico-load";
const RELATIVE = /^\.{1,2}\//u;

/**
 * Evaluates modules anew when one of their files has changed: the module itself, or one that it imports by a relative
 * path, or that one does. Packages, and what is `require`d, stay as they were first loaded.
 */
export interface FreshImports {
  /** The address to import a module by: the one before, as long as no file of it has changed since that was read. */
  urlOf(file: string): string;
  /** The files that a module consists of, as far as its import has come. */
  filesOf(file: string): readonly string[];
}

/** `digests` are by file, of what it held when it was about to be loaded. */
type Load = { readonly mark: string; readonly digests: Map<string, string> };

/** Node cannot forget a module: each load has a mark in its addresses, which relative imports inherit. */
export function createFreshImports(): FreshImports {
  const loads = new Map<string, Load>();
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const mark = markOf(context.parentURL);
      const load = [...loads.values()].find((one) => one.mark === mark);
      if (load === undefined || !RELATIVE.test(specifier) || !resolved.url.startsWith("file:"))
        return resolved;
      const file = fileURLToPath(resolved.url);
      if (!load.digests.has(file)) load.digests.set(file, digestOf(file));
      return { ...resolved, url: marked(resolved.url, load.mark) };
    },
  });

  return {
    urlOf(file) {
      const before = loads.get(file);
      const isSame = before !== undefined && [...before.digests].every(([one, was]) => was === digestOf(one));
      const load = isSame ? before : { mark: randomUUID(), digests: new Map([[file, digestOf(file)]]) };
      loads.set(file, load);
      return marked(pathToFileURL(file).href, load.mark);
    },
    filesOf: (file) => [...(loads.get(file)?.digests.keys() ?? [file])].toSorted(),
  };
}

function marked(url: string, mark: string): string {
  const address = new URL(url);
  address.searchParams.set(MARK, mark);
  return address.href;
}

function markOf(url: string | undefined): string | null {
  return url?.startsWith("file:") === true ? new URL(url).searchParams.get(MARK) : null;
}

/** Read at once, as hooks cannot wait. */
function digestOf(file: string): string {
  try {
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  } catch {
    // What it cannot be read for, its import tells.
    return "unreadable";
  }
}
