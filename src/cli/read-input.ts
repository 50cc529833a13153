import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import type { CommandIo } from "./command-io.ts";

const MOST_BYTES = 32_000_000;

/**
 * The text of a file, or of standard input for `-`; a byte order mark is left out. Throws USAGE for what cannot be
 * read, is larger than 32 MB, or is not UTF-8.
 */
export async function readInput(
  source: string,
  { openInput }: Pick<CommandIo, "openInput">,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of openInput(source)) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_BYTES) break;
    }
  } catch (error) {
    throw unreadable(source, reasonOf(error), error);
  }
  if (size > MOST_BYTES) throw unreadable(source, "it is larger than 32 MB");
  return decoded(source, Buffer.concat(chunks));
}

/** A value that may stand for a file: `@FILE` is its text, `@-` standard input, and `@@` begins a text with one @. */
export async function readValue(value: string, io: Pick<CommandIo, "openInput">): Promise<string> {
  if (value.startsWith("@@")) return value.slice(1);
  return value.startsWith("@") ? readInput(value.slice(1), io) : value;
}

/** How a source is named in messages. */
export function sourceName(source: string): string {
  return source === "-" ? "standard input" : source;
}

function decoded(source: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw unreadable(source, "it is not UTF-8 text", error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  EISDIR: "it is a folder",
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? (code === "" ? String(error) : code);
}

function unreadable(source: string, reason: string, cause?: unknown): AppError {
  const name = excerpt(sourceName(source), 200);
  return new AppError("USAGE", `cannot read ${name}: ${reason}.`, {
    hint: "Name a text file, or - for standard input.",
    cause,
  });
}
