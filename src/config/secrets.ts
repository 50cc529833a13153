import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { substitute, variable, wholeReference, type Environment } from "./environment.ts";
import type { WrittenSecret } from "./schema.ts";
import { runSecretCommand, type SecretReading } from "./secret-command.ts";

const LARGEST_FILE_BYTES = 64_000;
const COMMAND_LIMIT_MS = 10_000;

export type SecretSurroundings = {
  /** Whose secret it is, for messages. */
  readonly provider: string;
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
 * which says whose it is and where it was looked for, and never what was there; with the signal's reason when aborted.
 */
export function secretReader(
  kind: SecretKind,
  { provider, folder, env }: SecretSurroundings,
): (signal: AbortSignal) => Promise<string> {
  const reader = readerOf(kind, { folder, env });
  return async (signal) => {
    const reading = await reader(signal);
    if (reading.ok) return reading.secret;
    const message = `The secret of ${excerpt(provider)} is not available: ${reading.what}.`;
    throw new AppError("SECRET_UNAVAILABLE", message, { hint: reading.hint });
  };
}

function readerOf(
  kind: SecretKind,
  { folder, env }: Omit<SecretSurroundings, "provider">,
): (signal: AbortSignal) => Promise<SecretReading> {
  switch (kind.from) {
    case "literal":
      return async () => ({ ok: true, secret: kind.text });
    case "env":
      return async () => fromEnvironment(kind.name, env);
    case "file":
      return async (signal) => {
        const path = substitute(kind.path, env);
        if (!path.ok) return { ok: false, what: path.message, hint: path.hint };
        return fromFile(resolve(folder, path.text), signal);
      };
    case "command":
      // A command has variables of its own, if it is a shell: `${NAME}` is left to it.
      return (signal) =>
        runSecretCommand({ command: kind.command, folder, env, limitMs: COMMAND_LIMIT_MS }, signal);
  }
}

function fromEnvironment(name: string, env: Environment): SecretReading {
  const secret = variable(name, env);
  if (secret !== null) return { ok: true, secret };
  const what = `the environment variable ${excerpt(name)} is not set`;
  return { ok: false, what, hint: "Set it, then start Portico again." };
}

async function fromFile(file: string, signal: AbortSignal): Promise<SecretReading> {
  const name = `the file ${excerpt(file, 200)}`;
  try {
    const stats = await stat(file);
    if (!stats.isFile()) {
      const what = `${excerpt(file, 200)} is not a file`;
      return { ok: false, what, hint: "Name a file with the secret in it." };
    }
    if (stats.size > LARGEST_FILE_BYTES) {
      const what = `${name} has ${stats.size} bytes`;
      return { ok: false, what, hint: "It must hold the secret only." };
    }
    const secret = (await readFile(file, { encoding: "utf8", signal })).replace(/\r?\n$/u, "");
    if (secret !== "") return { ok: true, secret };
    return { ok: false, what: `${name} is empty`, hint: "Write the secret into it." };
  } catch (error) {
    signal.throwIfAborted();
    const code = error instanceof Error && "code" in error ? String(error.code) : "error";
    const hint = "Check the path (relative to the config's folder) and that you may read it.";
    return { ok: false, what: `${name} cannot be read (${code})`, hint };
  }
}
