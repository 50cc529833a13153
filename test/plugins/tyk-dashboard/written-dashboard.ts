import type { PolicyRecord } from "../../../fixtures/tyk-simulator/wire.ts";
import type { DashboardOptions } from "../../../fixtures/tyk-dashboard/server.ts";
import type { SimulatedData } from "../../../fixtures/tyk-simulator/state.ts";
import type { Grant } from "../../../src/core/policy.ts";
import type { WrittenFields, WriteIntent } from "../../../src/core/write.ts";
import type { Connection } from "../../../src/plugin/contract.ts";
import { openDashboard, type OpenDashboard } from "../../helpers/open-dashboard.ts";

export const PRODUCT = "64f000000000000000000aaa";
export const PLAN = "64f000000000000000000bbb";

/** A simulated Dashboard with a connection that writes to it. */
export type WrittenDashboard = OpenDashboard["dashboard"] & {
  readonly connection: Connection;
  /** The record as it is kept; throws when there is none. */
  readonly record: (id: string) => PolicyRecord;
  /** The requests that write, as `PUT /path`. */
  readonly writes: () => readonly string[];
};

export async function writtenDashboard(
  data: Partial<SimulatedData>,
  options: Omit<DashboardOptions, "data"> & { readonly timeout?: string } = {},
): Promise<WrittenDashboard> {
  const { timeout, ...rest } = options;
  const { dashboard, connect } = await openDashboard(data, rest);
  const connection = await connect({ options: timeout === undefined ? {} : { timeout } });
  const record = (id: string): PolicyRecord => {
    const found = dashboard.state.policies.get(id);
    if (found === undefined) throw new Error(`there is no policy ${id}`);
    return found;
  };
  const writes = (): readonly string[] =>
    dashboard.requests
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${path}`);
  return { ...dashboard, connection, record, writes };
}

/** The edit of a Product or Plan. */
export function editing(
  kind: "product" | "plan",
  set: Partial<WrittenFields>,
): Extract<WriteIntent, { readonly op: "edit" }> {
  return { op: "edit", kind, policyId: kind === "product" ? PRODUCT : PLAN, set };
}

/** Grants by id, as the catalog has them: what else they say is stale, or missing. */
export function grants(...ids: readonly string[]): readonly Grant[] {
  return ids.map((id) => ({ id, name: "stale", versions: [] }));
}
