import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  SECRET as DASHBOARD_KEY,
  accessPolicy,
  anApi,
  aPolicy,
  dashboardData,
  grant,
  limitPolicy,
} from "../../fixtures/tyk-dashboard/builders.ts";
import { withHugeNumbers, withUnknownMembers } from "../../fixtures/tyk-dashboard/oddities.ts";
import { startDashboard, type DashboardOptions } from "../../fixtures/tyk-dashboard/server.ts";
import {
  SECRET as GATEWAY_SECRET,
  startGateway,
  type Gateway,
  type GatewayOptions,
} from "../../fixtures/tyk-gateway/server.ts";
import { plugin as filePlugin } from "../../plugins/file/index.ts";
import { plugin as dashboardPlugin } from "../../plugins/tyk-dashboard/index.ts";
import { plugin as gatewayPlugin } from "../../plugins/tyk-gateway/index.ts";
import type { Faults, Subject, Writing } from "../../src/plugin/conformance-subject.ts";
import { apiSchema, policySchema, type Policy } from "../../src/plugin/index.ts";
import { gatewayWriting } from "../helpers/gateway-subject.ts";
import { memoryProvider } from "../helpers/memory-adapter.ts";
import { CONFORMANCE_CASES } from "../../src/plugin/conformance.ts";
import { isLetIn, SWITCHED_ON } from "../helpers/consumer.ts";
import { quietHost, settingsOf } from "../helpers/quiet-host.ts";
import { providerContract, type Stand } from "./provider-contract.ts";

const SECRET = "s3cret/of+the adapter";

function idOf({ _id: id }: ReturnType<typeof aPolicy>): string {
  return id;
}

/** An OAuth API, its Product, a Plan for it, and the policy that a client of both gets. */
function oauthData() {
  const api = anApi({ name: "Money", auth: "oauth" });
  const product = accessPolicy({ name: "Money access", apis: [api] });
  const plan = limitPolicy({ name: "Money slow", rate: 1, per: 60 });
  const both = aPolicy({ name: "Money access, slow", apis: [api], rate: 1, per: 60 });
  return { api, policies: [product, plan, both], oauth: { product: idOf(product), plan: idOf(plan) } };
}

providerContract("tyk-dashboard", () => dashboardStand());

/** How a Dashboard may keep keys. `allows` are its switches for hashed ones, `says` what the options tell of them. */
const KEY_MODES = [
  { name: "hashed keys that are listed", switches: SWITCHED_ON, says: { enableDeleteKeyByHash: true } },
  {
    name: "hashed keys whose switches nobody has told of",
    switches: { ...SWITCHED_ON, enableHashedKeysListing: false },
    says: { enableDeleteKeyByHash: true, enableUpdateKeyByHash: true },
  },
  { name: "keys that are not hashed", switches: { hashKeys: false }, says: {} },
  { name: "hashed keys and every switch off", switches: {}, says: {} },
  {
    name: "hashed keys that are listed and the by-hash switches off",
    switches: { enableHashedKeysListing: true },
    says: { enableDeleteKeyByHash: false, enableUpdateKeyByHash: false },
  },
] as const;

const CREDENTIAL_CASES = CONFORMANCE_CASES.filter(
  ({ needs }) => needs.includes("consumers") || needs.includes("oauth"),
);

for (const { name, switches, says } of KEY_MODES)
  providerContract(`tyk-dashboard, ${name}`, () => dashboardStand(switches, says), CREDENTIAL_CASES);

async function dashboardStand(
  switches: Omit<DashboardOptions, "data"> = SWITCHED_ON,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Stand> {
  const payments = anApi({ name: "Payments" });
  const money = oauthData();
  const policies = [
    withUnknownMembers(accessPolicy({ name: "Gold access", apis: [payments] })),
    withHugeNumbers(limitPolicy({ quota_max: 10, quota_renewal_rate: -1, key_expires_in: 86_400 })),
    accessPolicy({ name: `Echoes ${DASHBOARD_KEY}`, apis: [], meta_data: { key: DASHBOARD_KEY } }),
    ...money.policies,
  ];
  const dashboard = await startDashboard({
    ...switches,
    data: dashboardData({ apis: [payments, money.api], policies }),
  });
  const { host, said } = quietHost();
  const settings = settingsOf({ url: dashboard.url, secret: DASHBOARD_KEY, options });
  const reading = { path: /^\/api\/(?:portal\/policies|apis)\/?$/u };
  const faults: Faults = {
    empty: async () => {
      dashboard.faults.set(
        { kind: "otherShape", path: "/api/portal/policies", value: { Data: [], Pages: 0 } },
        { kind: "otherShape", path: "/api/apis", value: { apis: null, pages: 0 } },
      );
    },
    fail: async () => dashboard.faults.set({ kind: "serverError", message: `failed for ${DASHBOARD_KEY}` }),
    failSecond: async () => dashboard.faults.set({ kind: "serverError", ...reading, skip: 1, times: 1 }),
    hang: async () => {
      dashboard.faults.set({ kind: "hang" });
      const seen = dashboard.requests.length;
      const reached = dashboard.request((request) => dashboard.requests.indexOf(request) >= seen);
      return { reached };
    },
    loseAnswer: async () => {
      const path = /^\/api\/(?:portal\/policies|keys)/u;
      const lost = ["POST", "PUT", "DELETE"].map((method) => ({ method, path, takesEffect: true }) as const);
      dashboard.faults.set(...lost.map((match) => ({ kind: "close", ...match }) as const));
    },
    loseGateway: dashboard.gateway.stop,
    restore: async () => {
      dashboard.faults.clear();
      if (!dashboard.state.gateway.isUp()) await dashboard.gateway.start();
    },
  };
  const writing: Writing = {
    kept: async (policyId) => {
      const {
        _id: id,
        name: _,
        date_created: __,
        last_updated: ___,
        ...rest
      } = dashboard.state.policies.get(policyId) ?? {};
      return id === undefined
        ? null
        : JSON.stringify(Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    },
    rename: async (policyId, name) => void dashboard.state.policies.change(policyId, { name }),
  };
  return {
    subject: {
      plugin: dashboardPlugin,
      secret: DASHBOARD_KEY,
      open: (signal) => host.open(dashboardPlugin, settings, signal),
      said,
      requests: () => dashboard.requests.length,
      faults,
      writing,
      consumers: { letsIn: ({ value }) => isLetIn(dashboard, "/payments/charges", value) },
      oauth: money.oauth,
    },
    dispose: dashboard.close,
  };
}

providerContract("tyk-gateway", () => gatewayStand());

for (const { name, keys } of [
  { name: "hashed keys that are not listed", keys: { listsHashedKeys: false } },
  { name: "keys that are not hashed", keys: { hashKeys: false } },
])
  providerContract(`tyk-gateway, ${name}`, () => gatewayStand(keys), CREDENTIAL_CASES);

async function gatewayStand(keys: GatewayOptions = {}): Promise<Stand> {
  const { gateway, dispose, faults, oauth } = await startedGateway(keys);
  const { host, said } = quietHost();
  const settings = settingsOf({ url: gateway.url, secret: GATEWAY_SECRET });
  return {
    subject: {
      plugin: gatewayPlugin,
      secret: GATEWAY_SECRET,
      open: (signal) => host.open(gatewayPlugin, settings, signal),
      said,
      requests: () => gateway.requests.length,
      faults,
      writing: gatewayWriting({ url: gateway.url, secret: GATEWAY_SECRET }),
      consumers: { letsIn: ({ value }) => isLetIn({ gateway }, "/payments/a", value) },
      oauth,
    },
    dispose,
  };
}

async function startedGateway(keys: GatewayOptions): Promise<{
  readonly gateway: Gateway;
  readonly faults: Faults;
  readonly oauth: NonNullable<Subject["oauth"]>;
  readonly dispose: () => Promise<void>;
}> {
  const payments = anApi({ name: "Payments" });
  const policies = [
    accessPolicy({
      name: "Gold access",
      apis: [grant(payments, { allowed_urls: [{ url: "/a", methods: ["GET"] }] })],
      max_query_depth: 5,
      smoothing: { enabled: false, threshold: 3 },
      // As the gateway's own records are when nobody has set any.
      meta_data: null,
    }),
    withHugeNumbers(limitPolicy({ quota_max: 10, quota_renewal_rate: -1, key_expires_in: 86_400 })),
    accessPolicy({ name: `Echoes ${GATEWAY_SECRET}`, apis: [], meta_data: { key: GATEWAY_SECRET } }),
  ];
  // A gateway's policies are read in the order of their ids: those of OAuth come after.
  const money = oauthData();
  const gateway = await startGateway({
    ...keys,
    reloadIntervalMs: 5,
    apis: [payments.api_definition, money.api.api_definition],
    policies: [...policies, ...money.policies],
  });
  const failure = JSON.stringify({ status: "error", message: `failed for ${GATEWAY_SECRET}` });
  const failing = { kind: "answer", status: 500, body: failure } as const;
  const faults: Faults = {
    empty: async () => gateway.faults.set({ kind: "otherShape", path: /^\/tyk\//u, value: [] }),
    fail: async () => gateway.faults.set(failing),
    failSecond: async () =>
      gateway.faults.set({ ...failing, path: /^\/tyk\/(?:policies|apis)$/u, skip: 1, times: 1 }),
    hang: async () => {
      gateway.faults.set({ kind: "hang" });
      const seen = gateway.requests.length;
      return { reached: gateway.request((request) => gateway.requests.indexOf(request) >= seen) };
    },
    loseAnswer: async () => {
      const lost = ["POST", "PUT", "DELETE"].map((method) => ({ method, takesEffect: true }) as const);
      gateway.faults.set(...lost.map((match) => ({ kind: "close", ...match }) as const));
    },
    restore: async () => gateway.faults.clear(),
  };
  return { gateway, faults, oauth: money.oauth, dispose: gateway.close };
}

providerContract("file", async (): Promise<Stand> => {
  const folder = await mkdtemp(join(tmpdir(), "portico-contract-"));
  const file = join(folder, "catalog.yaml");
  const sample = fileURLToPath(new URL("../../fixtures/configs/catalog.yaml", import.meta.url));
  await cp(sample, file);
  const { host, said } = quietHost();
  const settings = settingsOf({ folder, options: { path: "catalog.yaml" } });
  return {
    subject: {
      plugin: filePlugin,
      secret: null,
      open: (signal) => host.open(filePlugin, settings, signal),
      said,
      faults: {
        empty: () => writeFile(file, ""),
        fail: () => writeFile(file, "policies: ["),
        restore: () => cp(sample, file),
      },
    },
    dispose: () => rm(folder, { recursive: true }),
  };
});

providerContract("memory", async () => {
  const api = apiSchema.parse({
    id: "a",
    name: "A",
    authMethods: ["apiKey"],
    listenPath: null,
    versions: [],
    state: "active",
    categories: [],
  });
  const policy = policySchema.parse({
    id: "p",
    reference: "p",
    name: "Product",
    tags: [],
    state: "active",
    controls: { access: true, rate: false, quota: false, perApi: false },
    apis: [{ id: "a", name: "A", versions: [] }],
    rate: null,
    quota: null,
    keyLifetime: null,
    metadata: {},
  });
  const echo = { ...policy, id: "r", name: `of ${SECRET}`, apis: [], raw: { secret: SECRET } };
  const plan: Policy = {
    ...policy,
    id: "q",
    name: "Plan",
    controls: { ...policy.controls, access: false, rate: true, quota: true },
    rate: { count: 1, per: { every: 1, unit: "minute" } },
  };
  const { plugin, requests, faults, writing, consumers } = memoryProvider({
    apis: [api],
    policies: [policy, plan, echo],
  });
  const { host, said } = quietHost();
  const settings = settingsOf({ secret: SECRET });
  return {
    subject: {
      plugin,
      secret: SECRET,
      open: (signal) => host.open(plugin, settings, signal),
      said,
      requests,
      faults,
      writing,
      consumers,
    },
    dispose: async () => {},
  };
});
