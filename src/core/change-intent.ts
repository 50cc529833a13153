import type { ChangeRequest, ItemSet } from "./change.ts";
import type { Catalog } from "./catalog.ts";
import { cleanValue } from "./clean-value.ts";
import { findItem, type KindedItem } from "./find-item.ts";
import { sameLimit, sameLifetime } from "./period.ts";
import { plainText } from "./plain-text.ts";
import type { Grant } from "./policy.ts";
import { portalPart } from "./portal-edit.ts";
import { sameValue } from "./same-value.ts";
import type { WriteIntent, WrittenFields } from "./write.ts";

/** What is written is decided on: the catalog as stored, and the tags that a new policy needs to be found again. */
export type IntentGround = { readonly catalog: Catalog; readonly policyTags: readonly string[] };

/** The Provider's part of a change that keeps all rules; null for one that concerns the store alone. */
export function intentOf(request: ChangeRequest, ground: IntentGround): WriteIntent | null {
  switch (request.op) {
    case "create":
      return creation(request, ground);
    case "restore": {
      const { kind, name, record } = request;
      return request.item === undefined ? { op: "restore", kind, name, record } : null;
    }
    case "adopt": {
      const { kind, policyId, tags } = request;
      return { op: "edit", kind, policyId, set: { tags } };
    }
    case "delete": {
      const { kind, policyId } = request;
      return isGone(ground.catalog, request) ? null : { op: "delete", kind, policyId };
    }
    case "edit": {
      const { kind, policyId } = request;
      const found = findItem(ground.catalog, kind, policyId);
      const set = found === null ? {} : editedPart(found, request.set, ground.catalog);
      if (Object.keys(set).length === 0) return null;
      const former = request.former === undefined ? {} : { former: request.former };
      return { op: "edit", kind, policyId, set, ...former };
    }
  }
}

/** True for an item whose policy the last complete reading did not find any more. */
export function isGone(
  catalog: Catalog,
  of: { readonly kind: "product" | "plan"; readonly policyId: string },
): boolean {
  const item = findItem(catalog, of.kind, of.policyId)?.item;
  return item?.state === "hidden" && item.hiddenReason === NOT_RETRIEVED;
}

export const NOT_RETRIEVED = "not-retrieved";

type Creation = Extract<ChangeRequest, { op: "create" }>;

function creation(request: Creation, { catalog, policyTags }: IntentGround): WriteIntent {
  const { name, metadata, tags: more = [] } = request;
  const tags = more.length === 0 ? policyTags : [...new Set([...policyTags, ...more])];
  const shared = { op: "create", name: name.trim(), tags, metadata } as const;
  if (request.kind === "product") {
    return { ...shared, kind: "product", apis: grantsOf(request.apis, [], catalog) };
  }
  const { rate, quota, keyLifetime } = request;
  return { ...shared, kind: "plan", rate, quota, keyLifetime };
}

/** Of an item whose policy is gone the store knows all that there is: what it has already, nobody need be asked for. */
function editedPart(found: KindedItem, set: ItemSet, catalog: Catalog): Partial<WrittenFields> {
  const { kind, item } = found;
  return isGone(catalog, { kind, policyId: item.policyId })
    ? writtenPart(found, set, catalog)
    : askedPart(found, set, catalog);
}

/**
 * The Provider-side fields that are asked for, those that have the value already in the store included: the store may
 * be behind, and the Provider is compared with when the proposal is built.
 */
function askedPart({ kind, item }: KindedItem, set: ItemSet, catalog: Catalog): Partial<WrittenFields> {
  const { name, tags, metadata, apis, rate, quota, keyLifetime } = set;
  const shared = {
    // A name that the Provider has with spaces around it stays as it is unless it is changed.
    ...(name === undefined || (name === item.name && name !== name.trim()) ? {} : { name: name.trim() }),
    ...(tags === undefined ? {} : { tags }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  if (kind === "product")
    return apis === undefined ? shared : { ...shared, apis: grantsOf(apis, item.apis, catalog) };
  return {
    ...shared,
    ...(rate === undefined ? {} : { rate }),
    ...(quota === undefined ? {} : { quota }),
    ...(keyLifetime === undefined ? {} : { keyLifetime }),
  };
}

/** Those of the fields asked for whose value differs from the item as stored. */
export function writtenPart(found: KindedItem, set: ItemSet, catalog: Catalog): Partial<WrittenFields> {
  const asked = askedPart(found, set, catalog);
  const changed = changedFields(asked, found);
  return Object.fromEntries(Object.entries(asked).filter(([field]) => changed[field] === true));
}

function changedFields(asked: Partial<WrittenFields>, found: KindedItem): Readonly<Record<string, boolean>> {
  const { name, tags, metadata } = found.item;
  const shared = {
    name: isNew(asked.name, name, Object.is),
    tags: isNew(asked.tags, tags, sameValue),
    metadata: isNew(asked.metadata, metadata, sameValue),
  };
  if (found.kind === "product") return { ...shared, apis: isNew(asked.apis, found.item.apis, sameIds) };
  const { rate, quota, keyLifetime } = found.item;
  return {
    ...shared,
    rate: isNew(asked.rate, rate, sameLimit),
    quota: isNew(asked.quota, quota, sameLimit),
    keyLifetime: isNew(asked.keyLifetime, keyLifetime, sameLifetime),
  };
}

function isNew<T>(asked: T | undefined, known: T, same: (asked: T, known: T) => boolean): boolean {
  return asked !== undefined && !same(asked, known);
}

function sameIds(asked: readonly Grant[], known: readonly Grant[]): boolean {
  return sameValue(sortedIds(asked), sortedIds(known));
}

function sortedIds(grants: readonly Grant[]): readonly string[] {
  return grants.map(({ id }) => id).toSorted();
}

/** Grants by API id: those there are stay as they are, new ones are of every version. */
function grantsOf(ids: readonly string[], granted: readonly Grant[], catalog: Catalog): readonly Grant[] {
  const known = new Map(granted.map((grant) => [grant.id, grant]));
  const apis = new Map(catalog.apis.map((api) => [api.id, api]));
  return [...new Set(ids)].map((id) => {
    const api = apis.get(id);
    return known.get(id) ?? { id, name: api?.name ?? id, versions: api?.versions ?? [] };
  });
}

/**
 * Whether an item has these values of Provider-side fields, as far as they are given. Texts count as they are shown: so
 * they are stored.
 */
export function hasWritten(kinded: KindedItem, set: ItemSet, catalog: Catalog): boolean {
  return Object.keys(writtenPart(kinded, asStored(set), catalog)).length === 0;
}

/** A set without the Provider-side fields that the item has already, as far as the store knows. */
export function withoutWritten(kinded: KindedItem, set: ItemSet, catalog: Catalog): ItemSet {
  const news = { ...portalPart(set), ...writtenPart(kinded, asStored(set), catalog) };
  return Object.fromEntries(Object.entries(set).filter(([field]) => Object.hasOwn(news, field)));
}

function asStored({ name, tags, metadata, ...others }: ItemSet): ItemSet {
  return {
    ...others,
    ...(name === undefined ? {} : { name: plainText(name) }),
    ...(tags === undefined ? {} : { tags: tags.map(plainText) }),
    ...(metadata === undefined ? {} : { metadata: plainMembers(metadata) }),
  };
}

function plainMembers(members: NonNullable<ItemSet["metadata"]>): NonNullable<ItemSet["metadata"]> {
  const entries = Object.entries(members);
  return Object.fromEntries(
    entries.map(([key, value]) => [plainText(key), cleanValue(value, plainText)] as const),
  );
}
