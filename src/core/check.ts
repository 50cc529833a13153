import type { CheckStep } from "./check-step.ts";
import type { AppError } from "./errors.ts";
import type { PracticeId } from "./practice-ids.ts";

export type { CheckStep } from "./check-step.ts";

/** The check of one Provider: as it goes on while `running`, and as it ended. Steps in the order of their questions. */
export type CheckRun = {
  readonly provider: string;
  /** ISO instant. */
  readonly startedAt: string;
  readonly running: boolean;
  readonly steps: readonly CheckStep[];
};

/** A finished check; `ok` when no step failed. */
export type ProviderCheck = {
  readonly provider: string;
  readonly ok: boolean;
  readonly steps: readonly CheckStep[];
};

/** True when nothing failed: warnings, and what is not known, are no failures. */
export function isPassed(steps: readonly CheckStep[]): boolean {
  return steps.every(({ outcome }) => outcome !== "fail");
}

/** A step that found what it should. */
export function passed(id: string, seen: string): CheckStep {
  return { id, outcome: "ok", seen, advice: null };
}

/** A step that failed with an error: its message is what was seen, its hint what to do. */
export function failedBy(id: string, { message, hint }: Pick<AppError, "message" | "hint">): CheckStep {
  return { id, outcome: "fail", seen: message, advice: hint };
}

/** A step whose answer nobody knows, with the reason. */
export function notKnown(id: string, reason: string, advice: string | null = null): CheckStep {
  return { id, outcome: "unknown", seen: reason, advice };
}

/** A step that could not be tried any more after another one. */
export function unknownAfter(id: string, failed: string): CheckStep {
  return notKnown(id, `not known, because ${failed} failed`);
}

/** The steps for whoever wants to mend what failed: without those that are not known because of it. */
export function stepsToMend(steps: readonly CheckStep[]): readonly CheckStep[] {
  return isPassed(steps) ? steps : steps.filter(({ outcome }) => outcome !== "unknown");
}

/** A warning about a best practice. */
export function warning(
  id: string,
  {
    seen,
    advice,
    practice,
  }: { readonly seen: string; readonly advice: string; readonly practice: PracticeId },
): CheckStep {
  return { id, outcome: "warn", seen, advice, practice };
}

/**
 * The step as an operator wants to see it: a warning about a best practice that is ignored counts as found well, and
 * says so.
 */
export function heeding(step: CheckStep, ignored: readonly string[]): CheckStep {
  const { practice, ...rest } = step;
  if (practice === undefined || !ignored.includes(practice)) return step;
  if (step.outcome !== "warn") return rest;
  return passed(step.id, `${step.seen} (ignored: ${practice})`);
}

/**
 * `2 failed, 1 warning, 3 unknown`: what a check came to, in a few words; with `isNaming`, `2 failed (dns, port), …`.
 */
export function checkSummary(
  steps: readonly CheckStep[],
  { isNaming }: { readonly isNaming: boolean } = { isNaming: false },
): string {
  const count = (wanted: CheckStep["outcome"]): number =>
    steps.filter(({ outcome }) => outcome === wanted).length;
  const failed = steps.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
  const names = isNaming ? ` (${failed.join(", ")})` : "";
  const warnings = count("warn");
  const parts = [
    ...(failed.length > 0 ? [`${failed.length} failed${names}`] : []),
    ...(warnings > 0 ? [warnings === 1 ? "1 warning" : `${warnings} warnings`] : []),
    ...(count("unknown") > 0 ? [`${count("unknown")} unknown`] : []),
  ];
  return parts.length === 0 ? `all ${steps.length} steps are fine` : parts.join(", ");
}
