import {
  canonicalPeriod,
  exactSeconds,
  periodText,
  type Limit,
  type Period,
  type PeriodUnit,
} from "./period.ts";

/** The units in which a Provider keeps its limits. */
export type LimitUnits = {
  readonly rate: readonly PeriodUnit[];
  readonly quota: readonly PeriodUnit[];
  readonly keyLifetime: readonly PeriodUnit[];
};

/** What is wrong with a limit, in words that follow its field's name; null for a good one, and for unlimited. */
export function limitFault(limit: Limit | null, units: readonly PeriodUnit[] | null): string | null {
  if (limit === null) return null;
  const { count, per } = limit;
  if (!Number.isFinite(count) || count <= 0) {
    return `allows ${count} requests; it takes a count above 0, or unlimited`;
  }
  return periodFault(per, units, "be kept per");
}

/** What is wrong with a lifetime, in words that follow its field's name; null for a good one, and for never. */
export function lifetimeFault(lifetime: Period | null, units: readonly PeriodUnit[] | null): string | null {
  return lifetime === null || lifetime.unit === "forever" ? null : periodFault(lifetime, units, "be");
}

function periodFault(
  period: Period,
  units: readonly PeriodUnit[] | null,
  verb: "be" | "be kept per",
): string | null {
  const { every, unit } = period;
  if (!Number.isFinite(every) || every <= 0) return `has a period of ${every} ${unit}; it must be above 0`;
  if (units === null || isKept(period, units)) return null;
  const seconds = exactSeconds(period);
  const why = seconds === null && unit !== "forever" ? `; a ${unit} is not always as long` : "";
  return `cannot ${verb} ${periodText(period)} there: it keeps ${units.join(", ")}${why}`;
}

/** As it is given, or as another unit that means the same. */
function isKept(period: Period, units: readonly PeriodUnit[]): boolean {
  if (units.includes(period.unit)) return true;
  const seconds = exactSeconds(period);
  if (seconds === null) return false;
  return (
    units.includes(canonicalPeriod(period).unit) || (units.includes("second") && Number.isInteger(seconds))
  );
}
