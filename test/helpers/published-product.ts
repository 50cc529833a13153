import type { Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import type { SimulatedData } from "../../fixtures/tyk-simulator/state.ts";
import { SWITCHED_ON } from "./consumer.ts";
import {
  openedDashboard,
  openWorkplace,
  yamlOf,
  type ConsoleOptions,
  type Entry,
  type Workplace,
} from "./console-session.ts";
import type { TerminalSession } from "./terminal.ts";

export type Published = {
  readonly dashboard: Dashboard;
  readonly place: Workplace;
  readonly session: TerminalSession;
};

type Options = Pick<Entry, "more"> & Pick<ConsoleOptions, "env">;

/** A console over "EU", a Dashboard that lists and ends hashed keys, on its first Product, which is published. */
export async function openPublished(
  data: Partial<SimulatedData>,
  { more = [], env = {} }: Options = {},
): Promise<Published> {
  const dashboard = await openedDashboard(data, SWITCHED_ON);
  const place = await openWorkplace(yamlOf([{ name: "EU", url: dashboard.url, more }]));
  const session = place.open({ columns: 130, rows: 40, env });
  await session.sees(/✔ sync/u);
  session.press("p");
  await session.sees(/▸ .* yes /u);
  return { dashboard, place, session };
}
