import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dashboardData, SECRET } from "../../fixtures/tyk-dashboard/builders.ts";
import {
  startDashboard,
  type Dashboard,
  type DashboardOptions,
} from "../../fixtures/tyk-dashboard/server.ts";
import type { SimulatedData } from "../../fixtures/tyk-simulator/state.ts";
import { cleanEnvironment, openTerminal, type TerminalSession } from "./terminal.ts";

/** The built program; `npm test` builds it first. */
export const PROGRAM = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** Bytes of the keys that write no character. */
export const KEYS = {
  enter: "\r",
  esc: "\u001B",
  tab: "\t",
  up: "\u001B[A",
  down: "\u001B[B",
  right: "\u001B[C",
  ctrlC: "\u0003",
  ctrlD: "\u0004",
  ctrlR: "\u0012",
  ctrlS: "\u0013",
  ctrlU: "\u0015",
  ctrlZ: "\u001A",
} as const;

export type ConsoleOptions = {
  readonly columns?: number;
  readonly rows?: number;
  /** Further arguments of the program. */
  readonly arguments?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A program and arguments that start Portico: its command line is put behind them. */
  readonly through?: readonly [string, ...string[]];
};

/** A folder with a configuration, a store and a home of its own. */
export interface Workplace {
  readonly folder: string;
  readonly config: string;
  readonly store: string;
  /** Replaces the configuration as editors do: a new file under the old name. */
  write(yaml: string): Promise<void>;
  read(): Promise<string>;
  /** The console on a terminal; it ends with the test. */
  open(options?: ConsoleOptions): TerminalSession;
}

const cleanups: (() => Promise<void>)[] = [];

/** Ends and removes everything that a test has opened, newest first; for `afterEach`. */
export async function closeConsoles(): Promise<void> {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
}

/** A simulated Dashboard that ends with the test. */
export async function openedDashboard(
  data: Partial<SimulatedData> = {},
  options: Omit<DashboardOptions, "data"> = {},
): Promise<Dashboard> {
  const dashboard = await startDashboard({ ...options, data: dashboardData(data) });
  cleanups.push(() => dashboard.close());
  return dashboard;
}

/** The Workplace of a test; without a text it has no configuration. */
export async function openWorkplace(yaml: string | null = null): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), "portico-console-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const config = join(folder, "portico.yaml");
  const store = join(folder, "store");
  await mkdir(join(folder, "home"));
  const write = async (text: string): Promise<void> => {
    await writeFile(`${config}.new`, text, { mode: 0o600 });
    await rename(`${config}.new`, config);
  };
  if (yaml !== null) await write(yaml);
  const open = (options: ConsoleOptions = {}): TerminalSession => {
    const { arguments: more = [], env = {}, through = [], ...size } = options;
    const [file, ...words] = [...through, process.execPath, PROGRAM, ...more];
    const session = openTerminal({
      file,
      arguments: words,
      cwd: folder,
      env: cleanEnvironment({ HOME: join(folder, "home"), TZ: "UTC", ...env }),
      ...size,
    });
    cleanups.push(() => session.close());
    return session;
  };
  return { folder, config, store, write, read: () => readFile(config, "utf8"), open };
}

export type Entry = {
  readonly name: string;
  readonly url: string;
  /** Further keys, as they stand in the file. */
  readonly more?: readonly string[];
};

/** A configuration with these Providers; `head` replaces the first lines. No grid: a test asks for what it wants. */
export function yamlOf(
  entries: readonly Entry[],
  head: readonly string[] = ["refreshInterval: 0", "ignore: [literal-secret]"],
): string {
  const providers = entries.flatMap(({ name, url, more = [] }) => [
    `  - name: ${JSON.stringify(name)}`,
    `    url: ${url}`,
    ...[`secret: ${SECRET}`, ...more].map((text) => `    ${text}`),
  ]);
  const list = providers.length === 0 ? ["providers: []"] : ["providers:", ...providers];
  return `${[...head, "store: { path: ./store }", ...list].join("\n")}\n`;
}

/** The rows of the list pane that hold the text. */
export function rowsWith(session: TerminalSession, text: string): readonly string[] {
  return session.screen.lines().filter((row) => row.includes(text));
}

/** For an Entry: what is down is down at once, no request is repeated. */
export const NO_RETRIES = "options: { retries: 0 }";

/** The row that the cursor of the focused pane is on: the one with inverse cells; null while there is none. */
export function cursorRow({ screen }: Pick<TerminalSession, "screen">): string | null {
  const row = screen.cells().find((cells) => cells.some((cell) => cell.inverse));
  return row === undefined ? null : row.map((cell) => (cell.inverse ? cell.text : "")).join("");
}
