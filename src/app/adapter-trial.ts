import { performance } from "node:perf_hooks";
import type { TrialCase, TrialReport, TrialRequest } from "../core/adapter-view.ts";
import { issueLines } from "../core/config-issue.ts";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import type { ConfiguredProvider } from "../config/config.ts";
import { isPath } from "../host/package-entry.ts";
import { CONFORMANCE_CASES, runCase, type CaseOutcome } from "../plugin/conformance-run.ts";
import { withGuests } from "../plugin/conformance-guests.ts";
import { lacks, type ConformanceCase, type Subject } from "../plugin/conformance-subject.ts";
import { claimsPolicyWrites, type Plugin } from "../plugin/contract.ts";
import type { AdapterToolsPorts } from "./adapter-tools.ts";
import type { ConfigReading } from "./config-reader.ts";
import { failureFor } from "./missing-adapter.ts";
import { trialSubjects } from "./trial-subjects.ts";

type Listening = {
  readonly onCase: (one: TrialCase) => void;
  readonly signal?: AbortSignal;
};

/**
 * Runs the suite on one adapter at one Provider of the config; what has to go wrong does so on the way there. Without
 * `write` nothing is written there; with it, only to policies that are made for the purpose, which are deleted again. Once
 * it is cancelled no further case is tried.
 */
export async function tryAdapter(
  request: TrialRequest,
  ports: AdapterToolsPorts,
  { onCase, signal = new AbortController().signal }: Listening,
): Promise<TrialReport> {
  const trial = await found(request, ports);
  const { plugin, provider } = trial;
  const { direct, faulty, close } = await trialSubjects(trial, ports.surroundings, signal);
  const cases: TrialCase[] = [];
  try {
    for (const one of CONFORMANCE_CASES) {
      const started = performance.now();
      const subject = lacks(direct, one.needs).some((need) => need !== "writing") ? faulty : direct;
      const tried = signal.aborted ? CANCELLED : await outcomeOf(one, subject, request.write);
      const outcome = signal.aborted && tried.outcome === "failed" ? CANCELLED : tried;
      const done = { name: one.name, ms: Math.round(performance.now() - started), ...outcome };
      cases.push(done);
      onCase(done);
    }
  } finally {
    await close();
  }
  const { adapter, version } = plugin;
  return { adapter, version, provider: provider.definition.name, cases };
}

const CANCELLED = { outcome: "not-tried", reason: "it was cancelled" } as const;

/** A case of writing gets a Product and a Plan of its own. */
async function outcomeOf(one: ConformanceCase, subject: Subject, write: boolean): Promise<CaseOutcome> {
  const { claims } = subject.plugin;
  const isTried = write && lacks(subject, one.needs).join() === "writing";
  if (isTried && !claimsPolicyWrites(claims) && claims.can.includes("issueApiKeys"))
    return { outcome: "not-tried", reason: "it issues keys for a Product and a Plan that it cannot make" };
  if (!isTried || !claimsPolicyWrites(claims)) return runCase(one, subject);
  try {
    return await withGuests(subject, (guarded) => runCase(one, guarded));
  } catch (error) {
    const rule = error instanceof Error ? error.message : String(error);
    return {
      outcome: "failed",
      rule,
      call: "making a Product and a Plan to write to, and deleting all that was made",
      answer: "see above",
    };
  }
}

type Found = { readonly plugin: Plugin; readonly provider: ConfiguredProvider; readonly folder: string };

async function found({ target, provider }: TrialRequest, ports: AdapterToolsPorts): Promise<Found> {
  const { sources } = ports;
  const own = await ownPlugin(target, ports);
  const given = own === null ? {} : { [own.adapter]: async () => own };
  const { file, folder, config, adapters } = usable(
    await ports.read({ ...sources, builtIn: { ...sources.builtIn, ...given } }),
  );
  const adapter = own?.adapter ?? target;
  const plugin = adapters.plugins.get(adapter);
  const chosen = config.providers.find(
    ({ definition }) => definition.adapter === adapter && (provider === null || definition.name === provider),
  );
  if (plugin !== undefined && chosen !== undefined) return { plugin, provider: chosen, folder };
  const failure = plugin === undefined ? failureFor(adapter, adapters) : null;
  if (failure !== null) throw failure;
  const named = provider === null ? "No Provider" : `No Provider "${excerpt(provider)}"`;
  throw new AppError("UNKNOWN_PROVIDER", `${named} in ${file} has the adapter "${excerpt(adapter)}".`, {
    hint: `Add one to be tried at, with adapter: ${excerpt(adapter)}.`,
  });
}

/** The plugin at a path; null for the name of an adapter. */
async function ownPlugin(
  target: string,
  { sources, surroundings }: AdapterToolsPorts,
): Promise<Plugin | null> {
  if (!isPath(target) && !target.includes("/")) return null;
  const loaded = await sources.load(target, surroundings.cwd);
  if (!loaded.ok) throw loaded.error;
  return loaded.plugin;
}

/** A configuration that can be used; throws CONFIG_NOT_FOUND, or CONFIG_INVALID with its first mistake. */
function usable(reading: ConfigReading): Extract<ConfigReading, { outcome: "ok" }> {
  if (reading.outcome === "ok") return reading;
  if (reading.outcome === "missing") {
    throw new AppError("CONFIG_NOT_FOUND", "no portico.yaml here or in the folders above.", {
      hint: "The adapter is tried at a Provider of a config: name one with --config FILE.",
    });
  }
  const [issue] = reading.issues;
  const lines = issue === undefined ? [`${reading.file} has errors`] : issueLines(issue);
  throw new AppError("CONFIG_INVALID", lines.join("\n"));
}
