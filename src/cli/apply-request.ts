import type { ConsoleState, ProviderView } from "../console.ts";
import type { AuthMethod } from "../core/auth-methods.ts";
import { isVisible, type Catalog, type Item } from "../core/catalog.ts";
import { hasWritten, withoutWritten } from "../core/change-intent.ts";
import type { ChangeRequest, ItemSet } from "../core/change.ts";
import { AppError } from "../core/errors.ts";
import { findItem, itemsOf, type KindedItem } from "../core/find-item.ts";
import { excerpt } from "../core/plain-text.ts";
import { NO_PORTAL_FIELDS, portalChanges, portalPart } from "../core/portal-edit.ts";
import { commonMethod } from "../core/rules.ts";
import { isPublished } from "../core/product.ts";
import { sameValue } from "../core/same-value.ts";
import type { DescribedItem } from "./apply-item.ts";
import { KIND_NOUNS } from "./change-intent.ts";
import type { ChangedItem } from "./change-records.ts";
import { namedItem, soleProvider } from "./named-item.ts";
import { storedSide } from "./stored-side.ts";

/**
 * What an item of a file asks for. Two that mean the same item, or want the same name, have a key in common; `tags` are
 * those that a new one is to have, null when they are what it gets anyway.
 */
export type Asked = { readonly keys: readonly string[] } & (
  | { readonly unchanged: ChangedItem }
  | { readonly request: ChangeRequest; readonly tags: readonly string[] | null }
);

/** Finds the item by policy id, reference id or name. Throws what keeps it from being understood. */
export function requestFor(item: DescribedItem, state: ConsoleState): Asked {
  const view = soleProvider(state, item.provider);
  const { catalog } = storedSide(state, view.definition.name);
  const found = foundIn(catalog, item, state);
  if (found !== null) return editOf(found, item, catalog);
  return creationOf(item, view, catalog);
}

function foundIn(catalog: Catalog, item: DescribedItem, state: ConsoleState): KindedItem | null {
  const { kind, policyId, referenceId, set } = item;
  refuseOtherKind(catalog, item);
  const items = itemsOf(catalog, kind);
  const byId =
    items.find((each) => each.policyId === policyId) ??
    items.find((each) => each.referenceId === referenceId);
  if (byId !== undefined) return findItem(catalog, kind, byId.policyId);
  const { name } = set;
  if (name === undefined || !items.some((each) => each.name === name)) return null;
  const { item: named } = namedItem(state, { kind, name, provider: catalog.provider });
  return findItem(catalog, kind, named.policyId);
}

function refuseOtherKind(catalog: Catalog, { kind, policyId }: DescribedItem): void {
  const other = kind === "product" ? "plan" : "product";
  if (policyId === null || findItem(catalog, other, policyId) === null) return;
  const problem = `policy "${excerpt(policyId)}" is a ${KIND_NOUNS[other]}, not a ${KIND_NOUNS[kind]}.`;
  throw new AppError("RULE_BROKEN", problem, { hint: `Write kind: ${other}.` });
}

/** A file says everything of an item: what is as it was read last is not written again. */
function editOf(found: KindedItem, described: DescribedItem, catalog: Catalog): Asked {
  const { kind, item } = found;
  const { provider } = catalog;
  const { policyId, name } = item;
  const keys = [JSON.stringify([provider, policyId]), nameKey(provider, described.set.name ?? name)];
  const set = withoutWritten(found, withoutShown(described.set, item), catalog);
  const isSame = portalChanges(item, portalPart(set)).length === 0 && hasWritten(found, set, catalog);
  if (isSame) return { keys, unchanged: { provider, kind, name, policyId } };
  return { keys, request: { op: "edit", kind, provider, policyId, set }, tags: null };
}

/** Names are unique at a Provider, Products and Plans together. */
function nameKey(provider: string, name: string): string {
  return JSON.stringify([provider, null, name.trim()]);
}

/** `get` prints a hidden item as unpublished, whatever is meant: that is no wish to unpublish it. */
function withoutShown(set: ItemSet, item: Item): ItemSet {
  const { published, ...others } = set;
  return isVisible(item) || published !== isPublished(item) ? set : others;
}

function creationOf(item: DescribedItem, view: ProviderView, catalog: Catalog): Asked {
  const { kind, set } = item;
  const { name: provider, policyTags } = view.definition;
  const { name, metadata = {}, tags } = set;
  if (name === undefined) {
    throw new AppError("RULE_BROKEN", `no ${KIND_NOUNS[kind]} with this id, and no name to create one.`, {
      hint: "Add its name.",
    });
  }
  const portal = { ...NO_PORTAL_FIELDS, ...portalPart(set) };
  const shared = { op: "create", provider, name, metadata, portal } as const;
  const wanted = tags === undefined || sameValue(tags.toSorted(), policyTags.toSorted()) ? null : tags;
  const keys = [nameKey(provider, name)];
  if (kind === "plan") {
    const { rate = null, quota = null, keyLifetime = null } = set;
    return { keys, request: { ...shared, kind, rate, quota, keyLifetime }, tags: wanted };
  }
  const apis = set.apis ?? [];
  const authMethod = item.authMethod ?? methodOf({ name, apis }, catalog);
  return { keys, request: { ...shared, kind, authMethod, apis }, tags: wanted };
}

type NewProduct = { readonly name: string; readonly apis: readonly string[] };

/** The method that all of these APIs have; mtls only when it is the only one. */
function methodOf({ name, apis }: NewProduct, catalog: Catalog): AuthMethod {
  const unknown = apis.find((id) => !catalog.apis.some((api) => api.id === id));
  if (unknown !== undefined) {
    const problem = `the new Product "${excerpt(name)}" names the API "${excerpt(unknown)}", and ${excerpt(catalog.provider)} has none of this id.`;
    throw new AppError("RULE_BROKEN", problem, { hint: '"portico get apis" lists them.' });
  }
  const method = commonMethod(apis.flatMap((id) => catalog.apis.find((api) => api.id === id) ?? []));
  if (method !== null) return method;
  const problem = `the new Product "${excerpt(name)}" needs APIs that share one auth method.`;
  throw new AppError("RULE_BROKEN", problem, {
    hint: 'List them under apis, by id, and say authMethod ("portico get apis" lists both).',
  });
}
