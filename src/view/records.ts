import { apiUrl, type Api, type AuthMethod } from "../core/api.ts";
import { countsOf, type Item, type Skipped } from "../core/catalog.ts";
import type { ErrorReport } from "../core/errors.ts";
import type { JsonRecord } from "../core/json-record.ts";
import type { Limit, Period } from "../core/period.ts";
import type { Plan } from "../core/plan.ts";
import { isPublished, type Product } from "../core/product.ts";
import type { ConsoleState, ProviderView } from "./console-data.ts";
import { brokenPractices } from "./provider-practices.ts";

/** `get providers`: one Provider and how it stands. Instants are ISO 8601; `error` is there only when there is one. */
export type ProviderRecord = {
  readonly name: string;
  readonly adapter: string;
  readonly url: string | null;
  readonly status: "unknown" | "up" | "down";
  readonly lastAttemptAt: string | null;
  readonly lastSuccessAt: string | null;
  readonly products: number;
  readonly plans: number;
  readonly apis: number;
  readonly skipped: number;
  readonly warnings: readonly WarningRecord[];
  readonly error?: ErrorReport;
};

/** A best practice that is broken; `checkedAt` is when a check saw that, null for what needs none. */
type WarningRecord = {
  readonly id: string;
  readonly seen: string;
  readonly advice: string | null;
  readonly checkedAt: string | null;
};

/** An API as a Product lists it; unknown at the Provider: no methods, no address. */
type GrantedApiRecord = {
  readonly id: string;
  readonly name: string;
  readonly authMethods: readonly AuthMethod[];
  readonly url: string | null;
};

type ItemHead = {
  readonly provider: string;
  readonly name: string;
  readonly displayName: string | null;
  readonly description: string | null;
  readonly policyId: string;
  readonly referenceId: string;
};

type ItemTail = {
  readonly labels: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly metadata: JsonRecord;
  /** Whether consumers see it now. */
  readonly published: boolean;
  readonly state: "visible" | "hidden";
  readonly placeholder: boolean;
  readonly lastSyncedAt: string | null;
};

/** `get products`. */
export type ProductRecord = ItemHead & {
  readonly apis: readonly GrantedApiRecord[];
  readonly authMethods: readonly AuthMethod[];
} & ItemTail;

/** `get plans`. A null limit is unlimited, a null lifetime never ends. */
export type PlanRecord = ItemHead & {
  readonly rate: Limit | null;
  readonly quota: Limit | null;
  readonly keyLifetime: Period | null;
} & ItemTail;

/** `get apis`. */
export type ApiRecord = {
  readonly provider: string;
  readonly id: string;
  readonly name: string;
  readonly authMethods: readonly AuthMethod[];
  readonly listenPath: string | null;
  readonly url: string | null;
  readonly state: Api["state"];
};

/** `get skipped`. */
export type SkippedRecord = {
  readonly provider: string;
  readonly policyId: string;
  readonly name: string;
  readonly reason: string;
  readonly detail: string;
};

/** A Provider as `-o json` shows it; counts are those of its catalog, once there is one. `now` in ms since 1970. */
export function providerRecord(
  view: ProviderView,
  state: Pick<ConsoleState, "config" | "providers" | "catalogs">,
  now: number,
): ProviderRecord {
  const { definition, status, loadError } = view;
  const catalog = state.catalogs.get(definition.name);
  const counts = catalog === undefined ? status.counts : countsOf(catalog);
  const error = loadError ?? status.error;
  return {
    name: definition.name,
    adapter: definition.adapter,
    url: definition.url,
    status: status.state,
    lastAttemptAt: status.lastAttemptAt,
    lastSuccessAt: status.lastSuccessAt,
    products: counts.products,
    plans: counts.plans,
    apis: counts.apis,
    skipped: counts.skipped,
    warnings: brokenPractices(view, state, now).map(({ practice = "", seen, advice, checkedAt }) => ({
      id: practice,
      seen,
      advice,
      checkedAt,
    })),
    ...(error === null ? {} : { error: errorRecord(error) }),
  };
}

/** `apis` are those of the catalog, by id: a Product's own copy of their names may be stale. */
export function productRecord(
  product: Product,
  view: ProviderView,
  apis: ReadonlyMap<string, Api>,
): ProductRecord {
  const { baselineUrl } = view.definition;
  return {
    ...itemHead(product, view),
    apis: product.apis.map((grant) => grantedApi(grant, apis.get(grant.id), baselineUrl)),
    authMethods: product.authMethods,
    ...itemTail(product, view),
  };
}

export function planRecord(plan: Plan, view: ProviderView): PlanRecord {
  const { rate, quota, keyLifetime } = plan;
  return { ...itemHead(plan, view), rate, quota, keyLifetime, ...itemTail(plan, view) };
}

export function apiRecord(api: Api, { definition }: ProviderView): ApiRecord {
  const { id, name, authMethods, listenPath, state } = api;
  const url = apiUrl(api, definition.baselineUrl);
  return { provider: definition.name, id, name, authMethods, listenPath, url, state };
}

export function skippedRecord(skipped: Skipped, { definition }: ProviderView): SkippedRecord {
  const { policyId, name, reason, detail } = skipped;
  return { provider: definition.name, policyId, name, reason, detail };
}

/** `code`, `message` and `hint` alone, in this order. */
export function errorRecord({ code, message, hint }: ErrorReport): ErrorReport {
  return { code, message, hint };
}

function itemHead(item: Item, view: ProviderView): ItemHead {
  return {
    provider: view.definition.name,
    name: item.name,
    displayName: item.displayName,
    description: item.description,
    policyId: item.policyId,
    referenceId: item.referenceId,
  };
}

function itemTail(item: Product | Plan, view: ProviderView): ItemTail {
  return {
    labels: item.labels,
    tags: item.tags,
    metadata: item.metadata,
    published: isPublished(item),
    state: item.state,
    placeholder: item.placeholder,
    lastSyncedAt: view.status.lastSuccessAt,
  };
}

function grantedApi(
  grant: Product["apis"][number],
  api: Api | undefined,
  baselineUrl: string | null,
): GrantedApiRecord {
  if (api === undefined) return { id: grant.id, name: grant.name, authMethods: [], url: null };
  return { id: grant.id, name: api.name, authMethods: api.authMethods, url: apiUrl(api, baselineUrl) };
}
