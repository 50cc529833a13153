import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { variable, wholeReference, type Environment } from "./environment.ts";
import type { WrittenSecret } from "./schema.ts";
import { runSecretCommand } from "./secret-command.ts";

const LARGEST_FILE_BYTES = 64_000;
const COMMAND_LIMIT_MS = 10_000;

export type SecretSurroundings = {
  /** Of the config: relative paths start here, commands run here. */
  readonly folder: string;
  readonly env: Environment;
};

/** Where a secret comes from, once `${NAME}` is understood. */
export type SecretKind =
  | { readonly from: "literal"; readonly text: string }
  | { readonly from: "env"; readonly name: string }
  | { readonly from: "file"; readonly path: string }
  | { readonly from: "command"; readonly command: readonly string[] };

export function secretKind(written: WrittenSecret): SecretKind {
  if (typeof written === "string") {
    const name = wholeReference(written);
    return name === null ? { from: "literal", text: written } : { from: "env", name };
  }
  if ("env" in written) return { from: "env", name: written.env };
  if ("file" in written) return { from: "file", path: written.file };
  return { from: "command", command: written.command };
}

/**
 * Gets a secret anew each time it is called, so that rotated ones are picked up. Rejects with SECRET_UNAVAILABLE,
 * which says where it was looked for and never what was there; with the signal's reason when aborted.
 */
export function secretReader(
  kind: SecretKind,
  { folder, env }: SecretSurroundings,
): (signal: AbortSignal) => Promise<string> {
  switch (kind.from) {
    case "literal":
      return async () => kind.text;
    case "env":
      return async () => fromEnvironment(kind.name, env);
    case "file":
      return (signal) => fromFile(resolve(folder, kind.path), signal);
    case "command":
      return (signal) =>
        runSecretCommand({ command: kind.command, folder, env, limitMs: COMMAND_LIMIT_MS }, signal);
  }
}

function fromEnvironment(name: string, env: Environment): string {
  const value = variable(name, env);
  if (value !== null) return value;
  throw unavailable(
    `the environment variable ${excerpt(name)} is not set`,
    "Set it, then start Portico again.",
  );
}

async function fromFile(file: string, signal: AbortSignal): Promise<string> {
  const text = await fileText(file, signal);
  const secret = text.replace(/\r?\n$/u, "");
  if (secret === "")
    throw unavailable(`the file ${excerpt(file, 200)} is empty`, "Write the secret into it.");
  return secret;
}

async function fileText(file: string, signal: AbortSignal): Promise<string> {
  try {
    const stats = await stat(file);
    if (!stats.isFile())
      throw unavailable(`${excerpt(file, 200)} is not a file`, "Name a file with the secret in it.");
    if (stats.size > LARGEST_FILE_BYTES) {
      const hint = "It must hold the secret only.";
      throw unavailable(`the file ${excerpt(file, 200)} has ${stats.size} bytes`, hint);
    }
    return await readFile(file, { encoding: "utf8", signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "error";
    const hint = "Check the path (relative to the config's folder) and that you may read it.";
    throw unavailable(`the file ${excerpt(file, 200)} cannot be read (${code})`, hint);
  }
}

function unavailable(what: string, hint: string): AppError {
  return new AppError("SECRET_UNAVAILABLE", `The secret is not available: ${what}.`, { hint });
}
