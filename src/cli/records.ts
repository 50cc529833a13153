import type { Api } from "../core/api.ts";
import { isVisible, type Catalog, type Item, type Skipped } from "../core/catalog.ts";
import { byCodeUnit } from "../core/code-unit-order.ts";
import type { ConsoleState, ProviderView } from "../console.ts";
import {
  apiRecord,
  planRecord,
  productRecord,
  providerRecord,
  skippedRecord,
  type ApiRecord,
  type PlanRecord,
  type ProductRecord,
  type ProviderRecord,
  type SkippedRecord,
} from "../view/records.ts";

/** What to list: the state, and which of its Providers in config order. */
export type RecordSource = {
  readonly state: ConsoleState;
  readonly providers: readonly ProviderView[];
  /** Hidden Products and Plans, too. */
  readonly all: boolean;
};

/** `now` in ms since 1970. */
export function providerRecords({ state, providers }: RecordSource, now: number): readonly ProviderRecord[] {
  return providers.map((view) => providerRecord(view, state, now));
}

/** Sorted by Provider (config order), name and policy id, as all lists of a Provider's things. */
export function productRecords(source: RecordSource): readonly ProductRecord[] {
  return eachCatalog(source, (catalog, view) => {
    const apis = new Map(catalog.apis.map((api) => [api.id, api]));
    return listed(catalog.products, source.all).map((product) => productRecord(product, view, apis));
  });
}

export function planRecords(source: RecordSource): readonly PlanRecord[] {
  return eachCatalog(source, (catalog, view) =>
    listed(catalog.plans, source.all).map((plan) => planRecord(plan, view)),
  );
}

export function apiRecords(source: RecordSource): readonly ApiRecord[] {
  return eachCatalog(source, (catalog, view) =>
    byNameAndId(catalog.apis, (api) => api.id).map((api) => apiRecord(api, view)),
  );
}

export function skippedRecords(source: RecordSource): readonly SkippedRecord[] {
  return eachCatalog(source, (catalog, view) =>
    byNameAndId(catalog.skipped, (skipped) => skipped.policyId).map((skipped) =>
      skippedRecord(skipped, view),
    ),
  );
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
  return list.toSorted((a, b) => byCodeUnit(a.name, b.name) || byCodeUnit(idOf(a), idOf(b)));
}
