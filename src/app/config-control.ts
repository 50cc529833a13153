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
  /** Reads and applies; calls that come while one is under way share a further one. A broken file changes no Provider. */
  reload(): Promise<void>;
}

export function createConfigControl(ports: ControlPorts): ConfigControl {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let readBefore = false;

  async function reload(): Promise<void> {
    const reading = await ports.read();
    const at = ports.now().toISOString();
    const event = await take(reading, at, ports);
    if (event !== null && (readBefore || event.outcome !== "ok")) await ports.record(event);
    readBefore = true;
  }

  function run(): Promise<void> {
    running = reload().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    reload() {
      if (running === null) return run();
      next ??= running
        .catch(() => undefined)
        .then(() => {
          next = null;
          return run();
        });
      return next;
    },
  };
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
  const { config, adapters } = reading;
  await ports.apply(config, adapters);
  ports.change((state) => withConfig(state, viewOf(config, warnings, at)));
  return configEvent({ outcome: "applied", providers: config.providers.length, warnings }, at);
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
