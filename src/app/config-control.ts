import type { ConfigView, ConsoleState } from "../console.ts";
import type { ConfigIssue } from "../core/config-issue.ts";
import type { AppEvent } from "../core/events.ts";
import type { Config } from "../config/config.ts";
import type { Adapters } from "./adapters.ts";
import { configEvent } from "./config-event.ts";
import type { ConfigReading } from "./config-reader.ts";
import { withConfig } from "./state-changes.ts";

export type ControlPorts = {
  /** Finds and reads the configuration anew. */
  readonly read: () => Promise<ConfigReading>;
  readonly apply: (config: Config, adapters: Adapters) => Promise<void>;
  readonly record: (event: AppEvent) => Promise<void>;
  /** Told of the files to watch after each reading; null when there is no configuration. */
  readonly onRead: (reading: Exclude<ConfigReading, { outcome: "missing" }> | null) => Promise<void>;
  readonly state: () => ConsoleState;
  readonly change: (step: (state: ConsoleState) => ConsoleState) => void;
  readonly now: () => Date;
};

export interface ConfigControl {
  /**
   * Reads and applies; calls that come while one waits share it. A broken file changes no Provider. It is told of in the
   * history where the files, or what is said of them, are not those of the reading before.
   */
  reload(): Promise<void>;
  /**
   * Runs `write`, which changes the config's files, with no reading meanwhile, tells of it by the event that it resolves
   * to, and reads and applies what it wrote. Rejects as `write` does; then nothing was read. What it wrote is in force even
   * where the history cannot be written to, as which it rejects then.
   */
  change(write: () => Promise<AppEvent>): Promise<void>;
}

export function createConfigControl(ports: ControlPorts): ConfigControl {
  let queue: Promise<unknown> = Promise.resolve();
  let waiting: Promise<void> | null = null;
  let last: string | null = null;

  async function read(isTold: boolean): Promise<void> {
    const reading = await ports.read();
    const event = await take(reading, ports.now().toISOString(), ports);
    const now = JSON.stringify([textsOf(reading), event?.summary]);
    const isFirst = last === null;
    const isNews = now !== last && (event?.outcome === "fail" || !(isFirst || isTold));
    last = now;
    if (event !== null && isNews) await ports.record(event);
  }

  /** One after the other: a reading never sees half of a change. */
  function enqueue(task: () => Promise<void>): Promise<void> {
    const run = queue.then(task);
    queue = run.catch(() => undefined);
    return run;
  }

  return {
    reload() {
      waiting ??= enqueue(() => {
        waiting = null;
        return read(false);
      });
      return waiting;
    },
    change: (write) =>
      enqueue(async () => {
        const event = await write();
        try {
          await ports.record(event);
        } finally {
          await read(true);
        }
      }),
  };
}

function textsOf(reading: ConfigReading): readonly (readonly [file: string, text: string])[] {
  if (reading.outcome === "missing") return [];
  const { main, included } = reading.parsed;
  return [...(main === null ? [] : [main]), ...included].map(({ document: { file, text } }) => [file, text]);
}

/** Puts a reading in force, as far as it is good, and says what happened; null when nothing did. */
async function take(reading: ConfigReading, at: string, ports: ControlPorts): Promise<AppEvent | null> {
  const before = ports.state().config;
  if (reading.outcome === "missing") return missing(before, at, ports);
  await ports.onRead(reading);
  const { file, warnings } = reading;
  if (reading.outcome === "broken") {
    const { issues } = reading;
    ports.change((state) => withConfig(state, { ...before, file, state: "broken", issues, warnings }));
    return configEvent({ outcome: "broken", issues }, at);
  }
  const { config, adapters, unloaded } = reading;
  await ports.apply(config, adapters);
  ports.change((state) => withConfig(state, viewOf(config, warnings, at)));
  const told = [...warnings, ...unloaded];
  return configEvent({ outcome: "applied", providers: config.providers.length, warnings: told }, at);
}

async function missing(before: ConfigView, at: string, ports: ControlPorts): Promise<AppEvent | null> {
  await ports.onRead(null);
  if (before.file === null) return null;
  const { file } = before;
  const event = configEvent({ outcome: "vanished", file }, at);
  const issue: ConfigIssue = {
    severity: "error",
    file,
    line: null,
    column: null,
    key: "",
    message: "the file is gone",
    hint: event.hint,
    source: null,
  };
  ports.change((state) => withConfig(state, { ...before, state: "broken", issues: [issue] }));
  return event;
}

function viewOf(config: Config, warnings: readonly ConfigIssue[], loadedAt: string): ConfigView {
  const { file, refreshIntervalMs, theme, keys, ignore } = config;
  return { file, state: "ok", issues: [], warnings, loadedAt, refreshIntervalMs, theme, keys, ignore };
}
