import type { Api } from "./api.ts";
import { linedUpApis } from "./api-line-up.ts";
import { isVisible, type Catalog, type Item, type ItemKind } from "./catalog.ts";
import { itemWords } from "./change-command.ts";
import type { DiffSide } from "./diff.ts";
import { itemsOf } from "./find-item.ts";
import { knownApis, type KnownApis } from "./grant-words.ts";
import type { Pair } from "./line-up.ts";

/**
 * The Provider that items are brought from, and the one that they are brought to, by what is stored of both; looked
 * through once, for however many items.
 */
export type PromotionGround = {
  readonly from: DiffSide;
  readonly to: DiffSide;
  /** The visible items of a name where it comes from. */
  readonly namesakes: (kind: ItemKind, name: string) => readonly Item[];
  /** The items of a name where it is brought to, hidden ones included. */
  readonly there: (kind: ItemKind, name: string) => readonly Item[];
  /** The words by which a command names an item where it comes from. */
  readonly word: (kind: ItemKind, item: Item) => string;
  readonly apis: MatchedSides;
};

/** The APIs of both sides: those it comes from with what stands for them, and those that are there, by id. */
export type MatchedSides = {
  readonly known: KnownApis;
  readonly pairs: ReadonlyMap<string, Pair<Api>>;
  readonly there: ReadonlyMap<string, Api>;
};

export function promotionGround(from: DiffSide, to: DiffSide): PromotionGround {
  const looked: Partial<Record<ItemKind, Sides>> = {};
  const sides = (kind: ItemKind): Sides => (looked[kind] ??= sidesOf(kind, from, to));
  return {
    from,
    to,
    namesakes: (kind, name) => sides(kind).namesakes.get(name) ?? [],
    there: (kind, name) => sides(kind).there.get(name) ?? [],
    word: (kind, item) => sides(kind).word(item),
    apis: matchedSides(from.catalog, to.catalog),
  };
}

type Sides = ReturnType<typeof sidesOf>;

function sidesOf(kind: ItemKind, from: DiffSide, to: DiffSide) {
  const items = itemsOf(from.catalog, kind);
  return {
    namesakes: byName(items.filter(isVisible)),
    there: byName(itemsOf(to.catalog, kind)),
    word: itemWords(items),
  };
}

function byName(items: readonly Item[]): ReadonlyMap<string, readonly Item[]> {
  return Map.groupBy(items, ({ name }) => name);
}

function matchedSides(from: Catalog, to: Catalog): MatchedSides {
  const pairs = linedUpApis(from.apis, to.apis);
  return {
    known: knownApis(from.apis),
    pairs: new Map(pairs.flatMap((pair) => (pair.a === null ? [] : [[pair.a.id, pair] as const]))),
    there: new Map(to.apis.map((api) => [api.id, api])),
  };
}
