import { ERROR_CODES, isAppError, reportOf } from "../core/errors.ts";
import { plainLines } from "../core/plain-text.ts";
import { errorText } from "./error-text.ts";

/** What is printed when something was thrown, and the exit code: an AppError in its own words, a bug with its stack. */
export function failureText(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (isAppError(error)) return { text: errorText(reportOf(error)), exitCode: ERROR_CODES[error.code].exit };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const text = [
    "portico: this is a fault in Portico; please report it with these lines:",
    ...plainLines(stack),
  ];
  return { text: `${text.join("\n  ")}\n`, exitCode: 1 };
}
