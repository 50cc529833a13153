import type { TrialCase, TrialReport } from "../core/adapter-view.ts";
import { plainLines } from "../core/plain-text.ts";

/** A trial as a JUnit file, as CI systems read it. */
export function junitText({ adapter, provider, cases }: TrialReport): string {
  const count = (...outcomes: readonly TrialCase["outcome"][]): number =>
    cases.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const counts = {
    tests: cases.length,
    failures: count("failed"),
    skipped: count("not-claimed", "not-tried"),
    time: secondsOf(cases.reduce((sum, { ms }) => sum + ms, 0)),
  };
  const name = `${adapter} at ${provider}`;
  const lines = cases.map((one) => caseText(one, adapter));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes(counts)}>`,
    `  <testsuite ${attributes({ name, ...counts })}>`,
    ...lines,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseText(one: TrialCase, adapter: string): string {
  const start = `    <testcase ${attributes({ classname: adapter, name: one.name, time: secondsOf(one.ms) })}`;
  if (one.outcome === "passed") return `${start}/>`;
  const inside =
    one.outcome === "failed"
      ? `<failure ${attributes({ message: one.rule })}>${escaped(`call: ${one.call}\nanswer: ${one.answer}`)}</failure>`
      : `<skipped ${attributes({ message: one.reason })}/>`;
  return `${start}>${inside}</testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(" ");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML knows no control characters. */
function escaped(text: string): string {
  return plainLines(text)
    .join("\n")
    .replace(/[&<>"]/gu, (character) => ENTITIES[character] ?? "");
}

function secondsOf(ms: number): string {
  return (ms / 1000).toFixed(3);
}
