import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { registerHooks } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const MARK = "portico-load";
const RELATIVE = /^\.{1,2}\//u;

/**
 * Evaluates modules anew when one of their files has changed: the module itself, or one that it imports by a relative
 * path, or that one does. Packages, and what is `require`d, stay as they were first loaded.
 */
export interface FreshImports {
  /** The address to import a module by: the one before, as long as no file of it has changed. */
  urlOf(file: string): Promise<string>;
  /** To be called after each import; the files that it consists of, as far as it came. */
  filesOf(file: string): Promise<readonly string[]>;
}

type Load = { readonly mark: string; readonly files: Set<string>; digest: string | null };

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
      load.files.add(fileURLToPath(resolved.url));
      return { ...resolved, url: marked(resolved.url, load.mark) };
    },
  });

  return {
    async urlOf(file) {
      const before = loads.get(file);
      const isSame = before !== undefined && before.digest === (await digestOf(before.files));
      const load = isSame ? before : { mark: randomUUID(), files: new Set([file]), digest: null };
      loads.set(file, load);
      return marked(pathToFileURL(file).href, load.mark);
    },
    async filesOf(file) {
      const load = loads.get(file);
      if (load === undefined) return [file];
      load.digest = await digestOf(load.files);
      return [...load.files].toSorted();
    },
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

async function digestOf(files: ReadonlySet<string>): Promise<string> {
  const digest = createHash("sha256");
  for (const file of files) digest.update(await readFile(file).catch(() => "missing")).update("\0");
  return digest.digest("hex");
}
