import pLimit from "p-limit";
import type { ProviderDefinition } from "../core/provider.ts";
import type { ProviderSync, SyncProgress, SyncReport } from "../core/sync-report.ts";
import { createExclusiveTasks } from "./exclusive-tasks.ts";
import { runProvider, type RunPorts, type RunResult, type Told } from "./provider-run.ts";

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
  /**
   * Runs a task while no run of the Provider, and no other such task, is under way: it waits for those that are, and
   * later ones wait for it. Rejects as the task does, or with CANCELLED when everything was closed before its turn.
   */
  exclusively<T>(provider: string, task: () => Promise<T>): Promise<T>;
  /** Cancels what runs and waits for it; a task that has begun is waited for. */
  close(): Promise<void>;
}

type Run = {
  readonly controller: AbortController;
  readonly force: boolean;
  readonly dryRun: boolean;
  waiting: number;
  /** What has to end first. */
  readonly before: Promise<unknown>;
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
  const tasks = createExclusiveTasks();
  const told: Told = new WeakSet();
  const runOf = async (provider: string): Promise<unknown> => running.get(provider)?.result;

  async function perform(definition: ProviderDefinition, run: Run): Promise<ProviderSync> {
    const { name } = definition;
    await run.before;
    const isLatest = (): boolean => running.get(name)?.run === run;
    const onProgress = (progress: SyncProgress): void => {
      if (isLatest()) events.onProgress(name, progress);
    };
    onProgress({ phase: "waiting", what: null, received: 0, total: null });
    const options = { ...run, signal: run.controller.signal, onProgress };
    const outcome = await limit(() => runProvider(definition, { ...ports, told }, options));
    const last = isLatest();
    if (last) running.delete(name);
    events.onResult(outcome);
    if (last) events.onProgress(name, null);
    return outcome.sync;
  }

  function start(definition: ProviderDefinition, options: EngineSync): Running {
    const { name } = definition;
    const run = newRun(Promise.all([runOf(name), tasks.ended(name)]), options);
    if (tasks.refused()) run.controller.abort();
    const started = { run, result: perform(definition, run) };
    running.set(name, started);
    return started;
  }

  function join(definition: ProviderDefinition, options: EngineSync): Promise<ProviderSync> {
    const current = running.get(definition.name);
    const joined =
      current !== undefined && serves(current.run, options) ? current : start(definition, options);
    return waitFor(joined, options.signal);
  }

  return {
    sync: (definitions, options = {}) =>
      reportOf(
        definitions.map((one) => join(one, options)),
        options,
      ),
    cancel(provider) {
      const names = provider === undefined ? [...running.keys()] : [provider];
      const runs = names.flatMap((name) => running.get(name) ?? []);
      for (const { run } of runs) run.controller.abort();
      return runs.length > 0;
    },
    setConcurrency(count) {
      limit.concurrency = Math.max(1, count);
    },
    exclusively: (provider, task) => tasks.run(provider, runOf(provider), task),
    async close() {
      tasks.refuse();
      await end([...running.values()]);
      await tasks.settled();
    },
  };
}

async function end(runs: readonly Running[]): Promise<void> {
  for (const { run } of runs) run.controller.abort();
  await Promise.all(runs.map(({ result }) => result));
}

async function reportOf(runs: readonly Promise<ProviderSync>[], options: EngineSync): Promise<SyncReport> {
  const providers = await Promise.all(runs);
  const ok = providers.every(({ outcome }) => outcome === "synced" || outcome === "held");
  return { ok, dryRun: options.dryRun ?? false, providers };
}

function newRun(before: Promise<unknown>, { dryRun = false, force = false }: EngineSync): Run {
  return { controller: new AbortController(), force, dryRun, waiting: 0, before };
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
