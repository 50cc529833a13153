import type { CheckStep } from "../core/check.ts";
import { practicesOf } from "../core/practices.ts";
import { isProduction } from "../core/provider.ts";
import type { ConsoleState, ProviderView } from "./console-data.ts";

/** Worth looking at wherever it is: it breaks something soon, or is open to others. */
const SERIOUS: ReadonlySet<string> = new Set(["certificate-expiring", "literal-secret", "not-synchronized"]);
/** Worth it where real consumers are. */
const SERIOUS_IN_PRODUCTION: ReadonlySet<string> = new Set([
  "http-url",
  "insecure-skip-verify",
  "admin-user",
]);

/**
 * The best practices that a Provider breaks, as warnings: those of its configuration and history, and what its last
 * check found. Ignored ones are left out. `now` in milliseconds since the epoch.
 */
export function brokenPractices(view: ProviderView, data: ConsoleState, now: number): readonly CheckStep[] {
  const { definition, asWritten: written, status } = view;
  const { ignore, refreshIntervalMs } = data.config;
  const others = data.providers
    .map((other) => other.definition)
    .filter(({ name, enabled }) => enabled && name !== definition.name);
  const catalog = data.catalogs.get(definition.name) ?? null;
  const own = practicesOf({ definition, written, status, catalog, others, refreshIntervalMs, now });
  const known = new Set(own.map(({ practice }) => practice));
  const checked = (data.checks.get(definition.name)?.steps ?? []).filter(
    ({ outcome, practice }) => outcome === "warn" && practice !== undefined && !known.has(practice),
  );
  return [...own, ...checked].filter(
    ({ practice = "" }) => practice !== "default-port" && !ignore.includes(practice),
  );
}

/** Whether one of them is serious there. */
export function hasSeriousPractice(view: ProviderView, data: ConsoleState, now: number): boolean {
  const guarded = isProduction(view.definition);
  return brokenPractices(view, data, now).some(
    ({ practice = "" }) => SERIOUS.has(practice) || (guarded && SERIOUS_IN_PRODUCTION.has(practice)),
  );
}
