import type { Catalog } from "../core/catalog.ts";

/** The catalog itself. Throws, as it is a bug, for the catalog of another Provider: it would be lost under this name. */
export function catalogOf(provider: string, catalog: Catalog | null): Catalog | null {
  if (catalog === null || catalog.provider === provider) return catalog;
  throw new Error(`The catalog of ${catalog.provider} was to be stored as that of ${provider}.`);
}

/** What is wrong with a stored document that names `owner` as its Provider, or null. */
export function ownerObjection(provider: string, owner: string): string | null {
  return owner === provider
    ? null
    : `belongs to Provider ${JSON.stringify(owner)}, not ${JSON.stringify(provider)}`;
}
