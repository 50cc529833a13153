import { ERROR_CODES, isAppError, reportOf } from "../core/errors.ts";
import { plainLines, plainText } from "../core/plain-text.ts";
import { errorText } from "./error-text.ts";

/**
 * What is printed when something was thrown, and the exit code: an AppError in its own words, a full disk or a broken
 * stream under the output as that, a bug with its stack.
 */
export function failureText(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (isAppError(error)) return { text: errorText(reportOf(error)), exitCode: ERROR_CODES[error.code].exit };
  if (isWriteFailure(error)) {
    const text = `portico: could not write the output: ${plainText(error.message)}.\n`;
    return { text: `${text}  Make room, or write it somewhere else.\n`, exitCode: 1 };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const text = [
    "portico: this is a fault in Portico; please report it with these lines:",
    ...plainLines(stack),
  ];
  return { text: `${text.join("\n  ")}\n`, exitCode: 1 };
}

/** What the store and the config cannot write is an AppError by now. */
function isWriteFailure(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error && error.syscall === "write";
}
