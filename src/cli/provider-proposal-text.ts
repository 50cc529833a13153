import { stepsToMend, type CheckStep } from "../core/check.ts";
import { plainText } from "../core/plain-text.ts";
import type { ProviderProposal, ProviderTest } from "../core/provider-edit.ts";

const SGR = { "+": 32, "-": 31, " ": 2 } as const;
const SIGNS = { ok: "✔", warn: "⚠", fail: "✖", unknown: "?" } as const;
const COLOURS = { ok: 32, warn: 33, fail: 31, unknown: 2 } as const;

/** A change of the config before it happens, for people: its title, the lines that change, and what to think of. */
export function providerProposalText(proposal: ProviderProposal, colour: boolean): string {
  const { title, change, lines, affects, warnings } = proposal;
  const width = Math.max(1, ...lines.map(({ number }) => String(number).length));
  const shown = lines.map(({ sign, number, text }) =>
    painted(`  ${String(number).padStart(width)} ${sign} ${text}`.trimEnd(), SGR[sign], colour),
  );
  const what = { edit: [], create: ["  A new file."], delete: ["  The file goes."] }[change];
  const notes = [...affects.map((text) => `  ${text}`), ...warnings.map((text) => `  ⚠ ${text}`)];
  return `${[painted(plainText(title), 1, colour), ...shown, ...what, ...notes.map(plainText)].join("\n")}\n`;
}

/** What trying a connection found, a line for each step, with what to do below it. */
export function providerTestText({ steps }: ProviderTest, colour: boolean): string {
  return stepsToMend(steps)
    .map((step) => stepText(step, colour))
    .join("");
}

function stepText({ outcome, id, seen, advice }: CheckStep, colour: boolean): string {
  const line = `${painted(SIGNS[outcome], COLOURS[outcome], colour)} ${plainText(`${id}: ${seen}`)}\n`;
  return advice === null ? line : `${line}  ${plainText(advice)}\n`;
}

function painted(text: string, code: number, colour: boolean): string {
  return colour ? `\u001B[${code}m${text}\u001B[0m` : text;
}
