import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";

/** Longer ones are no certificate: a chain of ten is 20 kB. */
const LONGEST = 256 * 1024;

/**
 * The PEM that an operator means: what was pasted, or what is in the file that was named (`~/` is the home). Rejects with
 * SOURCE_UNREADABLE.
 */
export async function pemOf(written: string): Promise<string> {
  if (written.includes("-----BEGIN")) return written;
  const path = written.startsWith("~/") ? join(homedir(), written.slice(2)) : written;
  const hint = "Write the path of a PEM file, or paste what is in it.";
  try {
    const { size } = await stat(path);
    if (size > LONGEST) {
      throw new AppError(
        "SOURCE_UNREADABLE",
        `${excerpt(path)} is ${size} bytes long: that is no certificate.`,
        {
          hint,
        },
      );
    }
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    const why = code === "ENOENT" ? "there is no such file" : code;
    throw new AppError("SOURCE_UNREADABLE", `${excerpt(path)} cannot be read (${why}).`, {
      hint,
      cause: error,
    });
  }
}
