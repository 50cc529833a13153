import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp, type App, type Surroundings } from "../../src/app.ts";
import type { ConsoleState } from "../../src/console.ts";

export interface AppSession {
  readonly folder: string;
  readonly config: string;
  /** What was logged. */
  readonly log: readonly string[];
  write(text: string): Promise<void>;
  /** So many ms pass at once. */
  wait(ms: number): void;
  open(env?: Readonly<Record<string, string>>, surroundings?: Partial<Surroundings>): Promise<App>;
  /** Resolves with the state once it is as wanted; rejects with it after 10 s. */
  until(app: App, wanted: (state: ConsoleState) => boolean): Promise<ConsoleState>;
  close(): Promise<void>;
}

const PATIENCE_MS = 10_000;

/** A folder with a config and a store of its own, and apps over it that are closed with it. Requests are repeated at once. */
export async function appSession(text: string): Promise<AppSession> {
  const folder = await mkdtemp(join(tmpdir(), "portico-app-"));
  const config = join(folder, "portico.yaml");
  const apps: App[] = [];
  const log: string[] = [];
  let passed = 0;
  await writeFile(config, withStore(text), { mode: 0o600 });
  return {
    folder,
    config,
    log,
    write: (next) => writeFile(config, withStore(next)),
    wait: (ms) => void (passed += ms),
    async open(env = {}, more = {}) {
      const surroundings = {
        cwd: folder,
        env: { PATH: process.env["PATH"], ...env },
        home: folder,
        platform: process.platform,
        pid: process.pid,
        now: () => new Date(Date.now() + passed),
        random: () => 0,
        log: (line: string) => void log.push(line),
        ...more,
      };
      const app = await createApp(surroundings, config);
      apps.push(app);
      return app;
    },
    until: (app, wanted) =>
      new Promise((resolve, reject) => {
        const stop = app.console.subscribe(look);
        const timer = setTimeout(() => {
          stop();
          reject(
            new Error(
              `It never came to this: ${JSON.stringify(app.console.state(), null, 1).slice(0, 4000)}`,
            ),
          );
        }, PATIENCE_MS);
        look();
        function look(): void {
          const state = app.console.state();
          if (!wanted(state)) return;
          clearTimeout(timer);
          stop();
          resolve(state);
        }
      }),
    async close() {
      await Promise.all(apps.map((app) => app.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function withStore(text: string): string {
  return `store: { path: ./store }\nrefreshInterval: 0\n${text}`;
}
