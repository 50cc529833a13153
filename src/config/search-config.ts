import { resolve } from "node:path";
import { cosmiconfig } from "cosmiconfig";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { exists } from "./exists.ts";

/** Cosmiconfig 10 looks for settings of its own in the process's working folder, and runs these to get them. */
const RUN_BY_COSMICONFIG = ["js", "ts", "cjs", "mjs"].map((ending) => `.config/config.${ending}`);

/**
 * The nearest file of those names from a folder upwards, or null. On its own, because what it needs is CommonJS and
 * slow to load. Rejects with CONFIG_UNREADABLE, and with CONFIG_NOT_FOUND rather than run code of the folder.
 */
export async function searchConfig(cwd: string, places: readonly string[]): Promise<string | null> {
  await refuseToRun();
  try {
    const explorer = cosmiconfig("portico", {
      searchPlaces: [...places],
      searchStrategy: "global",
      ignoreEmptySearchPlaces: false,
      cache: false,
      loaders: { noExt: taken, ".yaml": taken, ".yml": taken, ".json": taken, ...NO_CODE },
    });
    const result = await explorer.search(cwd);
    return result?.filepath ?? null;
  } catch (error) {
    const why = error instanceof Error ? excerpt(error.message, 200) : String(error);
    throw new AppError("CONFIG_UNREADABLE", `looking for portico.yaml in ${cwd} and above failed: ${why}`, {
      hint: "Name the file with --config.",
      cause: error,
    });
  }
}

/** Only the place is asked for: parsing, with line numbers, comes after. */
function taken(): object {
  return {};
}

function notFound(): null {
  return null;
}

const NO_CODE = Object.fromEntries(
  [".js", ".cjs", ".mjs", ".ts", ".cts", ".mts"].map((ending) => [ending, notFound]),
);

async function refuseToRun(): Promise<void> {
  for (const place of RUN_BY_COSMICONFIG) {
    const file = resolve(place);
    if (!(await exists(file))) continue;
    const message = `looking for portico.yaml would run ${file}, and Portico runs no code of the folder it is in.`;
    throw new AppError("CONFIG_NOT_FOUND", message, { hint: "Name the config with --config." });
  }
}
