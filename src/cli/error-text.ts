import type { ErrorReport } from "../core/errors.ts";
import { plainLines } from "../core/plain-text.ts";

const ONE_LINE: ReadonlySet<string> = new Set(["USAGE", "UNKNOWN_PROVIDER"]);

/** What a command prints on stderr for an error: message and next step, ending with a newline. */
export function errorText(error: ErrorReport): string {
  const lines = plainLines(error.message);
  const hint = error.hint === null ? [] : plainLines(error.hint);
  if (ONE_LINE.has(error.code)) return `portico: ${[...lines, ...hint].join(" ")}\n`;
  return `portico: ${[...lines, ...hint].join("\n  ")}\n`;
}
