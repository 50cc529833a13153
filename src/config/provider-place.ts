import { dirname, extname, join } from "node:path";
import { substituteAll, type Environment } from "./environment.ts";
import { isGlob } from "./include-files.ts";
import { isMapping, type KeyPath } from "./key-path.ts";
import type { ParsedConfig, ParsedFile } from "./parsed-config.ts";
import { providerEntries } from "./provider-entries.ts";

/** A Provider where it stands: `path` is empty for one that has a file for itself. */
export type PlacedProvider = {
  readonly name: string;
  readonly file: ParsedFile;
  readonly path: KeyPath;
  /** Its keys as written, those from anchors included. */
  readonly written: Readonly<Record<string, unknown>>;
};

/** Every Provider of a config that has a name, in its order. */
export function placedProviders(parsed: ParsedConfig, env: Environment): readonly PlacedProvider[] {
  return filesOf(parsed).flatMap((file) =>
    providerEntries(file).entries.flatMap(({ path, value }) => {
      const written = isMapping(value) ? value : {};
      const name = substituteAll(written["name"], env, () => undefined);
      return typeof name === "string" ? [{ name, file, path, written }] : [];
    }),
  );
}

/** Where a new Provider goes: into the list of a file that is there, or into a file of its own. */
export type NewPlace =
  | { readonly kind: "list"; readonly file: ParsedFile }
  | { readonly kind: "file"; readonly file: string };

/**
 * The usual place of a new Provider: where the last one stands. Where that has a file for itself, the new one gets one
 * beside it; so it does where the config has none yet, but includes a folder of them.
 */
export function usualPlace(
  parsed: ParsedConfig,
  { name, env }: { readonly name: string; readonly env: Environment },
): NewPlace | null {
  const last = placedProviders(parsed, env).at(-1);
  if (last !== undefined && last.path.length > 0) return { kind: "list", file: last.file };
  const pattern = parsed.include.find((one) => isGlob(one) && !isGlob(dirname(one))) ?? null;
  const beside = last === undefined ? emptyFolder(parsed, pattern) : dirname(last.file.document.file);
  if (beside === null) return parsed.main === null ? null : { kind: "list", file: parsed.main };
  const ending = extname(last?.file.document.file ?? pattern ?? "") === ".yml" ? ".yml" : ".yaml";
  return { kind: "file", file: freeName(parsed, join(beside, fileWord(name)), ending) };
}

/** The folder that a config without any Provider includes, and means them to be in. */
function emptyFolder({ main, included, folder }: ParsedConfig, pattern: string | null): string | null {
  if (pattern === null || main === null || included.length > 0 || isListed(main)) return null;
  return join(folder, dirname(pattern));
}

/** A name as part of a file name: `Production EU` is `production-eu`. */
export function fileWord(name: string): string {
  const word = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replaceAll(/^-|-$/gu, "");
  return word === "" ? "provider" : word.slice(0, 60);
}

function isListed({ document }: ParsedFile): boolean {
  return isMapping(document.value) && Object.hasOwn(document.value, "providers");
}

function freeName(parsed: ParsedConfig, path: string, ending: string): string {
  const taken = new Set(filesOf(parsed).map(({ document }) => document.file));
  for (let number = 1; ; number += 1) {
    const file = `${path}${number === 1 ? "" : `-${number}`}${ending}`;
    if (!taken.has(file)) return file;
  }
}

/** The files of a config, the main one first. */
export function filesOf({ main, included }: ParsedConfig): readonly ParsedFile[] {
  return [...(main === null ? [] : [main]), ...included];
}
