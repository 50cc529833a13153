import type { Item } from "./catalog.ts";
import type { ItemSet, PortalFields, SidedChange } from "./change.ts";
import { sameValue } from "./same-value.ts";

/** What a new item has on Portico's side: nothing yet. */
export const NO_PORTAL_FIELDS: PortalFields = {
  displayName: null,
  description: null,
  labels: {},
  published: false,
};

const PORTAL_FIELD_NAMES = ["displayName", "description", "labels", "published"] as const;

export function portalFieldsOf(item: PortalFields): PortalFields {
  const { displayName, description, labels, published } = item;
  return { displayName, description, labels, published };
}

/** The portal-side part of what is to be set; a field that is not there stays. */
export function portalPart(set: ItemSet): Partial<PortalFields> {
  return Object.fromEntries(
    PORTAL_FIELD_NAMES.flatMap((name) => (set[name] === undefined ? [] : [[name, set[name]]])),
  );
}

/** The portal-side fields that setting these changes, before and after. */
export function portalChanges(before: PortalFields, set: Partial<PortalFields>): readonly SidedChange[] {
  return PORTAL_FIELD_NAMES.flatMap((field) => {
    const after = set[field];
    return after === undefined || sameValue(before[field], after)
      ? []
      : [{ side: "portal" as const, field, before: before[field], after }];
  });
}

/** The item with these set: no placeholder any more once one of them differs. The same object when none does. */
export function withPortalFields<T extends Item>(item: T, set: Partial<PortalFields>): T {
  if (portalChanges(item, set).length === 0) return item;
  return { ...item, ...set, placeholder: false };
}

/**
 * The item with what was typed for it before it was seen: an edit that was made since has the last word, field by
 * field.
 */
export function withTypedFields<T extends Item>(item: T, typed: PortalFields): T {
  return withPortalFields(item, {
    displayName: item.displayName ?? typed.displayName,
    description: item.description ?? typed.description,
    labels: { ...typed.labels, ...item.labels },
    published: item.published || typed.published,
  });
}
