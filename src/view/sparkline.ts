import type { Usage } from "../core/credential.ts";

const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;
const ASCII_BARS = ["_", ".", ":", "-", "=", "+", "*", "#"] as const;

/** One character for each count, the highest of them full; a count of 0 is blank. */
export function sparkline(counts: readonly number[], ascii = false): string {
  const bars = ascii ? ASCII_BARS : BARS;
  const most = Math.max(0, ...counts);
  return counts
    .map((count) => (count <= 0 ? " " : (bars[Math.ceil((count / most) * bars.length) - 1] ?? bars[0])))
    .join("");
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1,204 hits, 12 errors, last 2026-11-27`: what a credential was used for. */
export function usageWords({ days, lastAt }: Usage): string {
  const sum = (of: (day: Usage["days"][number]) => number): number =>
    days.reduce((total, day) => total + of(day), 0);
  const hits = sum((day) => day.hits);
  const errors = sum((day) => day.errors);
  const last = lastAt === null ? "never used" : `last ${lastAt.slice(0, 10)}`;
  return `${grouped(hits)} hits, ${grouped(errors)} errors, ${last}`;
}

/** The same behind its sparkline. */
export function usageLine(usage: Usage, ascii = false): string {
  const bars = sparkline(
    usage.days.map((day) => day.hits),
    ascii,
  );
  return `${bars} ${usageWords(usage)}`.trimStart();
}

/** A text without what is drawn in it: its words say the same. */
export function withoutSparkline(text: string): string {
  return text.replaceAll(/[▁▂▃▄▅▆▇█ ]*[▁▂▃▄▅▆▇█][▁▂▃▄▅▆▇█ ]*/gu, " ");
}
