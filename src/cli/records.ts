import { apiUrl, type Api, type AuthMethod } from "../core/api.ts";
import { countsOf, isVisible, type Catalog, type Item, type Skipped } from "../core/catalog.ts";
import type { ErrorReport } from "../core/errors.ts";
import type { Limit, Period } from "../core/period.ts";
import type { Plan } from "../core/plan.ts";
import { isPublished, type Product } from "../core/product.ts";
import type { ConsoleState, ProviderView } from "../console.ts";

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
  readonly error?: ErrorReport;
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
  readonly tags: readonly string[];
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

/** What to list: the state, and which of its Providers in config order. */
export type RecordSource = {
  readonly state: ConsoleState;
  readonly providers: readonly ProviderView[];
  /** Hidden Products and Plans, too. */
  readonly all: boolean;
};

export function providerRecords({ state, providers }: RecordSource): readonly ProviderRecord[] {
  return providers.map(({ definition, status, loadError }) => {
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
      ...(error === null ? {} : { error: errorRecord(error) }),
    };
  });
}

/** Sorted by Provider (config order), name and policy id, as all lists of a Provider's things. */
export function productRecords(source: RecordSource): readonly ProductRecord[] {
  return eachCatalog(source, (catalog, view) => {
    const apis = new Map(catalog.apis.map((api) => [api.id, api]));
    const { baselineUrl } = view.definition;
    return listed(catalog.products, source.all).map((product) => ({
      ...itemHead(product, view),
      apis: product.apis.map((grant) => grantedApi(grant, apis.get(grant.id), baselineUrl)),
      authMethods: product.authMethods,
      ...itemTail(product, view),
    }));
  });
}

export function planRecords(source: RecordSource): readonly PlanRecord[] {
  return eachCatalog(source, (catalog, view) =>
    listed(catalog.plans, source.all).map((plan) => ({
      ...itemHead(plan, view),
      rate: plan.rate,
      quota: plan.quota,
      keyLifetime: plan.keyLifetime,
      ...itemTail(plan, view),
    })),
  );
}

export function apiRecords(source: RecordSource): readonly ApiRecord[] {
  return eachCatalog(source, (catalog, { definition }) =>
    byNameAndId(catalog.apis, (api) => api.id).map((api) => ({
      provider: definition.name,
      id: api.id,
      name: api.name,
      authMethods: api.authMethods,
      listenPath: api.listenPath,
      url: apiUrl(api, definition.baselineUrl),
      state: api.state,
    })),
  );
}

export function skippedRecords(source: RecordSource): readonly SkippedRecord[] {
  return eachCatalog(source, (catalog, { definition }) =>
    byNameAndId(catalog.skipped, (skipped) => skipped.policyId).map((skipped) => ({
      provider: definition.name,
      policyId: skipped.policyId,
      name: skipped.name,
      reason: skipped.reason,
      detail: skipped.detail,
    })),
  );
}

/** `code`, `message` and `hint` alone, in this order. */
export function errorRecord({ code, message, hint }: ErrorReport): ErrorReport {
  return { code, message, hint };
}

function eachCatalog<R>(
  { state, providers }: RecordSource,
  records: (catalog: Catalog, view: ProviderView) => readonly R[],
): readonly R[] {
  return providers.flatMap((view) => {
    const catalog = state.catalogs.get(view.definition.name);
    return catalog === undefined ? [] : records(catalog, view);
  });
}

function listed<T extends Item>(items: readonly T[], all: boolean): readonly T[] {
  return byNameAndId(all ? items : items.filter(isVisible), (item) => item.policyId);
}

function byNameAndId<T extends Pick<Api | Item | Skipped, "name">>(
  list: readonly T[],
  idOf: (entry: T) => string,
): readonly T[] {
  return list.toSorted((a, b) => order(a.name, b.name) || order(idOf(a), idOf(b)));
}

/** By code unit: the same on every machine, whatever its language. */
function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
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
    tags: item.tags,
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
