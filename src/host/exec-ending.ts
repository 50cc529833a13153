import type { Readable } from "node:stream";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";

const LONGEST_LINE = 4_000;

/** Why a process has ended; `crashed` when nobody asked for it and it may go better the next time. */
export type ExecEnd = { readonly error: AppError; readonly crashed: boolean };

type Ending = {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
};

/** What ended: the adapter, its program, and what that said last on standard error. */
type Ended = { readonly adapter: string; readonly program: string; readonly last: string };

/** The end of a process that ended by itself, or could not be started. */
export function endOf({ exitCode, signal, code }: Ending, { adapter, program, last }: Ended): ExecEnd {
  if (exitCode === undefined && signal === undefined) {
    const why = code === "ENOENT" ? "was not found" : `cannot be started (${code ?? "no reason given"})`;
    const error = new AppError(
      "PLUGIN_RESOLVE",
      `The program ${excerpt(program)} of the adapter ${adapter} ${why}.`,
      {
        hint: "Name a program of the PATH, or its path from the working directory; it must be executable.",
      },
    );
    return { error, crashed: false };
  }
  const how =
    exitCode === undefined ? `was ended by ${signal}` : `ended by itself with exit code ${exitCode}`;
  const said = last === "" ? "It said nothing on standard error" : `It said last: ${excerpt(last, 300)}`;
  const error = new AppError("PLUGIN_FAILED", `The process of the adapter ${adapter} ${how}.`, {
    hint: `${said.replace(/\.$/u, "")}. Run its command by hand to see more.`,
  });
  return { error, crashed: true };
}

/** Passes standard error on line by line, long lines cut; `last` is the last one that says something. */
export function logLines(stderr: Readable, log: (line: string) => void): { readonly last: () => string } {
  let rest = "";
  let last = "";
  const say = (line: string): void => {
    if (line.trim() !== "") last = line;
    if (line !== "") log(line);
  };
  stderr.setEncoding("utf8");
  stderr.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(0, LONGEST_LINE);
    for (const line of lines) say(line.replace(/\r$/u, "").slice(0, LONGEST_LINE));
  });
  stderr.on("end", () => say(rest));
  return { last: () => last };
}
