import type { Api } from "../core/api.ts";
import { isVisible, type Catalog, type Item, type Skipped } from "../core/catalog.ts";
import type { Credential, CredentialBook } from "../core/credential.ts";
import type { Plan } from "../core/plan.ts";
import type { Product } from "../core/product.ts";
import { plainText } from "../core/plain-text.ts";
import { authConflict } from "../core/rules.ts";
import type { ConsoleState } from "./console-data.ts";
import { rowId } from "./row-id.ts";
import { credentialRowsOf, credentialWords } from "./credential-rows.ts";

export type Tab = "products" | "plans" | "apis" | "credentials" | "skipped";

export const TABS: readonly Tab[] = ["products", "plans", "apis", "credentials", "skipped"];

/** Every Provider at once, as the scope of a list. No Provider can be called so. */
export const ALL_SCOPE = "\u0000all";

/**
 * A row of a list, as light as can be: its cells are made when it is drawn. `id` is the Provider's name, NUL and the id
 * of the policy or API: it stays the same whatever comes, goes or is sorted. `problem` says what the operator should
 * see to.
 */
export type Row = RowBase &
  (
    | { readonly kind: "product"; readonly item: Product }
    | { readonly kind: "plan"; readonly item: Plan }
    | { readonly kind: "api"; readonly item: Api }
    | { readonly kind: "credential"; readonly item: Credential }
    | { readonly kind: "skipped"; readonly item: Skipped }
  );

type RowBase = {
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly hidden: boolean;
  readonly problem: string | null;
};

/** The text of a row that a filter looks at, and the same in lower case. */
export type RowText = { readonly text: string; readonly lower: string };

const tables = new WeakMap<Catalog, Map<CatalogTab, readonly Row[]>>();
const books = new WeakMap<CredentialBook, readonly Row[]>();
const texts = new WeakMap<Row, RowText>();
const merged: { tables: readonly (readonly Row[])[]; rows: readonly Row[] }[] = [];

/**
 * The rows of a tab: of one Provider, or of all of them in config order. The same array as before while no catalog
 * among them has changed.
 */
export function rowsOf(data: ConsoleState, scope: string, tab: Tab): readonly Row[] {
  const parts: (readonly Row[])[] = [];
  for (const { definition } of data.providers) {
    if (scope !== ALL_SCOPE && definition.name !== scope) continue;
    const part =
      tab === "credentials" ? bookRows(data, definition.name) : catalogRows(data, definition.name, tab);
    if (part !== null) parts.push(part);
  }
  const [first, ...rest] = parts;
  if (first === undefined) return NO_ROWS;
  return rest.length === 0 ? first : mergedRows(parts);
}

/** Everything of a row that a filter without a column looks at. */
export function textOf(row: Row): RowText {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const text = `${row.provider}\n${row.name}\n${row.problem ?? ""}\n${wordsOf(row)}`;
  const made = { text, lower: text.toLowerCase() };
  texts.set(row, made);
  return made;
}

const NO_ROWS: readonly Row[] = [];
const MERGED_KEPT = 8;

function mergedRows(parts: readonly (readonly Row[])[]): readonly Row[] {
  const known = merged.find(
    (entry) => entry.tables.length === parts.length && entry.tables.every((table, at) => table === parts[at]),
  );
  if (known !== undefined) return known.rows;
  const made = { tables: parts, rows: parts.flat() };
  merged.unshift(made);
  merged.length = Math.min(merged.length, MERGED_KEPT);
  return made.rows;
}

function bookRows({ books: all }: ConsoleState, provider: string): readonly Row[] | null {
  const book = all.get(provider);
  if (book === undefined) return null;
  const known = books.get(book);
  if (known !== undefined) return known;
  const made = credentialRowsOf(book);
  books.set(book, made);
  return made;
}

function catalogRows({ catalogs }: ConsoleState, provider: string, tab: CatalogTab): readonly Row[] | null {
  const catalog = catalogs.get(provider);
  return catalog === undefined ? null : tableOf(catalog, tab);
}

function tableOf(catalog: Catalog, tab: CatalogTab): readonly Row[] {
  const tabs = tables.get(catalog) ?? new Map<CatalogTab, readonly Row[]>();
  tables.set(catalog, tabs);
  const known = tabs.get(tab);
  if (known !== undefined) return known;
  const made = BUILD[tab](catalog);
  tabs.set(tab, made);
  return made;
}

/** The tabs that a catalog fills. */
export type CatalogTab = Exclude<Tab, "credentials">;

const BUILD: Readonly<Record<CatalogTab, (catalog: Catalog) => readonly Row[]>> = {
  products: (catalog) => {
    const apis = new Map(catalog.apis.map((api) => [api.id, api]));
    return catalog.products.map((item) => {
      const conflict = authConflict(item, apis);
      return { ...itemBase(catalog.provider, item, conflict), kind: "product", item };
    });
  },
  plans: (catalog) =>
    catalog.plans.map((item) => ({ ...itemBase(catalog.provider, item, null), kind: "plan", item })),
  apis: (catalog) =>
    catalog.apis.map((item) => ({
      id: rowId(catalog.provider, item.id),
      provider: catalog.provider,
      name: item.name,
      hidden: false,
      problem: null,
      kind: "api",
      item,
    })),
  skipped: (catalog) =>
    catalog.skipped.map((item) => ({
      id: rowId(catalog.provider, item.policyId),
      provider: catalog.provider,
      name: item.name,
      hidden: false,
      problem: item.detail,
      kind: "skipped",
      item,
    })),
};

function itemBase(provider: string, item: Item, conflict: string | null): RowBase {
  const denied = item.policyState === "active" ? null : `The policy is ${item.policyState} at the Provider.`;
  return {
    id: rowId(provider, item.policyId),
    provider,
    name: item.displayName === null ? item.name : plainText(item.displayName),
    hidden: !isVisible(item),
    problem: conflict ?? denied,
  };
}

/** Plain joins, without lists in between: this runs for every row at the first letter of a filter. */
function wordsOf(row: Row): string {
  switch (row.kind) {
    case "product": {
      const { authMethods, apis } = row.item;
      const names = apis.length === 0 ? "" : apis.map((api) => api.name).join("\n");
      return `${itemWords(row.item)}\n${authMethods.join("\n")}\n${names}`;
    }
    case "plan":
      return itemWords(row.item);
    case "api": {
      const { id, authMethods, listenPath, state, categories } = row.item;
      return `${id}\n${authMethods.join("\n")}\n${listenPath ?? ""}\n${state}\n${categories.join("\n")}`;
    }
    case "credential":
      return credentialWords(row);
    case "skipped": {
      const { policyId, referenceId, reason, tags } = row.item;
      return `${policyId}\n${referenceId}\n${reason}\n${tags.join("\n")}`;
    }
  }
}

function itemWords({ name, policyId, referenceId, tags }: Item): string {
  const reference = referenceId === policyId ? "" : referenceId;
  return `${name}\n${policyId}\n${reference}\n${tags.join("\n")}`;
}
