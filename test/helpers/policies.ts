import type { Api, AuthMethod } from "../../src/core/api.ts";
import { emptyCatalog, type Catalog } from "../../src/core/catalog.ts";
import type { Policy } from "../../src/core/policy.ts";
import { reconcile, type ReconcileInput } from "../../src/core/reconcile.ts";
import { applyChanges } from "../../src/core/sync-changes.ts";

/** Builders for neutral values: a test names only what it is about. */
const NO_CONTROLS = { access: false, rate: false, quota: false, perApi: false, complexity: false };

export const ORIGIN = { url: "https://dashboard.example.com", organisationId: null };
export const NOW = "2026-11-23T12:00:00.000Z";
export const LATER = "2026-11-23T13:00:00.000Z";

export function aPolicy(id: string, fields: Partial<Policy> = {}): Policy {
  return {
    id,
    reference: id,
    name: `Policy ${id}`,
    tags: ["portal"],
    state: "active",
    controls: NO_CONTROLS,
    apis: [],
    rate: null,
    quota: null,
    keyLifetime: null,
    metadata: {},
    excluded: null,
    ...fields,
  };
}

export function accessPolicy(id: string, fields: Partial<Policy> = {}): Policy {
  return aPolicy(id, { controls: { ...NO_CONTROLS, access: true }, ...fields });
}

export function limitPolicy(id: string, fields: Partial<Policy> = {}): Policy {
  return aPolicy(id, {
    controls: { ...NO_CONTROLS, rate: true, quota: true },
    rate: { count: 500, per: { every: 1, unit: "minute" } },
    ...fields,
  });
}

export function anApi(
  id: string,
  authMethods: readonly AuthMethod[] = ["apiKey"],
  fields: Partial<Api> = {},
): Api {
  return {
    id,
    name: `API ${id}`,
    authMethods,
    listenPath: `/${id}/`,
    address: null,
    versions: ["Default"],
    state: "active",
    categories: [],
    ...fields,
  };
}

export function aCatalog(
  policies: readonly Policy[] = [],
  apis: readonly Api[] = [],
  provider = "Acme",
): Catalog {
  return synced(emptyCatalog(provider, ORIGIN), policies, { apis });
}

/** The catalog after a reading of these policies. */
export function synced(
  catalog: Catalog,
  policies: readonly Policy[],
  options: { readonly apis?: readonly Api[] } & Partial<ReconcileInput> = {},
): Catalog {
  return applyChanges(catalog, reconcile(readingOf(catalog, policies, options)));
}

export function readingOf(
  catalog: Catalog,
  policies: readonly Policy[],
  options: { readonly apis?: readonly Api[] } & Partial<ReconcileInput> = {},
): ReconcileInput {
  const { apis = [], ...rest } = options;
  const selection = { tags: ["portal"], match: "any" as const };
  return { catalog, snapshot: { apis, policies }, selection, origin: ORIGIN, now: NOW, readAt: NOW, ...rest };
}
