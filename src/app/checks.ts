import type { ConfiguredProvider } from "../config/config.ts";
import type { ConsoleState } from "../console.ts";
import {
  checkSummary,
  failedBy,
  isPassed,
  type CheckRun,
  type CheckStep,
  type ProviderCheck,
} from "../core/check.ts";
import { AppError, isAppError } from "../core/errors.ts";
import type { AppEvent } from "../core/events.ts";
import { measuredAfter } from "../core/practices.ts";
import { UNKNOWN_STATUS, type ProviderDefinition } from "../core/provider.ts";
import { shellWord } from "../core/shell-word.ts";
import { checkProvider, type CheckPorts, type CheckSubject } from "./check-provider.ts";
import type { Store } from "../store/store.ts";
import type { Roster } from "./roster.ts";
import { withCheck, withMeasured } from "./state-changes.ts";

export type ChecksPorts = CheckPorts & {
  readonly roster: Roster;
  readonly store: Store;
  readonly state: () => ConsoleState;
  readonly change: (step: (state: ConsoleState) => ConsoleState) => void;
  readonly record: (event: AppEvent) => Promise<void>;
};

/**
 * Checks Providers, all at once; their steps appear in the state as they are taken, and each check ends as a line of the
 * history. A check that begins anew takes the place of the one shown. Rejects with CANCELLED when the signal says so.
 */
export async function checkProviders(
  definitions: readonly ProviderDefinition[],
  ports: ChecksPorts,
  signal: AbortSignal,
): Promise<readonly ProviderCheck[]> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const runs = definitions.map((definition) => checkOne(definition, ports, either));
  try {
    return await Promise.all(runs);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(runs);
    throw error;
  }
}

async function checkOne(
  definition: ProviderDefinition,
  ports: ChecksPorts,
  signal: AbortSignal,
): Promise<ProviderCheck> {
  const { state, change } = ports;
  const { name } = definition;
  let run: CheckRun = { provider: name, startedAt: ports.now().toISOString(), running: true, steps: [] };
  let shown: CheckRun | null = null;
  const show = (next: CheckRun): void => {
    const isOwn = shown === null || state().checks.get(name) === shown;
    run = next;
    if (!isOwn) return;
    shown = next;
    change((before) => withCheck(before, next));
  };
  show(run);
  try {
    for await (const step of checkProvider(subjectOf(name, ports), ports, signal)) {
      show({ ...run, steps: [...run.steps, step] });
    }
  } catch (error) {
    show({ ...run, running: false });
    throw signal.aborted && !isAppError(error) ? cancelled(name, error) : error;
  }
  const unkept = await kept(definition, run.steps, ports);
  show({ ...run, running: false, steps: [...run.steps, ...unkept] });
  return { provider: name, ok: isPassed(run.steps), steps: run.steps };
}

/** Keeps what was found, and that it was; a store that cannot be written to is one more thing that is found. */
async function kept(
  definition: ProviderDefinition,
  steps: readonly CheckStep[],
  ports: ChecksPorts,
): Promise<readonly CheckStep[]> {
  try {
    await keepMeasured(definition, steps, ports);
    await ports.record(checkEvent(definition.name, steps, ports.now().toISOString()));
    return [];
  } catch (error) {
    if (!isAppError(error)) throw error;
    return [failedBy("store", error)];
  }
}

/** What a check has measured is told after it, too, until another one measures. */
async function keepMeasured(
  { name, url }: ProviderDefinition,
  steps: readonly CheckStep[],
  { store, roster, change, now }: ChecksPorts,
): Promise<void> {
  // One that has left the config meanwhile has nothing to be kept for.
  if (roster.standingOf(name) === "absent") return;
  const at = now().toISOString();
  const status = await store.updateStatus(name, (stored) => {
    const before = stored?.measured ?? [];
    const measured = measuredAfter(before, steps, { url, at });
    return before.length + measured.length === 0 ? stored : { ...(stored ?? UNKNOWN_STATUS), measured };
  });
  change((before) => withMeasured(before, name, status?.measured ?? []));
}

function cancelled(name: string, cause: unknown): AppError {
  return new AppError("CANCELLED", `The check of ${name} was cancelled.`, {
    cause,
    hint: "Start it again when you want it.",
  });
}

function subjectOf(name: string, { roster, state }: ChecksPorts): CheckSubject {
  const { config, providers, catalogs } = state();
  const provider = configured(name, roster);
  const plugin = roster.failureOf(provider.definition) ?? roster.pluginOf(name).plugin;
  return {
    provider,
    plugin,
    status: providers.find((view) => view.definition.name === name)?.status ?? UNKNOWN_STATUS,
    catalog: catalogs.get(name) ?? null,
    others: roster.enabled().filter((other) => other.name !== name),
    refreshIntervalMs: config.refreshIntervalMs,
    ignored: config.ignore,
  };
}

function configured(name: string, roster: Roster): ConfiguredProvider {
  const found = roster.providers().find(({ definition }) => definition.name === name);
  if (found !== undefined) return found;
  throw new AppError("UNKNOWN_PROVIDER", `The Provider ${name} is no longer configured.`);
}

function checkEvent(provider: string, steps: readonly CheckStep[], at: string): AppEvent {
  const bad = steps.find(({ outcome }) => outcome === "fail");
  const warned = steps.filter(({ outcome }) => outcome === "warn");
  const first = bad === undefined ? idsText(warned) : `: ${bad.id}: ${bad.seen}`;
  return {
    at,
    kind: "check",
    provider,
    outcome: bad === undefined ? (warned.length > 0 ? "warn" : "ok") : "fail",
    summary: `${checkSummary(steps)}${first}`,
    hint: bad?.advice ?? null,
    command: `portico check ${shellWord(provider)}`,
    changes: [],
  };
}

const LISTED = 3;

/** `: tls, baseline, clock, …`: which steps a summary counts. */
function idsText(steps: readonly CheckStep[]): string {
  if (steps.length === 0) return "";
  const ids = steps.slice(0, LISTED).map(({ id }) => id);
  return `: ${[...ids, ...(steps.length > LISTED ? ["…"] : [])].join(", ")}`;
}
