import { apiUrl } from "../core/api.ts";
import type { Item } from "../core/catalog.ts";
import { isPublished } from "../core/product.ts";
import type { ConsoleState, ProviderView } from "./console-data.ts";
import type { Row } from "./rows.ts";

/** A row with the keys that `portico get … -o json` gives it. */
export function jsonRow(row: Row, data: ConsoleState): Readonly<Record<string, unknown>> {
  const view = data.providers.find(({ definition }) => definition.name === row.provider);
  switch (row.kind) {
    case "product": {
      const { item } = row;
      return {
        ...itemHead(row.provider, item),
        apis: productApis(row, data, view),
        authMethods: item.authMethods,
        ...itemTail(item, view),
      };
    }
    case "plan": {
      const { rate, quota, keyLifetime } = row.item;
      return { ...itemHead(row.provider, row.item), rate, quota, keyLifetime, ...itemTail(row.item, view) };
    }
    case "api": {
      const { id, name, authMethods, listenPath, state } = row.item;
      const url = apiUrl(row.item, view?.definition.baselineUrl ?? null);
      return { provider: row.provider, id, name, authMethods, listenPath, url, state };
    }
    case "skipped": {
      const { policyId, name, reason, detail } = row.item;
      return { provider: row.provider, policyId, name, reason, detail };
    }
  }
}

/** A Provider with the keys that `portico get providers -o json` gives it. */
export function jsonProvider({
  definition,
  status,
  loadError,
}: ProviderView): Readonly<Record<string, unknown>> {
  const error = loadError ?? status.error;
  const { name, adapter, url } = definition;
  const { lastAttemptAt, lastSuccessAt, counts } = status;
  const shown = { name, adapter, url, status: status.state, lastAttemptAt, lastSuccessAt, ...counts };
  return error === null ? shown : { ...shown, error };
}

function itemHead(provider: string, item: Item) {
  const { name, displayName, description, policyId, referenceId } = item;
  return { provider, name, displayName, description, policyId, referenceId };
}

function itemTail(item: Item, view: ProviderView | undefined) {
  return {
    tags: item.tags,
    published: isPublished(item),
    state: item.state,
    placeholder: item.placeholder,
    lastSyncedAt: view?.status.lastSuccessAt ?? null,
  };
}

function productApis(
  row: Row & { readonly kind: "product" },
  data: ConsoleState,
  view: ProviderView | undefined,
) {
  const apis = new Map(data.catalogs.get(row.provider)?.apis.map((api) => [api.id, api]));
  return row.item.apis.map(({ id, name }) => {
    const api = apis.get(id);
    const url = api === undefined ? null : apiUrl(api, view?.definition.baselineUrl ?? null);
    return { id, name, authMethods: api?.authMethods ?? [], url };
  });
}
