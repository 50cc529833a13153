import { plainText } from "../core/plain-text.ts";
import type { Done } from "./write-dialog.ts";

/** What was done, in one line: the first change by name, and what to look out for, each thing once. */
export function doneText(done: readonly Done[]): string {
  const [first, ...rest] = done;
  if (first === undefined) return "nothing was changed";
  const more = rest.length === 0 ? "" : ` and ${rest.length} more`;
  const warnings = new Set(done.flatMap((one) => one.warnings));
  return plainText([`${first.summary}${more}`, ...warnings].join(" · "));
}
