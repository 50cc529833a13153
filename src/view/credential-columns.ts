import { standingOf, type Standing } from "../core/credential-text.ts";
import type { Credential, Usage } from "../core/credential.ts";
import { dateAndTime } from "./age.ts";
import type { Cell } from "./columns.ts";
import type { ListColumn, ListContext } from "./list-columns.ts";
import type { Role } from "./line.ts";
import { naturalKey } from "./natural-key.ts";
import { rowId } from "./row-id.ts";
import type { Row } from "./rows.ts";
import { isAscii } from "./glyphs.ts";
import { sparkline, usageWords } from "./sparkline.ts";

const MINUTE_MS = 60_000;
const UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
];

/** How each standing looks; the glyph stands before the word, so that colour alone says nothing. */
const LOOKS: Readonly<
  Record<Standing, { readonly sign: "" | "warn" | "error" | "syncing"; readonly role: Role }>
> = {
  active: { sign: "", role: "ok" },
  foreign: { sign: "", role: "new" },
  expiring: { sign: "warn", role: "warn" },
  retiring: { sign: "", role: "warn" },
  revoking: { sign: "warn", role: "warn" },
  issuing: { sign: "syncing", role: "warn" },
  inactive: { sign: "warn", role: "warn" },
  expired: { sign: "error", role: "error" },
  missing: { sign: "error", role: "error" },
  revoked: { sign: "", role: "dim" },
};

/** The order by state: what wants attention first. */
const RANKS: readonly Standing[] = [
  "expired",
  "missing",
  "expiring",
  "inactive",
  "revoking",
  "issuing",
  "retiring",
  "foreign",
  "active",
  "revoked",
];

/** Where a credential stands, in a word, its sign before it. */
export function standingCell(
  credential: Credential,
  { now, glyphs }: Pick<ListContext, "now" | "glyphs">,
): Cell {
  const standing = standingOf(credential, now);
  const { sign, role } = LOOKS[standing];
  return { text: sign === "" ? standing : `${glyphs[sign]} ${standing}`, role };
}

/** When nobody can use it any more: a retiring one ends with its grace. Null for never. */
function endOf({ status, revokeAt, expiresAt }: Credential): string | null {
  return status === "retiring" && revokeAt !== null ? revokeAt : expiresAt;
}

const DATE_LENGTH = 10;
const YEAR_LENGTH = 5;

/**
 * `2026-09-30  in 40d`: the day, and how far it is. A grace is a matter of hours, so of one that retires the time is told:
 * `2026-09-30 17:05`. Null for never.
 */
function expiryCell(
  item: Credential,
  { now, offsetMinutes }: Pick<ListContext, "now" | "offsetMinutes">,
): Cell | null {
  const end = endOf(item);
  if (end === null) return null;
  if (item.status === "retiring") {
    const text = dateAndTime(end, offsetMinutes);
    return { text, brief: text.slice(YEAR_LENGTH) };
  }
  const brief = end.slice(0, DATE_LENGTH);
  return { text: `${brief}  ${distanceText(Date.parse(end) - now)}`, brief };
}

/** How far an instant is: `in 40d`, `in 5h`, `3d ago`. */
export function distanceText(ms: number): string {
  const size = Math.abs(ms);
  if (size < MINUTE_MS) return "now";
  const [unit, length] = UNITS.find(([, one]) => size >= one) ?? ["m", MINUTE_MS];
  const text = `${Math.floor(size / length)}${unit}`;
  return ms < 0 ? `${text} ago` : `in ${text}`;
}

const column = (
  part: Omit<ListColumn, "cell" | "sortKey"> & {
    readonly cell: (item: Credential, context: ListContext, row: Row) => Cell;
    readonly sortKey: (item: Credential, context: ListContext) => string | number;
  },
): ListColumn => ({
  ...part,
  cell: (row, context) => (row.kind === "credential" ? part.cell(row.item, context, row) : { text: "" }),
  sortKey: (row, context) => (row.kind === "credential" ? part.sortKey(row.item, context) : ""),
});

const PRODUCTS = column({
  id: "products",
  title: "PRODUCTS",
  min: 10,
  roomy: 14,
  want: 26,
  priority: 3,
  cell: (item, { glyphs }) => ({ text: productsText(item, glyphs.none) }),
  sortKey: (item) => naturalKey(productsText(item, "")),
});

const PLAN = column({
  id: "plan",
  title: "PLAN",
  min: 6,
  want: 16,
  priority: 4,
  cell: ({ plan }, { glyphs }) => ({ text: plan?.name ?? glyphs.none }),
  sortKey: ({ plan }) => naturalKey(plan?.name ?? ""),
});

const KIND = column({
  id: "kind",
  title: "KIND",
  min: 6,
  want: 6,
  priority: 7,
  cell: ({ kind }) => ({ text: kind }),
  sortKey: ({ kind }) => kind,
});

const EXPIRES = column({
  id: "expires",
  title: "EXPIRES",
  min: 11,
  want: 19,
  priority: 5,
  volatile: true,
  cell: (item, context) => expiryCell(item, context) ?? { text: context.glyphs.none },
  sortKey: (item) => {
    const end = endOf(item);
    return end === null ? Number.MAX_VALUE : Date.parse(end);
  },
});

const STATE = column({
  id: "state",
  title: "STATE",
  min: 10,
  want: 10,
  priority: 1,
  tellsState: true,
  volatile: true,
  cell: standingCell,
  sortKey: (item, { now }) => RANKS.indexOf(standingOf(item, now)),
});

const TAIL = column({
  id: "key",
  title: "KEY",
  min: 6,
  want: 6,
  priority: 9,
  cell: ({ tail }, { glyphs }) => ({ text: tail ?? glyphs.none }),
  sortKey: ({ tail }) => tail ?? "",
});

/** The last days as a sparkline; what was not asked for yet is blank, and so is what nothing is known of. */
export const USAGE = column({
  id: "usage",
  title: "USAGE 14D",
  min: 14,
  want: 19,
  priority: 6,
  volatile: true,
  isUnsorted: true,
  cell: ({ id }, { glyphs, usage }, { provider }) => {
    const known = usage?.get(rowId(provider, id)) ?? null;
    return known === null ? { text: "" } : usageCell(known, isAscii(glyphs));
  },
  sortKey: () => 0,
});

/** The columns of the credentials behind their name and Provider. */
export const CREDENTIAL_COLUMNS: readonly ListColumn[] = [PRODUCTS, PLAN, KIND, TAIL, EXPIRES, STATE, USAGE];

function usageCell(known: Usage, ascii: boolean): Cell {
  const counts = known.days.map(({ hits }) => hits);
  const hits = counts.reduce((sum, count) => sum + count, 0);
  if (hits === 0) return { text: "unused" };
  const brief = sparkline(counts, ascii);
  return { text: `${brief} ${briefCount(hits)}`, brief, spoken: usageWords(known) };
}

/** How many requests, in as few characters as can be: `812`, `1.2k`, `34k`, `5.6M`. */
function briefCount(count: number): string {
  const units = [
    ["G", 1e9],
    ["M", 1e6],
    ["k", 1e3],
  ] as const;
  const unit = units.find(([, size]) => count >= size);
  if (unit === undefined) return String(Math.round(count));
  const scaled = count / unit[1];
  return `${scaled < 10 ? (Math.floor(scaled * 10) / 10).toFixed(1) : Math.floor(scaled)}${unit[0]}`;
}

function productsText({ products }: Credential, none: string): string {
  return products.length === 0 ? none : products.map(({ name }) => name).join(", ");
}
