/** The middle one; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** One line of the benchmark's report: a figure beside the most it should be. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly most: number;
  readonly detail: string;
};

export function figureText({ name, value, unit, most, detail }: Figure): string {
  const shown = value >= 100 ? value.toFixed(0) : value.toFixed(2);
  const verdict = value <= most ? "ok  " : "OVER";
  return `${verdict}  ${name.padEnd(58)} ${`${shown}${unit}`.padStart(10)}  at most ${most}${unit}   ${detail}`;
}
