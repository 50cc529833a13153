import type { ItemKind } from "../core/catalog.ts";

const SHARED_FIELDS = [
  "name",
  "displayName",
  "description",
  "labels",
  "published",
  "tags",
  "metadata",
] as const;
const OWN_FIELDS = { product: ["apis"], plan: ["rate", "quota", "keyLifetime"] } as const;

export type FieldName = (typeof SHARED_FIELDS)[number] | (typeof OWN_FIELDS)[ItemKind][number];

/** The fields of a Product or Plan that can be changed. */
export function fieldNames(kind: ItemKind): readonly FieldName[] {
  return [...SHARED_FIELDS, ...OWN_FIELDS[kind]];
}
