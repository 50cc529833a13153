import type { Api } from "./api.ts";
import { linedUpApis } from "./api-line-up.ts";
import { isVisible, type Catalog, type Item } from "./catalog.ts";
import { byCodeUnit } from "./code-unit-order.ts";
import { grantWords, knownApis, opensEveryVersion } from "./grant-words.ts";
import { linedUp, type Pair } from "./line-up.ts";
import { sameLifetime, sameLimit } from "./period.ts";
import type { Plan } from "./plan.ts";
import type { Grant } from "./policy.ts";
import type { Product } from "./product.ts";
import { sameValue } from "./same-value.ts";

/** One of two Providers that are compared. `policyTags` are those that select its policies: each has its own. */
export type DiffSide = { readonly catalog: Catalog; readonly policyTags: readonly string[] };

export type FieldDifference = { readonly field: string; readonly a: unknown; readonly b: unknown };

/**
 * A Product, Plan or API that the two sides do not have alike: `side` says who has it, `differences` what differs where
 * both do. `a` and `b` are the policy ids, or API ids, on either side.
 */
export type DiffRow = {
  readonly kind: "product" | "plan" | "api";
  readonly name: string;
  readonly side: "a" | "b" | "both";
  readonly differences: readonly FieldDifference[];
  readonly ids: { readonly a: string | null; readonly b: string | null };
};

/** The rows that differ, Products before Plans before APIs, by name; `same` counts what both have alike. */
export type Diff = { readonly rows: readonly DiffRow[]; readonly same: number };

/**
 * What two Providers do not have alike, by what is stored of them. Total: every visible Product and Plan and every API
 * of either is in one row or counts as the same. Products and Plans are lined up by name, APIs by name, slug or listen
 * path, never by id. Tags that select policies on either side do not count, nor does whether something is published.
 */
export function diffOf(a: DiffSide, b: DiffSide): Diff {
  const apis = linedUpApis(a.catalog.apis, b.catalog.apis);
  const about = { a, b, access: accessOf(a.catalog, b.catalog, apis) };
  const products = itemRows(a.catalog.products, b.catalog.products, (pair) =>
    productDifferences(pair, about),
  );
  const plans = itemRows(a.catalog.plans, b.catalog.plans, (pair) => planDifferences(pair, about));
  const all: readonly DiffRow[] = [
    ...products.map((row) => ({ ...row, kind: "product" as const })),
    ...plans.map((row) => ({ ...row, kind: "plan" as const })),
    ...inNameOrder(apis.map(apiRow)),
  ];
  const rows = all.filter(({ side, differences }) => side !== "both" || differences.length > 0);
  return { rows, same: all.length - rows.length };
}

/** The tags that tell something: those that do not select policies on either side; sorted. */
export function tellingTags(tags: readonly string[], a: DiffSide, b: DiffSide): readonly string[] {
  const selecting = new Set([...a.policyTags, ...b.policyTags]);
  return [...new Set(tags)].filter((tag) => !selecting.has(tag)).toSorted();
}

type Access = {
  /** What a grant of one side opens, told in the words of side b: equal where both open the same. */
  readonly a: (grant: Grant) => string;
  readonly b: (grant: Grant) => string;
  /** The same for people. */
  readonly shown: { readonly a: (grant: Grant) => string; readonly b: (grant: Grant) => string };
};

function accessOf(a: Catalog, b: Catalog, pairs: readonly Pair<Api>[]): Access {
  const counterparts = new Map(
    pairs.flatMap((pair) => (pair.a === null ? [] : [[pair.a.id, pair.b?.id ?? null]])),
  );
  const [ofA, ofB] = [knownApis(a.apis), knownApis(b.apis)];
  return {
    a(grant) {
      const api = ofA.byId.get(grant.id);
      const counterpart = counterparts.get(grant.id) ?? null;
      return openedBy(grant, api, counterpart === null ? `a ${grant.id}` : `b ${counterpart}`);
    },
    b: (grant) => openedBy(grant, ofB.byId.get(grant.id), `b ${grant.id}`),
    shown: { a: (grant) => grantWords(grant, ofA), b: (grant) => grantWords(grant, ofB) },
  };
}

/** An API that the Provider does not list is known by the name that the policy has for it. */
function openedBy(grant: Grant, api: Api | undefined, place: string): string {
  const versions = opensEveryVersion(grant, api) ? null : grant.versions.toSorted();
  return JSON.stringify([api === undefined ? `? ${grant.name}` : place, versions, grant.narrowed ?? false]);
}

type About = { readonly a: DiffSide; readonly b: DiffSide; readonly access: Access };
type Both<T> = { readonly a: T; readonly b: T };

function itemRows<T extends Item>(
  a: readonly T[],
  b: readonly T[],
  differ: (pair: Both<T>) => readonly FieldDifference[],
): readonly Omit<DiffRow, "kind">[] {
  const pairs = linedUp(a.filter(isVisible), b.filter(isVisible), {
    telling: [],
    deciding: [({ name }) => name],
    order: ({ policyId }) => policyId,
  });
  return inNameOrder(pairs.map((pair) => rowOf(pair, ({ policyId }) => policyId, differ)));
}

type Named = { readonly name: string };

function rowOf<T extends Named>(
  { a, b }: Pick<Pair<T>, "a" | "b">,
  idOf: (one: T) => string,
  differ: (pair: Both<T>) => readonly FieldDifference[],
): Omit<DiffRow, "kind"> {
  const ids = { a: a === null ? null : idOf(a), b: b === null ? null : idOf(b) };
  const name = a?.name ?? b?.name ?? "";
  if (a === null || b === null) return { name, side: a === null ? "b" : "a", differences: [], ids };
  return { name, side: "both", differences: differ({ a, b }), ids };
}

function inNameOrder<T extends Omit<DiffRow, "kind">>(rows: readonly T[]): readonly T[] {
  const key = ({ ids }: T): string => JSON.stringify([ids.a, ids.b]);
  return rows.toSorted((a, b) => byCodeUnit(a.name, b.name) || byCodeUnit(key(a), key(b)));
}

function productDifferences(pair: Both<Product>, about: About): readonly FieldDifference[] {
  return [...accessDifferences(pair, about.access), ...itemDifferences(pair, about)];
}

function accessDifferences({ a, b }: Both<Product>, access: Access): readonly FieldDifference[] {
  if (sameSet(a.apis.map(access.a), b.apis.map(access.b))) return [];
  const shown = { a: a.apis.map(access.shown.a).toSorted(), b: b.apis.map(access.shown.b).toSorted() };
  return [{ field: "apis", ...shown }];
}

function planDifferences(pair: Both<Plan>, about: About): readonly FieldDifference[] {
  return [
    ...differing(pair, "rate", sameLimit),
    ...differing(pair, "quota", sameLimit),
    ...differing(pair, "keyLifetime", sameLifetime),
    ...itemDifferences(pair, about),
  ];
}

function itemDifferences(pair: Both<Item>, about: About): readonly FieldDifference[] {
  const tags = (item: Item): readonly string[] => tellingTags(item.tags, about.a, about.b);
  return [
    ...differing({ a: { tags: tags(pair.a) }, b: { tags: tags(pair.b) } }, "tags", sameValue),
    ...differing(pair, "metadata", sameValue),
    ...differing(pair, "displayName", sameText),
    ...differing(pair, "description", sameText),
    ...differing(pair, "labels", sameValue),
    ...differing(pair, "policyState", sameValue),
  ];
}

function apiRow(pair: Pair<Api>): DiffRow {
  const row = rowOf(
    pair,
    ({ id }) => id,
    (both) => [
      ...differing(both, "name", sameValue),
      ...differing(both, "listenPath", sameValue),
      ...differing(both, "authMethods", sameSet),
      ...differing(both, "versions", sameSet),
      ...differing(both, "state", sameValue),
      ...differing(both, "categories", sameSet),
    ],
  );
  return { ...row, kind: "api" };
}

/** One field, where it differs. */
function differing<T, F extends keyof T & string>(
  { a, b }: Both<T>,
  field: F,
  isSame: (a: T[F], b: T[F]) => boolean,
): readonly FieldDifference[] {
  return isSame(a[field], b[field]) ? [] : [{ field, a: a[field], b: b[field] }];
}

/** No text and an empty one are read alike. */
export function sameText(a: string | null, b: string | null): boolean {
  return (a ?? "") === (b ?? "");
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return sameValue(a.toSorted(), b.toSorted());
}
