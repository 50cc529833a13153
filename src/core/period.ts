import * as z from "zod";

export const PERIOD_UNITS = ["second", "minute", "hour", "day", "week", "month", "year", "forever"] as const;

/** A span of time as the Provider means it: months, years and `forever` never become seconds. */
export const periodSchema = z.lazy(() =>
  z.strictObject({ every: z.number().positive(), unit: z.enum(PERIOD_UNITS) }),
);
export type Period = Readonly<z.infer<typeof periodSchema>>;
export type PeriodUnit = Period["unit"];

/** `count` requests in each `per`. */
export const limitSchema = z.lazy(() =>
  z.strictObject({ count: z.number().nonnegative(), per: periodSchema }),
);
export type Limit = Readonly<z.infer<typeof limitSchema>>;

const EXACT_SECONDS = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 } as const;
const LARGEST_FIRST = ["day", "hour", "minute"] as const;
/** Up to here a single unit reads well (`90 min`); beyond, a mix does (`2 h 1 s`). */
const PLAIN_UP_TO = 120;
const SHORT: Readonly<Record<PeriodUnit, string>> = {
  second: "s",
  minute: "min",
  hour: "h",
  day: "day",
  week: "week",
  month: "month",
  year: "year",
  forever: "never renews",
};

/** The period of so many seconds, in canonical form. */
export function secondsPeriod(seconds: number): Period {
  return canonicalPeriod({ every: seconds, unit: "second" });
}

/** Seconds to days reduce to the largest exact unit, a week is 7 days; month, year and forever stay as they are. */
export function canonicalPeriod(period: Period): Period {
  const seconds = exactSeconds(period);
  if (seconds === null) return period.unit === "forever" ? { every: 1, unit: "forever" } : period;
  for (const unit of LARGEST_FIRST) {
    const every = seconds / EXACT_SECONDS[unit];
    if (Number.isInteger(every)) return { every, unit };
  }
  return { every: seconds, unit: "second" };
}

/** The length in seconds, or null for month, year and forever, which have no fixed length. */
export function exactSeconds(period: Period): number | null {
  const { unit } = period;
  return unit === "month" || unit === "year" || unit === "forever"
    ? null
    : period.every * EXACT_SECONDS[unit];
}

/** True when both mean the same span: 60 s is 1 minute, 30 days is not 1 month. */
export function samePeriod(a: Period, b: Period): boolean {
  const left = canonicalPeriod(a);
  const right = canonicalPeriod(b);
  return left.unit === right.unit && left.every === right.every;
}

/** True when both allow the same; null is unlimited. */
export function sameLimit(a: Limit | null, b: Limit | null): boolean {
  if (a === null || b === null) return a === b;
  return a.count === b.count && samePeriod(a.per, b.per);
}

/** True when both live as long; null and forever are never. */
export function sameLifetime(a: Period | null, b: Period | null): boolean {
  const isNever = (lifetime: Period | null): boolean => lifetime === null || lifetime.unit === "forever";
  if (a === null || b === null || isNever(a) || isNever(b)) return isNever(a) && isNever(b);
  return samePeriod(a, b);
}

/** `90 days`, `1 h 30 min`, `1 month`, `forever`. */
export function periodText(period: Period): string {
  if (period.unit === "forever") return "forever";
  const seconds = exactSeconds(period);
  if (seconds === null || !Number.isInteger(seconds)) return counted(period.every, period.unit);
  const canonical = canonicalPeriod(period);
  return canonical.every < PLAIN_UP_TO ? counted(canonical.every, canonical.unit) : mixedText(seconds);
}

/** `500 / min`, `1,000 / 90 s`, `10, never renews`; null is `unlimited`. */
export function limitText(limit: Limit | null): string {
  if (limit === null) return "unlimited";
  const count = grouped(limit.count);
  if (limit.per.unit === "forever") return `${count}, ${SHORT.forever}`;
  const per = canonicalPeriod(limit.per);
  if (per.every === 1) return `${count} / ${SHORT[per.unit]}`;
  return `${count} / ${periodText(per)}`;
}

/** `90 days`; null is `never`. */
export function lifetimeText(lifetime: Period | null): string {
  return lifetime === null || lifetime.unit === "forever" ? "never" : periodText(lifetime);
}

function mixedText(seconds: number): string {
  const parts: string[] = [];
  let rest = seconds;
  for (const unit of ["day", "hour", "minute", "second"] as const) {
    const every = Math.floor(rest / EXACT_SECONDS[unit]);
    if (every > 0) parts.push(counted(every, unit));
    rest -= every * EXACT_SECONDS[unit];
  }
  return parts.join(" ");
}

function counted(every: number, unit: PeriodUnit): string {
  const short = SHORT[unit];
  const plural = every !== 1 && short.length > 3 ? "s" : "";
  const dayPlural = unit === "day" && every !== 1 ? "s" : "";
  return `${grouped(every)} ${short}${plural}${dayPlural}`;
}

function grouped(count: number): string {
  return Number.isInteger(count) ? count.toLocaleString("en-US") : String(count);
}
