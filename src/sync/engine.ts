import pLimit from "p-limit";
import type { ProviderDefinition } from "../core/provider.ts";
import type { ProviderSync, SyncProgress, SyncReport } from "../core/sync-report.ts";
import { runProvider, type RunPorts, type RunResult } from "./provider-run.ts";

export type EngineEvents = {
  /** Null when the run has ended. */
  readonly onProgress: (provider: string, progress: SyncProgress | null) => void;
  readonly onResult: (result: RunResult) => void;
};

export type EngineSync = {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly signal?: AbortSignal;
};

export interface Engine {
  /** Runs concurrently, reports in the order given. Rejects never. A Provider already running is joined. */
  sync(definitions: readonly ProviderDefinition[], options?: EngineSync): Promise<SyncReport>;
  /** Aborts the run of one Provider, or all; true when there was one. */
  cancel(provider?: string): boolean;
  setConcurrency(count: number): void;
  /** Cancels what runs and waits for it. */
  close(): Promise<void>;
}

type Run = {
  readonly controller: AbortController;
  readonly force: boolean;
  readonly dryRun: boolean;
  waiting: number;
};
type Running = { readonly run: Run; readonly result: Promise<ProviderSync> };

/**
 * Synchronizes Providers: at most `concurrency` at a time, one run per Provider at a time. A second request joins the
 * running one, unless it asks for more (force) or for something else (a dry run): then it follows. A joined run is
 * aborted only when everybody who waits for it has given up.
 */
export function createEngine(ports: RunPorts, events: EngineEvents, concurrency = 4): Engine {
  const limit = pLimit(concurrency);
  const running = new Map<string, Running>();

  async function perform(
    definition: ProviderDefinition,
    run: Run,
    before: Promise<unknown>,
  ): Promise<ProviderSync> {
    const { name } = definition;
    await before;
    const isLatest = (): boolean => running.get(name)?.run === run;
    const onProgress = (progress: SyncProgress): void => {
      if (isLatest()) events.onProgress(name, progress);
    };
    onProgress({ phase: "waiting", what: null, received: 0, total: null });
    const { force, dryRun, controller } = run;
    const options = { force, dryRun, signal: controller.signal, onProgress };
    const outcome = await limit(() => runProvider(definition, ports, options));
    const last = isLatest();
    if (last) running.delete(name);
    events.onResult(outcome);
    if (last) events.onProgress(name, null);
    return outcome.sync;
  }

  function start(definition: ProviderDefinition, options: EngineSync): Running {
    const { dryRun = false, force = false } = options;
    const run: Run = { controller: new AbortController(), force, dryRun, waiting: 0 };
    const before = running.get(definition.name)?.result ?? Promise.resolve();
    const started = { run, result: perform(definition, run, before) };
    running.set(definition.name, started);
    return started;
  }

  function join(definition: ProviderDefinition, options: EngineSync): Promise<ProviderSync> {
    const current = running.get(definition.name);
    const joined =
      current !== undefined && serves(current.run, options) ? current : start(definition, options);
    return waitFor(joined, options.signal);
  }

  return {
    async sync(definitions, options = {}) {
      const providers = await Promise.all(definitions.map((definition) => join(definition, options)));
      const ok = providers.every((provider) => provider.outcome === "synced" || provider.outcome === "held");
      return { ok, dryRun: options.dryRun ?? false, providers };
    },
    cancel(provider) {
      const runs = [...running].filter(([name]) => provider === undefined || name === provider);
      for (const [, { run }] of runs) run.controller.abort();
      return runs.length > 0;
    },
    setConcurrency(count) {
      limit.concurrency = Math.max(1, count);
    },
    async close() {
      const runs = [...running.values()];
      for (const { run } of runs) run.controller.abort();
      await Promise.all(runs.map(({ result }) => result));
    },
  };
}

function serves(run: Run, options: EngineSync): boolean {
  const { dryRun = false, force = false } = options;
  return !run.controller.signal.aborted && run.dryRun === dryRun && (run.force || !force);
}

/** The result of a run; an abort of the signal gives up waiting, and the last to do so aborts the run. */
function waitFor(running: Running, signal: AbortSignal | undefined): Promise<ProviderSync> {
  const { run, result } = running;
  run.waiting += 1;
  const giveUp = (): void => {
    run.waiting -= 1;
    if (run.waiting === 0) run.controller.abort();
  };
  if (signal?.aborted === true) giveUp();
  else signal?.addEventListener("abort", giveUp, { once: true });
  return result.finally(() => signal?.removeEventListener("abort", giveUp));
}
