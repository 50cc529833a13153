import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { EXAMPLE_CONFIG } from "../config/example.ts";
import { AppError } from "../core/errors.ts";

const NAME = "portico.yaml";

/**
 * Writes the commented example config into a folder, under a name of its own or, relative to the folder, the one given;
 * returns its path. Never overwrites: rejects with USAGE then.
 */
export async function writeExample(folder: string, named: string | null): Promise<string> {
  const file = resolve(folder, named ?? NAME);
  try {
    await writeFile(file, EXAMPLE_CONFIG, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const exists = error instanceof Error && "code" in error && error.code === "EEXIST";
    if (exists) {
      const hint = "Edit that file, or name another one with --config.";
      throw new AppError("USAGE", `${file} is there already; nothing was written.`, { hint, cause: error });
    }
    const why = error instanceof Error ? error.message : String(error);
    const hint = "Change to a folder that you may write in.";
    throw new AppError("CONFIG_UNREADABLE", `Cannot write ${file}: ${why}`, { hint, cause: error });
  }
  return file;
}
