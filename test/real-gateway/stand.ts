import { randomBytes } from "node:crypto";
import { request } from "undici";
import { plugin } from "../../plugins/tyk-gateway/index.ts";
import { isRecord, listOf, recordOf, type JsonRecord } from "../../plugins/tyk-policy/record.ts";
import { createHost } from "../../src/host/host.ts";
import type { Subject } from "../../src/plugin/conformance-subject.ts";
import { askGateway, gatewayWriting, type AskedGateway } from "../helpers/gateway-subject.ts";
import { startFaultProxy, type MadeKey } from "./fault-proxy.ts";

/** A real gateway with an API, a Product and a Plan of an organisation of their own, and what ends them. */
export type RealStand = {
  readonly subject: Subject;
  readonly organisation: string;
  readonly apiId: string;
  /** Where the API is served, with slashes at both ends. */
  readonly listenPath: string;
  readonly dispose: () => Promise<void>;
};

const RELOAD = "/tyk/reload?block=true";

/** Makes everything that the suite needs at the gateway; nothing of others is touched. */
export async function makeStand(gateway: AskedGateway): Promise<RealStand> {
  const organisation = randomBytes(12).toString("hex");
  const apiId = `portico-${randomBytes(8).toString("hex")}`;
  const listenPath = `/${apiId}/`;
  try {
    const definition = apiDefinition({ apiId, organisation, listenPath, url: gateway.url });
    for (const api of [definition, withOauth(definition, apiId)]) await expectOk(gateway, "/tyk/apis", api);
    for (const policy of [
      ...policiesOf(organisation, apiId, gateway.secret),
      ...oauthPolicies(organisation, oauthId(apiId)),
    ])
      await expectOk(gateway, "/tyk/policies", policy);
    await askGateway(gateway, RELOAD);
  } catch (error) {
    await removeAll(gateway, organisation);
    throw error;
  }
  const proxy = await startFaultProxy(gateway.url, gateway.secret);
  const lines: string[] = [];
  const host = createHost({
    env: {},
    now: () => new Date(),
    random: () => 0,
    onRequest: (record) => lines.push(JSON.stringify(record)),
    log: (line) => lines.push(line),
  });
  const settings = {
    name: "real",
    url: proxy.url,
    secret: gateway.secret,
    organisationId: organisation,
    folder: "/",
    options: {},
    insecureSkipVerify: false,
  };
  return {
    organisation,
    apiId,
    listenPath,
    subject: {
      plugin,
      secret: gateway.secret,
      open: (signal) => host.open(plugin, settings, signal),
      said: () => lines,
      requests: proxy.requests,
      faults: proxy.faults,
      writing: gatewayWriting(gateway),
      oauth: { product: `${organisation}-x-product`, plan: `${organisation}-x-plan` },
      consumers: { letsIn: ({ value }) => isAccepted(`${gateway.url}${listenPath}a`, value) },
    },
    dispose: async () => {
      await proxy.close();
      for (const made of proxy.keys()) await removeKey(gateway, made);
      await removeAll(gateway, organisation);
    },
  };
}

function apiDefinition(api: {
  readonly apiId: string;
  readonly organisation: string;
  readonly listenPath: string;
  readonly url: string;
}) {
  return {
    api_id: api.apiId,
    org_id: api.organisation,
    name: "Portico test",
    slug: api.apiId,
    active: true,
    use_keyless: false,
    use_standard_auth: true,
    auth: { auth_header_name: "Authorization" },
    auth_configs: { authToken: { auth_header_name: "Authorization" } },
    version_data: {
      not_versioned: true,
      default_version: "",
      versions: { Default: { name: "Default", use_extended_paths: true } },
    },
    // What stands behind it does not matter: accepted is what is refused neither for its key nor for its limits.
    proxy: { listen_path: api.listenPath, target_url: `${api.url}/hello`, strip_listen_path: true },
  };
}

function oauthId(apiId: string): string {
  return `${apiId}-oauth`;
}

/** The API once more, for clients of the gateway's own OAuth server. */
function withOauth(definition: ReturnType<typeof apiDefinition>, apiId: string): object {
  const id = oauthId(apiId);
  return {
    ...definition,
    api_id: id,
    slug: id,
    name: "Portico test with OAuth",
    use_standard_auth: false,
    use_oauth2: true,
    oauth_meta: { allowed_access_types: ["client_credentials"], allowed_authorize_types: [] },
    proxy: { ...definition.proxy, listen_path: `/${id}/` },
  };
}

/** A Product of the OAuth API, a Plan for it, and the policy that a client of both gets; last in the order of ids. */
function oauthPolicies(organisation: string, apiId: string): readonly object[] {
  const common = { org_id: organisation, active: true, is_inactive: false, tags: ["portico-test"] };
  const parts = { quota: false, rate_limit: false, complexity: false, acl: false, per_api: false };
  const limits = { rate: 1, per: 60, quota_max: -1, quota_renewal_rate: -1 };
  const rights = { [apiId]: { api_id: apiId, api_name: "Portico test with OAuth", versions: ["Default"] } };
  const access = { ...limits, rate: -1, per: -1, access_rights: rights, partitions: { ...parts, acl: true } };
  const plan = { ...limits, access_rights: {}, partitions: { ...parts, quota: true, rate_limit: true } };
  const both = { ...plan, access_rights: rights, partitions: { ...plan.partitions, acl: true } };
  return [
    { ...common, ...access, id: `${organisation}-x-product`, name: "Portico test OAuth access" },
    { ...common, ...plan, id: `${organisation}-x-plan`, name: "Portico test OAuth plan" },
    { ...common, ...both, id: `${organisation}-x-both`, name: "Portico test OAuth access and plan" },
  ];
}

function policiesOf(organisation: string, apiId: string, secret: string): readonly object[] {
  const common = { org_id: organisation, active: true, is_inactive: false, tags: ["portico-test"] };
  const parts = { quota: false, rate_limit: false, complexity: false, acl: false, per_api: false };
  const right = { api_id: apiId, api_name: "Portico test", versions: ["Default"] };
  const urls = { allowed_urls: [{ url: "/a", methods: ["GET"] }] };
  const product = {
    ...common,
    id: `${organisation}-product`,
    name: "Portico test access",
    rate: -1,
    per: -1,
    quota_max: -1,
    quota_renewal_rate: -1,
    max_query_depth: 5,
    partitions: { ...parts, acl: true },
    access_rights: { [apiId]: { ...right, ...urls } },
  };
  const plan = {
    ...common,
    id: `${organisation}-plan`,
    name: "Portico test plan",
    rate: 10,
    per: 60,
    quota_max: JSON.rawJSON("9007199254740993"),
    quota_renewal_rate: -1,
    key_expires_in: 86_400,
    partitions: { ...parts, quota: true, rate_limit: true },
    access_rights: {},
  };
  const echo = {
    ...common,
    id: `${organisation}-echo`,
    name: `Echoes ${secret}`,
    partitions: { ...parts, acl: true },
    access_rights: {},
    meta_data: { key: secret },
  };
  return [product, plan, echo];
}

async function expectOk(gateway: AskedGateway, path: string, body: object): Promise<void> {
  const { status, json } = await askGateway(gateway, path, { method: "POST", body });
  if (status !== 200) throw new Error(`POST ${path} was answered ${status}: ${JSON.stringify(json)}`);
}

/** Whether a request with this key is refused neither for the key nor for its limits. */
async function isAccepted(url: string, authorization: string): Promise<boolean> {
  const answer = await request(url, { headers: { authorization } });
  await answer.body.dump();
  return ![401, 403, 429].includes(answer.statusCode);
}

/** One that a case has revoked itself is gone: that is fine. */
async function removeKey(gateway: AskedGateway, { key, hash }: MadeKey): Promise<void> {
  const path = key === "" ? `${hash}?hashed=true` : encodeURIComponent(key);
  await askGateway(gateway, `/tyk/keys/${path}`, { method: "DELETE" });
}

/** Everything of the organisation, also what the cases have made. */
async function removeAll(gateway: AskedGateway, organisation: string): Promise<void> {
  await askGateway(gateway, RELOAD);
  await removeKept(gateway, organisation);
  for (const [path, member] of [
    ["/tyk/policies", "id"],
    ["/tyk/apis", "api_id"],
  ] as const) {
    const { json } = await askGateway(gateway, path);
    for (const record of listIn(json).filter((one) => one["org_id"] === organisation))
      await askGateway(gateway, `${path}/${String(record[member])}`, { method: "DELETE" });
  }
  await askGateway(gateway, RELOAD);
}

/** OAuth clients and certificates: kept in Redis, where they would outlive the APIs. */
async function removeKept(gateway: AskedGateway, organisation: string): Promise<void> {
  const { json: apis } = await askGateway(gateway, "/tyk/apis");
  for (const api of listIn(apis).filter(
    (one) => one["org_id"] === organisation && one["use_oauth2"] === true,
  )) {
    const path = `/tyk/oauth/clients/${String(api["api_id"])}`;
    const { json: clients } = await askGateway(gateway, path);
    for (const { client_id: id } of listIn(clients))
      await askGateway(gateway, `${path}/${String(id)}`, { method: "DELETE" });
  }
  const { json: certificates } = await askGateway(gateway, `/tyk/certs?org_id=${organisation}&mode=detailed`);
  for (const { id } of listIn(recordOf(certificates)["certs"]))
    await askGateway(gateway, `/tyk/certs/${String(id)}?org_id=${organisation}`, { method: "DELETE" });
}

function listIn(json: unknown): readonly JsonRecord[] {
  return listOf(json).filter(isRecord);
}
