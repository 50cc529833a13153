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

/** A warning, with the instant of the check that saw it; null for what configuration and history tell. */
export type BrokenPractice = CheckStep & { readonly checkedAt: string | null };

/**
 * The best practices that a Provider breaks, as warnings: those of its configuration and history, and what the last
 * checks have seen at its address. Ignored ones are left out. `now` in milliseconds since the epoch.
 */
export function brokenPractices(
  view: ProviderView,
  data: Pick<ConsoleState, "config" | "providers" | "catalogs">,
  now: number,
): readonly BrokenPractice[] {
  const { definition, asWritten: written, status } = view;
  const { ignore, refreshIntervalMs } = data.config;
  const others = data.providers
    .map((other) => other.definition)
    .filter(({ name, enabled }) => enabled && name !== definition.name);
  const catalog = data.catalogs.get(definition.name) ?? null;
  const own = practicesOf({ definition, written, status, catalog, others, refreshIntervalMs, now });
  const seen = (status.measured ?? []).filter(({ url }) => url === definition.url);
  return [
    ...own.map((step) => ({ ...step, checkedAt: null })),
    ...seen.map(({ step, at }) => ({ ...step, checkedAt: at })),
  ].filter(({ practice = "" }) => !ignore.includes(practice));
}

/** Whether one of them is serious there. */
export function hasSeriousPractice(view: ProviderView, data: ConsoleState, now: number): boolean {
  const guarded = isProduction(view.definition);
  return brokenPractices(view, data, now).some(
    ({ practice = "" }) => SERIOUS.has(practice) || (guarded && SERIOUS_IN_PRODUCTION.has(practice)),
  );
}
