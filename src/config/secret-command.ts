import { excerpt } from "../core/plain-text.ts";
import type { Environment } from "./environment.ts";

const LONGEST_OUTPUT = 64_000;
/** What a program gets to end by itself once it is asked to. */
const KILL_AFTER_MS = 500;

/** A secret, or why there is none: `the file x is empty`. */
export type SecretReading =
  | { readonly ok: true; readonly secret: string }
  | { readonly ok: false; readonly what: string; readonly hint: string };

export type SecretCommand = {
  /** Program and arguments; no shell. */
  readonly command: readonly string[];
  /** The working directory. */
  readonly folder: string;
  readonly env: Environment;
  readonly limitMs: number;
};

type Ending = {
  readonly stdout: string;
  readonly failed: boolean;
  readonly timedOut: boolean;
  readonly isMaxBuffer: boolean;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
};

/**
 * Runs a program that prints a secret and resolves to what it printed, the newline at the end cut, or to what went
 * wrong, naming the program but nothing of its output. Rejects with the signal's reason when aborted.
 */
export async function runSecretCommand(
  { command, folder, env, limitMs }: SecretCommand,
  signal: AbortSignal,
): Promise<SecretReading> {
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
  const failure = failureOf(result, limitMs);
  if (failure === null) return { ok: true, secret: result.stdout };
  const [what, hint] = failure;
  return { ok: false, what: `the command ${excerpt(program)} ${what}`, hint };
}

function failureOf(ending: Ending, limitMs: number): readonly [what: string, hint: string] | null {
  if (ending.timedOut) {
    return [`did not end within ${limitMs / 1_000} s`, "It must print the secret without asking."];
  }
  if (ending.isMaxBuffer) {
    return [`printed more than ${LONGEST_OUTPUT} characters`, "It must print the secret only."];
  }
  if (ending.code === "ENOENT") return ["was not found", "Name a program of the PATH, or its whole path."];
  if (ending.failed) {
    return [`ended with ${endOf(ending)}`, "Run it by hand in the config's folder to see why."];
  }
  return ending.stdout === "" ? ["printed nothing", "It must print the secret."] : null;
}

function endOf({ exitCode, signal, code }: Ending): string {
  return exitCode === undefined ? (signal ?? code ?? "an error") : `exit code ${exitCode}`;
}
