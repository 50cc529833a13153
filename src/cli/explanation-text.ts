import { adoptCommand } from "../core/change-command.ts";
import type { Explanation } from "../core/explain.ts";
import { plainText } from "../core/plain-text.ts";
import { shellWord } from "../core/shell-word.ts";
import { dateAndTime } from "../view/age.ts";

/** One explanation for people: what it is, each question with its answer, the advice; a blank line at its end. */
export function explanationText(explanation: Explanation, colour: boolean): string {
  const { name, provider, policyId, outcome, steps, advice, adoption, advisesAdoption } = explanation;
  const id = policyId === null ? "" : `, ${policyId}`;
  const head = plainText(`${name} (${provider}${id}): ${outcome}`);
  const lines = steps.map(
    (step) => `  ${mark(step.ok, colour)} ${plainText(step.question)} ${plainText(step.answer)}`,
  );
  const does = adoption === null || !advisesAdoption ? "" : `    ${plainText(adoptCommand(adoption))}\n`;
  return `${colour ? `\u001B[1m${head}\u001B[0m` : head}\n${lines.join("\n")}\n  → ${plainText(advice)}\n${does}\n`;
}

/** Nothing of a Provider is on show: why, and how to hear of a single policy; a blank line at its end. */
export function nothingShownText(provider: string, advice: string, colour: boolean): string {
  const head = plainText(`${provider}: nothing is on show`);
  const one = plainText(`portico explain -p ${shellWord(provider)} POLICY tells of one policy`);
  return `${colour ? `\u001B[1m${head}\u001B[0m` : head}\n  → ${plainText(advice)}\n    ${one}\n\n`;
}

/** An ISO instant in the time of this place: `on 2026-01-31 at 12:03`. */
export function localTime(instant: string): string {
  const [date = "", time = ""] = localMinute(instant).split(" ");
  return `on ${date} at ${time}`;
}

/** An ISO instant in the time of this place: `2026-01-31 12:03`. */
export function localMinute(instant: string): string {
  return dateAndTime(instant, -new Date(instant).getTimezoneOffset());
}

function mark(ok: boolean | null, colour: boolean): string {
  if (ok === null) return "·";
  const [glyph, sgr] = ok ? ["✔", "32"] : ["✖", "31"];
  return colour ? `\u001B[${sgr}m${glyph}\u001B[0m` : glyph;
}
