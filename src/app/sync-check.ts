import { notKnown, passed, warning, type CheckStep } from "../core/check.ts";
import { practicesOf } from "../core/practices.ts";
import { shellWord } from "../core/shell-word.ts";
import { counted } from "../core/counted.ts";
import { agoText } from "../view/age.ts";
import type { CheckSubject } from "./check-provider.ts";

const ID = "sync";

/** When it was synchronized last, and how that went. */
export function syncStep(subject: CheckSubject, now: Date): CheckStep {
  const { status, provider, catalog, others, refreshIntervalMs } = subject;
  const { definition, asWritten: written } = provider;
  const command = `portico sync ${shellWord(definition.name)}`;
  if (status.lastAttemptAt === null) return notKnown(ID, "never synchronized", `Synchronize it: ${command}`);
  const last =
    status.lastSuccessAt === null
      ? "never synchronized with success"
      : `last synchronized ${agoText(status.lastSuccessAt, now.getTime()) ?? "some time ago"}`;
  if (status.state === "down") {
    const advice = status.error?.hint ?? `Try again: ${command}`;
    const seen = `${last}; the last attempt failed: ${status.error?.message ?? "nobody knows why"}`;
    return { id: ID, outcome: "warn", seen, advice };
  }
  if (status.held !== null) {
    const { products, plans } = status.held;
    const seen = `${last}, and held: it returned none of its ${counted(products, "Product")} and ${counted(plans, "Plan")}`;
    return { id: ID, outcome: "warn", seen, advice: `If that is right, accept it: ${command} --force` };
  }
  const ground = { definition, written, status, catalog, others, refreshIntervalMs, now: now.getTime() };
  const late = practicesOf(ground).find(({ practice }) => practice === "not-synchronized");
  if (late === undefined) return passed(ID, last);
  return warning(ID, {
    seen: `${last}: ${late.seen}`,
    advice: late.advice ?? command,
    practice: "not-synchronized",
  });
}
