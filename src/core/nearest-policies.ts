import type { Catalog } from "./catalog.ts";
import { nearestWord } from "./nearest-word.ts";

const MOST = 3;

/** The names in a catalog that an unknown one was probably meant for: those that contain it, else the nearest; at most three. */
export function nearestPolicies(catalog: Catalog | null, query: string): readonly string[] {
  if (catalog === null || query === "") return [];
  const names = new Set([...catalog.products, ...catalog.plans, ...catalog.skipped].map(({ name }) => name));
  const wanted = query.toLowerCase();
  const containing = [...names].filter((name) => name.toLowerCase().includes(wanted));
  if (containing.length > 0) return containing.slice(0, MOST);
  const near = nearestWord(query, names);
  return near === null ? [] : [near];
}
