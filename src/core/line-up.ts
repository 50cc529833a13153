/**
 * Two things that stand for the same, one on each side; null where one side has none. `rivals` are those of side b that
 * could be meant as well: with any, nobody can tell for certain which belongs to which.
 */
export type Pair<T> = { readonly a: T | null; readonly b: T | null; readonly rivals: readonly T[] };

/** How to tell that two things are the same: by a key, null for what has none. */
export type Key<T> = (thing: T) => string | null;

export type LineUp<T> = {
  /** Keys that tell things apart which a deciding key takes for the same; they pair only what is alone with its key. */
  readonly telling: readonly Key<T>[];
  /** Keys that decide, the first before the next: what several share is paired in order, with rivals. */
  readonly deciding: readonly Key<T>[];
  /** Orders things that cannot be told apart; the same for equal ones. */
  readonly order: (thing: T) => string;
};

type Sides<T> = { readonly as: readonly T[]; readonly bs: readonly T[] };

/**
 * Lines two lists up, each thing exactly once. A list lined up with itself pairs every thing with itself, provided that
 * `order` tells all of them apart.
 */
export function linedUp<T>(a: readonly T[], b: readonly T[], how: LineUp<T>): readonly Pair<T>[] {
  const pairs: Pair<T>[] = [];
  let left: Sides<T> = { as: a, bs: b };
  const take = (taken: readonly Pair<T>[]): void => {
    pairs.push(...taken);
    const [as, bs] = [new Set(taken.map((pair) => pair.a)), new Set(taken.map((pair) => pair.b))];
    left = { as: left.as.filter((one) => !as.has(one)), bs: left.bs.filter((one) => !bs.has(one)) };
  };
  for (const key of how.telling) take(groups(left, key).flatMap(aloneOnly));
  for (const key of how.deciding) take(groups(left, key).flatMap((group) => inOrder(group, how.order)));
  const rest = [
    ...left.as.map((one) => ({ a: one, b: null })),
    ...left.bs.map((one) => ({ a: null, b: one })),
  ];
  return [...pairs, ...rest.map((one) => ({ ...one, rivals: [] }))];
}

/** The things of both sides that share a key; those without one, and those that one side alone has, are left out. */
function groups<T>({ as, bs }: Sides<T>, key: Key<T>): readonly Sides<T>[] {
  const byKey = new Map<string, { as: T[]; bs: T[] }>();
  for (const one of as) {
    const found = key(one);
    if (found === null) continue;
    const group = byKey.get(found) ?? { as: [], bs: [] };
    byKey.set(found, group);
    group.as.push(one);
  }
  for (const one of bs) {
    const found = key(one);
    if (found !== null) byKey.get(found)?.bs.push(one);
  }
  return [...byKey.values()].filter((group) => group.bs.length > 0);
}

function aloneOnly<T>({ as, bs }: Sides<T>): readonly Pair<T>[] {
  const [a] = as;
  const [b] = bs;
  if (a === undefined || b === undefined || as.length + bs.length > 2) return [];
  return [{ a, b, rivals: [] }];
}

function inOrder<T>(group: Sides<T>, order: (thing: T) => string): readonly Pair<T>[] {
  const alone = aloneOnly(group);
  if (alone.length > 0) return alone;
  const as = sorted(group.as, order);
  const bs = sorted(group.bs, order);
  return Array.from({ length: Math.max(as.length, bs.length) }, (_, at) => ({
    a: as[at] ?? null,
    b: bs[at] ?? null,
    rivals: bs,
  }));
}

function sorted<T>(things: readonly T[], order: (thing: T) => string): readonly T[] {
  const keyed = things.map((thing) => ({ thing, key: order(thing) }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ thing }) => thing);
}
