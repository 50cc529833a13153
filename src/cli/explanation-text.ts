import type { Explanation } from "../core/explain.ts";
import { plainText } from "../core/plain-text.ts";

/** One explanation for people: what it is, each question with its answer, the advice; a blank line at its end. */
export function explanationText(explanation: Explanation, colour: boolean): string {
  const { name, provider, policyId, outcome, steps, advice } = explanation;
  const id = policyId === null ? "" : `, ${policyId}`;
  const head = plainText(`${name} (${provider}${id}): ${outcome}`);
  const lines = steps.map(
    (step) => `  ${mark(step.ok, colour)} ${plainText(step.question)} ${plainText(step.answer)}`,
  );
  return `${colour ? `\u001B[1m${head}\u001B[0m` : head}\n${lines.join("\n")}\n  → ${plainText(advice)}\n\n`;
}

function mark(ok: boolean | null, colour: boolean): string {
  if (ok === null) return "·";
  const [glyph, sgr] = ok ? ["✔", "32"] : ["✖", "31"];
  return colour ? `\u001B[${sgr}m${glyph}\u001B[0m` : glyph;
}
