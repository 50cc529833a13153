import type { Limit, Period, PeriodUnit } from "./period.ts";

/** What was read from a text, or why it could not be read, with an example of what can. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

const UNITS: Readonly<Record<string, PeriodUnit>> = {
  s: "second",
  m: "minute",
  h: "hour",
  d: "day",
  w: "week",
  mo: "month",
  y: "year",
};
const UNIT_WORDS: Readonly<Record<PeriodUnit, string>> = {
  second: "s",
  minute: "m",
  hour: "h",
  day: "d",
  week: "w",
  month: "mo",
  year: "y",
  forever: "forever",
};
const PERIOD = /^(\d*)\s*([a-z]+)$/u;
const COUNT = /^\d{1,3}(?:[,_]\d{3})+$|^\d+$/u;
const UNIT_HINT = "s, m (minute), h, d, w, mo (month) or y";

/**
 * A span as people type it: `30s`, `1m`, `1h`, `90d`, `2w`, `1mo`, `1y`, `forever`; without a number, one of it.
 */
export function readPeriod(text: string): Read<Period> {
  const word = text.trim().toLowerCase();
  if (word === "forever") return { ok: true, value: { every: 1, unit: "forever" } };
  const [, digits = "", name = ""] = PERIOD.exec(word) ?? [];
  const unit = Object.hasOwn(UNITS, name) ? UNITS[name] : undefined;
  if (unit === undefined) return refused(text, `a number and ${UNIT_HINT}, for example 90d`);
  const every = digits === "" ? 1 : Number(digits);
  if (every === 0) return refused(text, "a period of at least 1, for example 1m");
  if (!Number.isSafeInteger(every)) return refused(text, "a number that is not as long");
  return { ok: true, value: { every, unit } };
}

/** A limit as people type it: `500/1m`, `500/m`, `100000/30d`, `1000/forever`; `unlimited` is null. */
export function readLimit(text: string): Read<Limit | null> {
  const word = text.trim().toLowerCase();
  if (word === "unlimited") return { ok: true, value: null };
  const slash = word.indexOf("/");
  if (slash < 0) return refused(text, "a count and a period, for example 500/1m, or unlimited");
  const digits = word.slice(0, slash).trim();
  if (!COUNT.test(digits)) return refused(text, "a whole number before the slash, for example 500/1m");
  const count = Number(digits.replaceAll(/[,_]/gu, ""));
  if (count === 0) return refused(text, "a count of at least 1, or unlimited");
  if (!Number.isSafeInteger(count)) return refused(text, "a count that is not as long, or unlimited");
  const per = readPeriod(word.slice(slash + 1));
  if (!per.ok)
    return refused(text, `a period after the slash: a number and ${UNIT_HINT}, for example 500/1m`);
  return { ok: true, value: { count, per: per.value } };
}

/** How long credentials live as people type it: `90d`, `12mo`; `never` is null. */
export function readLifetime(text: string): Read<Period | null> {
  const word = text.trim().toLowerCase();
  if (word === "never" || word === "forever") return { ok: true, value: null };
  const period = readPeriod(text);
  return period.ok ? period : refused(text, `a number and ${UNIT_HINT}, for example 90d, or never`);
}

/** The text that `readPeriod` reads as this period. */
export function periodWords({ every, unit }: Period): string {
  return unit === "forever" ? UNIT_WORDS.forever : `${every}${UNIT_WORDS[unit]}`;
}

/** The text that `readLimit` reads as this limit. */
export function limitWords(limit: Limit | null): string {
  return limit === null ? "unlimited" : `${limit.count}/${periodWords(limit.per)}`;
}

/** The text that `readLifetime` reads as this lifetime. */
export function lifetimeWords(lifetime: Period | null): string {
  return lifetime === null || lifetime.unit === "forever" ? "never" : periodWords(lifetime);
}

function refused(text: string, wanted: string): { readonly ok: false; readonly problem: string } {
  const seen = text.trim() === "" ? "nothing" : `"${text.trim()}"`;
  return { ok: false, problem: `${seen} is not ${wanted}` };
}
