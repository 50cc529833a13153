import type { Catalog, Item } from "./catalog.ts";
import { NOT_RETRIEVED } from "./change-intent.ts";
import { excerpt, plainText } from "./plain-text.ts";

const LONGEST_NAME = 200;
// Controls, line and paragraph separators: a name is one line.
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** What is wrong with a name as such, in a few words that follow "the name"; null for a good one. */
export function nameFault(name: string): string | null {
  const trimmed = name.trim();
  if (trimmed === "") return "is empty";
  if (trimmed.length > LONGEST_NAME) return `has ${trimmed.length} characters; ${LONGEST_NAME} are the most`;
  if (UNPRINTABLE.test(trimmed)) return `holds a line break or a control character: "${excerpt(trimmed)}"`;
  return null;
}

/** True for text that holds controls or line breaks, which names, tags and keys must not. */
export function isUnprintable(text: string): boolean {
  return UNPRINTABLE.test(text);
}

/**
 * Who has this name at the Provider already, as people say it (`the Plan "Gold"`); null when nobody does. Names are
 * unique there among all policies: Products, Plans and those that became neither.
 */
export function nameHolder(catalog: Catalog, name: string, exceptPolicy: string | null): string | null {
  const wanted = plainText(name.trim());
  const holds = (one: { readonly name: string; readonly policyId: string }): boolean =>
    one.name === wanted && one.policyId !== exceptPolicy;
  const quoted = `"${excerpt(wanted)}"`;
  if (catalog.products.some((item) => holds(item) && isThere(item))) return `the Product ${quoted}`;
  if (catalog.plans.some((item) => holds(item) && isThere(item))) return `the Plan ${quoted}`;
  if (catalog.skipped.some(holds)) return `the skipped policy ${quoted}`;
  return null;
}

/** False for an item whose policy is gone: its name is free again. */
function isThere(item: Item): boolean {
  return item.hiddenReason !== NOT_RETRIEVED;
}
