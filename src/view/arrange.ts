import { isCredentialProblem } from "./credential-rows.ts";
import { matches, parseFilter, type Filter } from "./filter.ts";
import type { ListColumn, ListContext } from "./list-columns.ts";
import { textOf, type Row } from "./rows.ts";

export type Sort = { readonly column: string; readonly descending: boolean };

/** How a list is to be shown. `ownersKey` changes whenever the state of a Provider does. */
export type Arrangement = {
  readonly columns: readonly ListColumn[];
  readonly sort: Sort;
  readonly filter: string;
  readonly hidden: boolean;
  readonly problems: boolean;
  readonly context: ListContext;
  readonly ownersKey: string;
};

/** What is left of a list, in order. `unlisted` counts what the filter, not the hiding, leaves out. */
export type Arranged = {
  readonly rows: readonly Row[];
  readonly unlisted: number;
  /** Hidden rows that would match, while hidden ones are not listed. */
  readonly hidden: number;
  readonly problems: readonly string[];
};

type Identified = { readonly id: string };

const KEPT = 12;
const arranged = new WeakMap<readonly Row[], Map<string, Arranged>>();
const sorted = new WeakMap<readonly Row[], Map<string, readonly Row[]>>();
const indexes = new WeakMap<readonly Identified[], ReadonlyMap<string, number>>();

/**
 * The rows that are listed, sorted (hidden ones at the end, whatever the order). The same object as before while
 * neither rows nor arrangement have changed: moving a cursor costs nothing.
 */
export function arrange(rows: readonly Row[], how: Arrangement): Arranged {
  const key = JSON.stringify([
    orderKey(how),
    how.filter,
    how.hidden,
    how.problems,
    how.problems || how.filter.includes(":") ? [how.ownersKey, Math.floor(how.context.now / 60_000)] : null,
  ]);
  return kept({ caches: arranged, rows, key }, () => chosen(rows, how));
}

/** Where a row is; -1 when it is not listed. */
export function indexOfRow(rows: readonly Identified[], id: string): number {
  let index = indexes.get(rows);
  if (index === undefined) {
    index = new Map(rows.map((row, at) => [row.id, at]));
    indexes.set(rows, index);
  }
  return index.get(id) ?? -1;
}

function chosen(rows: readonly Row[], how: Arrangement): Arranged {
  const filter = parseFilter(
    how.filter,
    how.columns.map((column) => column.id),
  );
  const listed: Row[] = [];
  let unlisted = 0;
  let hidden = 0;
  for (const row of ordered(rows, how)) {
    const matching = passes(row, filter, how);
    if (row.hidden && !how.hidden) hidden += matching ? 1 : 0;
    else if (matching) listed.push(row);
    else unlisted += 1;
  }
  return { rows: listed, unlisted, hidden, problems: filter.problems };
}

function passes(row: Row, filter: Filter, how: Arrangement): boolean {
  if (how.problems && !hasProblem(row, how.context)) return false;
  if (filter.terms.length === 0) return true;
  const { text, lower } = textOf(row);
  return matches(filter, { text, lower, column: (id) => columnText(row, id, how) });
}

function hasProblem(row: Row, context: ListContext): boolean {
  if (row.problem !== null) return true;
  if (row.kind === "credential" && isCredentialProblem(row.item, context.now)) return true;
  const status = context.owner(row.provider)?.status;
  return status !== undefined && (status.state === "down" || status.held !== null);
}

function columnText(row: Row, id: string, how: Arrangement): string {
  return how.columns.find((column) => column.id === id)?.cell(row, how.context).text ?? "";
}

function orderKey({ sort, columns, ownersKey }: Arrangement): string {
  const volatile = columns.find((column) => column.id === sort.column)?.volatile === true;
  return `${sort.column} ${sort.descending ? "desc" : "asc"} ${volatile ? ownersKey : ""}`;
}

function ordered(rows: readonly Row[], how: Arrangement): readonly Row[] {
  return kept({ caches: sorted, rows, key: orderKey(how) }, () => sortRows(rows, how));
}

function sortRows(rows: readonly Row[], { columns, sort, context }: Arrangement): readonly Row[] {
  const column = columns.find((candidate) => candidate.id === sort.column) ?? columns[0];
  if (column === undefined) return rows;
  const name = columns.find((candidate) => candidate.id === "name") ?? column;
  const sign = sort.descending ? -1 : 1;
  const keyed = rows.map((row) => ({
    row,
    key: column.sortKey(row, context),
    name: name.sortKey(row, context),
  }));
  keyed.sort((a, b) => {
    if (a.row.hidden !== b.row.hidden) return a.row.hidden ? 1 : -1;
    if (a.key !== b.key) return a.key < b.key ? -sign : sign;
    if (a.name !== b.name) return a.name < b.name ? -1 : 1;
    return a.row.id < b.row.id ? -1 : 1;
  });
  return keyed.map((entry) => entry.row);
}

type Place<T> = {
  readonly caches: WeakMap<readonly Row[], Map<string, T>>;
  readonly rows: readonly Row[];
  readonly key: string;
};

function kept<T>({ caches, rows, key }: Place<T>, make: () => T): T {
  const cache = caches.get(rows) ?? new Map<string, T>();
  caches.set(rows, cache);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  if (cache.size > KEPT) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  return made;
}
