import { SECRET, dashboardData } from "../../fixtures/tyk-dashboard/builders.ts";
import {
  startDashboard,
  type Dashboard,
  type DashboardOptions,
} from "../../fixtures/tyk-dashboard/server.ts";
import type { SimulatedData } from "../../fixtures/tyk-simulator/state.ts";
import { plugin } from "../../plugins/tyk-dashboard/index.ts";
import { createHost, type ProviderSettings } from "../../src/host/host.ts";
import type { CheckStep, Connection, ReadProgress, Snapshot } from "../../src/plugin/contract.ts";

/** A simulated Dashboard and the way to it through host and adapter. */
export type OpenDashboard = {
  readonly dashboard: Dashboard;
  readonly connect: (changes?: Partial<ProviderSettings>, signal?: AbortSignal) => Promise<Connection>;
  /** The check that needs no connection. */
  readonly check: (changes?: Partial<ProviderSettings>) => Promise<readonly CheckStep[]>;
  /** Connects, reads once, and closes. */
  readonly read: (changes?: Partial<ProviderSettings>) => Promise<Snapshot>;
  readonly logged: readonly string[];
};

const open: { readonly close: () => Promise<void> }[] = [];

/** Ends everything that the tests of a file have opened; for `afterEach`. */
export async function closeDashboards(): Promise<void> {
  for (const one of open.splice(0)) await one.close();
}

/** Starts a simulator with the given records, and a host that neither waits between attempts nor logs requests. */
export async function openDashboard(
  data: Partial<SimulatedData> = {},
  options: Omit<DashboardOptions, "data"> = {},
): Promise<OpenDashboard> {
  const dashboard = await startDashboard({ ...options, data: dashboardData(data) });
  open.push(dashboard);
  const logged: string[] = [];
  const host = createHost({
    env: {},
    now: () => new Date(),
    random: () => 0,
    onRequest: (record) => logged.push(JSON.stringify(record)),
    log: (line) => logged.push(line),
  });

  const settingsOf = (changes: Partial<ProviderSettings> = {}): ProviderSettings => ({
    name: "alpha",
    url: dashboard.url,
    secret: SECRET,
    organisationId: null,
    folder: "/",
    options: {},
    insecureSkipVerify: false,
    ...changes,
  });

  async function connect(
    changes: Partial<ProviderSettings> = {},
    signal = new AbortController().signal,
  ): Promise<Connection> {
    const connection = await host.open(plugin, settingsOf(changes), signal);
    open.unshift(connection);
    return connection;
  }

  const read = async (changes: Partial<ProviderSettings> = {}): Promise<Snapshot> =>
    readAll(await connect(changes));
  const check: OpenDashboard["check"] = (changes) =>
    collected(host.check(plugin, settingsOf(changes), new AbortController().signal));
  return { dashboard, connect, check, read, logged };
}

/** One reading of a connection. */
export function readAll(
  connection: Connection,
  onProgress: (progress: ReadProgress) => void = () => {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Snapshot> {
  return connection.snapshot({ signal, onProgress });
}

/** The steps of a connection's check. */
export function checkSteps(connection: Connection): Promise<readonly CheckStep[]> {
  return collected(connection.check(new AbortController().signal));
}

/** All steps of a check. */
export async function collected(steps: AsyncIterable<CheckStep>): Promise<readonly CheckStep[]> {
  const all: CheckStep[] = [];
  for await (const step of steps) all.push(step);
  return all;
}
