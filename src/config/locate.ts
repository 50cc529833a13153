import { access, constants, lstat, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import type { Environment } from "./environment.ts";

/** Looked for in each folder, in this order. */
const PLACES = ["portico.yaml", "portico.yml", ".porticorc", ".porticorc.yaml", "config/portico.yaml"];

export type Whereabouts = {
  readonly cwd: string;
  /** What `--config` names. */
  readonly flag: string | null;
  readonly env: Environment;
};

/**
 * Finds the config: what `--config` names, else `PORTICO_CONFIG`, else the nearest one from `cwd` upwards. Resolves to
 * an absolute path, or to null when there is none. Rejects with CONFIG_NOT_FOUND when a named file is not there.
 * Nothing in the folders is executed.
 */
export async function locateConfig({ cwd, flag, env }: Whereabouts): Promise<string | null> {
  if (flag !== null) return named(resolve(cwd, flag), "--config");
  const variable = env["PORTICO_CONFIG"];
  if (variable !== undefined && variable !== "") return named(resolve(cwd, variable), "PORTICO_CONFIG");
  const unreadable = await unreadableHere(cwd);
  if (unreadable !== null) return unreadable;
  const { searchConfig } = await import("./search-config.ts");
  return searchConfig(cwd, PLACES);
}

async function named(file: string, by: string): Promise<string> {
  if (await isSomething(file)) return file;
  throw new AppError("CONFIG_NOT_FOUND", `there is no ${excerpt(file, 300)}, which ${by} names.`, {
    hint: "Check the path; relative ones start in the current folder.",
  });
}

/** False for what is not there. What leads nowhere, or cannot be looked at, is told when it is read. */
async function isSomething(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    (error: unknown) =>
      !(error instanceof Error && "code" in error && /^ENO(?:ENT|TDIR)$/u.test(String(error.code))),
  );
}

/** A config that one may not read is passed over by the search, but is the one that the operator means. */
async function unreadableHere(cwd: string): Promise<string | null> {
  for (const place of PLACES) {
    const file = join(cwd, place);
    const stats = await stat(file).catch(() => null);
    if (stats?.isFile() !== true) continue;
    return access(file, constants.R_OK).then(
      () => null,
      () => file,
    );
  }
  return null;
}
