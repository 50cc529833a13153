import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import type { Environment } from "./environment.ts";

const LONGEST_OUTPUT = 64_000;
/** What a program gets to end by itself once it is asked to. */
const KILL_AFTER_MS = 500;

export type SecretCommand = {
  /** Program and arguments; no shell. */
  readonly command: readonly string[];
  /** The working directory. */
  readonly folder: string;
  readonly env: Environment;
  readonly limitMs: number;
};

type Ending = {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
};

/**
 * Runs a program that prints a secret and resolves to what it printed, the newline at the end cut. Rejects with
 * SECRET_UNAVAILABLE, naming the program but nothing of its output; with the signal's reason when aborted.
 */
export async function runSecretCommand(
  { command, folder, env, limitMs }: SecretCommand,
  signal: AbortSignal,
): Promise<string> {
  const { execa } = await import("execa");
  const [program = "", ...given] = command;
  const running = execa(program, given, {
    cwd: folder,
    env,
    extendEnv: false,
    stdin: "ignore",
    stderr: "ignore",
    timeout: limitMs,
    forceKillAfterDelay: KILL_AFTER_MS,
    maxBuffer: LONGEST_OUTPUT,
    cancelSignal: signal,
    reject: false,
  });
  // A child that the program left behind may hold its output open; without this one would wait for it, too.
  const letGo = () => running.stdout.destroy();
  const atLimit = setTimeout(letGo, limitMs + 2 * KILL_AFTER_MS);
  signal.addEventListener("abort", letGo, { once: true });
  const result = await running;
  clearTimeout(atLimit);
  signal.removeEventListener("abort", letGo);
  signal.throwIfAborted();
  const name = excerpt(program);
  if (result.timedOut)
    throw unavailable(
      name,
      `did not end within ${limitMs / 1_000} s`,
      "It must print the secret without asking.",
    );
  if (result.isMaxBuffer)
    throw unavailable(
      name,
      `printed more than ${LONGEST_OUTPUT} characters`,
      "It must print the secret only.",
    );
  if (result.code === "ENOENT")
    throw unavailable(name, "was not found", "Name a program of the PATH, or its whole path.");
  if (result.failed) {
    throw unavailable(
      name,
      `ended with ${endOf(result)}`,
      "Run it by hand in the config's folder to see why.",
    );
  }
  if (result.stdout === "") throw unavailable(name, "printed nothing", "It must print the secret.");
  return result.stdout;
}

function endOf({ exitCode, signal, code }: Ending): string {
  return exitCode === undefined ? (signal ?? code ?? "an error") : `exit code ${exitCode}`;
}

function unavailable(program: string, what: string, hint: string): AppError {
  return new AppError("SECRET_UNAVAILABLE", `The secret is not available: the command ${program} ${what}.`, {
    hint,
  });
}
