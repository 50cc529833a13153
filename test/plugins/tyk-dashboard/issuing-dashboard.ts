import { accessPolicy, anApi, limitPolicy } from "../../../fixtures/tyk-dashboard/builders.ts";
import type { JsonObject } from "../../../fixtures/tyk-simulator/exact-json.ts";
import type { DashboardOptions } from "../../../fixtures/tyk-dashboard/server.ts";
import type { SimulatedData } from "../../../fixtures/tyk-simulator/state.ts";
import type { PolicyRecord } from "../../../fixtures/tyk-simulator/wire.ts";
import type {
  Connection,
  CredentialIntent,
  RemoteCredential,
  WriteProposal,
  WriteStep,
} from "../../../src/plugin/index.ts";
import { applied, proposed } from "../../helpers/carried-out.ts";
import { SWITCHED_ON } from "../../helpers/consumer.ts";
import { openDashboard, type OpenDashboard } from "../../helpers/open-dashboard.ts";

type Revoke = Extract<CredentialIntent, { readonly op: "revoke" }>;
type Move = Extract<CredentialIntent, { readonly op: "move" }>;
export type Issue = Extract<CredentialIntent, { readonly op: "issue" }>;

export const payments = anApi({ id: "a".repeat(32), name: "Payments" });
export const product = accessPolicy({ name: "Payments access", apis: [payments] });
export const plan = limitPolicy({ name: "Gold", meta_data: { support: "24/7" } });
export const silver = limitPolicy({ name: "Silver", rate: 5, per: 60 });

export type Issuing = OpenDashboard & { readonly connection: Connection };

/** A Dashboard with an API, a Product and two Plans, and a connection to it; hashed keys are listed, and more is allowed. */
export async function openIssuing(
  data: Partial<SimulatedData> = {},
  options: Omit<DashboardOptions, "data"> = SWITCHED_ON,
  said: Readonly<Record<string, unknown>> = {},
): Promise<Issuing> {
  const policies = [product, plan, silver, ...(data.policies ?? [])];
  const apis = [payments, ...(data.apis ?? [])];
  const open = await openDashboard({ ...data, apis, policies }, options);
  return { ...open, connection: await open.connect({ options: said }) };
}

/** How a credential names a policy of the wire. */
export function named(policy: PolicyRecord): Issue["policies"][number] {
  const policyId = policy["_id"];
  return {
    policyId,
    reference: policy.id === undefined || policy.id === "" ? policyId : policy.id,
    name: String(policy.name),
  };
}

/** Issues a key of the Product and the Plan `Gold`. */
export function issue(changes: Partial<Issue> = {}): Issue {
  return {
    op: "issue",
    kind: "apiKey",
    mark: "portico-one",
    policies: [product, plan].map(named),
    apis: [payments.api_definition.api_id],
    alias: "dev@example.org",
    owner: "Example Ltd",
    labels: { team: "blue" },
    metadata: { tier: "gold" },
    expiresAt: null,
    chosen: {},
    ...changes,
  };
}

export type Carried = {
  readonly proposal: WriteProposal;
  readonly steps: readonly WriteStep[];
  readonly last: WriteStep;
};

/** Proposes and applies an intent. */
export async function carryOut(
  { connection }: Pick<Issuing, "connection">,
  intent: CredentialIntent,
): Promise<Carried> {
  const proposal = await prepare({ connection }, intent);
  const steps = await apply({ connection }, intent, proposal);
  const last = steps.at(-1);
  if (last === undefined) throw new Error("there was no step");
  return { proposal, steps, last };
}

export function prepare(
  { connection }: Pick<Issuing, "connection">,
  intent: CredentialIntent,
): Promise<WriteProposal> {
  return proposed(connection, intent);
}

export function apply(
  { connection }: Pick<Issuing, "connection">,
  intent: CredentialIntent,
  proposal: WriteProposal,
): Promise<readonly WriteStep[]> {
  return applied(connection, { intent, proposal });
}

export type Held = {
  readonly credential: RemoteCredential;
  readonly value: string;
  readonly identifier: string | null;
};

/** Issues a credential; what is kept of it, and what its holder got. */
export async function hold(issuing: Pick<Issuing, "connection">, intent: Issue = issue()): Promise<Held> {
  const { last } = await carryOut(issuing, intent);
  if (last.step !== "credential" || last.credential === null || last.secret === null)
    throw new Error(`no credential, but ${JSON.stringify(last)}`);
  return { credential: last.credential, value: last.secret.value, identifier: last.secret.identifier };
}

/** Revokes what was issued. */
export function revoke(
  { credential }: Pick<Held, "credential">,
  more: { readonly secret?: string; readonly apis?: readonly string[] } = {},
): Revoke {
  const { kind, mark, handle, alias } = credential;
  return {
    op: "revoke",
    target: { kind, mark, handle, alias },
    apis: [payments.api_definition.api_id],
    ...more,
  };
}

/** Gives it the Product and another Plan; neither Plan has metadata unless that is said. */
export function move({ credential }: Pick<Held, "credential">, changes: Partial<Move> = {}): Move {
  const { kind, mark, handle, alias } = credential;
  return {
    op: "move",
    target: { kind, mark, handle, alias },
    apis: [payments.api_definition.api_id],
    policies: [product, silver].map(named),
    labels: {},
    metadata: {},
    former: {},
    ...changes,
  };
}

/** All that is listed for the Product and the Plans. */
export async function list({
  connection,
}: Pick<Issuing, "connection">): Promise<readonly RemoteCredential[]> {
  const policies = [product, plan, silver].map((policy) => named(policy).reference);
  return (
    (await connection.credentials?.({
      policies,
      signal: new AbortController().signal,
      onProgress: () => {},
    })) ?? []
  );
}

/** The session of the key with this hash, as the Dashboard keeps it. */
export function sessionOf({ dashboard }: Pick<Issuing, "dashboard">, handle: string | null): JsonObject {
  const key = dashboard.state.keys.all().find(({ hash, username }) => hash === handle || username === handle);
  return key?.session ?? {};
}
