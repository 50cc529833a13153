/** How durations are written: `90s`, `10m`, `1h`, `30d`, `1.5h`; `0` for none. */
export const DURATION_PATTERN = /^(?:0|(\d{1,9}(?:\.\d{1,3})?)\s?([smhd]))$/u;

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration as written in the config, or null when it is none. */
export function durationMs(written: string | number): number | null {
  if (written === 0 || written === "0") return 0;
  const [, count, unit] = DURATION_PATTERN.exec(String(written)) ?? [];
  const factor = UNIT_MS[unit ?? ""];
  return factor === undefined ? null : Math.round(Number(count) * factor);
}
