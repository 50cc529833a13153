import { authText, type AuthMethod } from "../core/api.ts";
import type { Item } from "../core/catalog.ts";
import { standingOf } from "../core/item-standing.ts";
import { exactSeconds, lifetimeText, limitText, type Limit, type Period } from "../core/period.ts";
import { isPublished } from "../core/product.ts";
import { ageText, forText } from "./age.ts";
import type { Cell, CellContext, Column } from "./columns.ts";
import type { ProviderView } from "./console-data.ts";
import { CREDENTIAL_COLUMNS } from "./credential-columns.ts";
import { naturalKey } from "./natural-key.ts";
import { ALL_SCOPE, type Row, type Tab } from "./rows.ts";

export type ListColumn = Column<Row, ProviderView>;
export type ListContext = CellContext<ProviderView>;

const NAME: ListColumn = {
  id: "name",
  title: "NAME",
  min: 12,
  roomy: 18,
  want: 24,
  grows: true,
  priority: 0,
  cell: (row) => ({ text: row.name === "" ? "(no name)" : row.name }),
  sortKey: (row) => naturalKey(row.name),
};

/** A Plan is its limits: its name gives way to them. */
const PLAN_NAME: ListColumn = { ...NAME, yields: true };

const PROVIDER: ListColumn = {
  id: "provider",
  title: "PROVIDER",
  min: 12,
  want: 20,
  priority: 2,
  cell: (row) => ({ text: row.provider }),
  sortKey: (row) => naturalKey(row.provider),
};

const AUTH: ListColumn = {
  id: "auth",
  title: "AUTH",
  min: 8,
  roomy: "apiKey + mtls".length,
  want: 20,
  priority: 4,
  cell: (row) => ({ text: authText(methodsOf(row)) }),
  sortKey: (row) => authText(methodsOf(row)),
};

const APIS: ListColumn = {
  id: "apis",
  title: "APIS",
  min: 4,
  want: 4,
  priority: 5,
  align: "right",
  cell: (row) => ({ text: row.kind === "product" ? String(row.item.apis.length) : "" }),
  sortKey: (row) => (row.kind === "product" ? row.item.apis.length : 0),
};

const PUBLISHED: ListColumn = {
  id: "published",
  title: "PUBLISHED",
  min: 9,
  want: 9,
  priority: 3,
  cell: (row, { glyphs }) => ({ text: publishedText(itemOf(row), glyphs.none) }),
  sortKey: (row) => publishedText(itemOf(row), "z"),
};

const ITEM_STATE: ListColumn = {
  id: "state",
  title: "STATE",
  min: 11,
  want: 11,
  priority: 1,
  tellsState: true,
  cell: itemState,
  sortKey: stateRank,
  volatile: true,
};

const SYNCED: ListColumn = {
  id: "synced",
  title: "SYNCED",
  min: 6,
  want: 6,
  priority: 6,
  cell: (row, { owner, now, glyphs }) => {
    const provider = owner(row.provider);
    const text = ageText(provider?.status.lastSuccessAt ?? null, now) ?? glyphs.none;
    return provider?.status.state === "down" ? { text, role: "warn" } : { text };
  },
  sortKey: (row, { owner }) => -(Date.parse(owner(row.provider)?.status.lastSuccessAt ?? "") || 0),
  volatile: true,
};

const TAGS: ListColumn = {
  id: "tags",
  title: "TAGS",
  min: 12,
  want: 24,
  priority: 8,
  cell: (row) => ({ text: tagsOf(row).join(", ") }),
  sortKey: (row) => tagsOf(row).join(", "),
};

const RATE: ListColumn = {
  id: "rate",
  title: "RATE",
  min: 10,
  roomy: 15,
  want: 22,
  priority: 2,
  align: "right",
  cell: (row) => ({ text: row.kind === "plan" ? limitText(row.item.rate) : "" }),
  sortKey: (row) => limitKey(row.kind === "plan" ? row.item.rate : null),
};

const QUOTA: ListColumn = {
  id: "quota",
  title: "QUOTA",
  min: 10,
  roomy: 19,
  want: 24,
  priority: 2,
  align: "right",
  cell: (row) => ({ text: row.kind === "plan" ? limitText(row.item.quota) : "" }),
  sortKey: (row) => limitKey(row.kind === "plan" ? row.item.quota : null),
};

const LIFETIME: ListColumn = {
  id: "expires",
  title: "KEYS EXPIRE",
  min: 11,
  want: 11,
  priority: 5,
  align: "right",
  cell: (row) => ({ text: row.kind === "plan" ? lifetimeText(row.item.keyLifetime) : "" }),
  sortKey: (row) => (row.kind === "plan" ? periodKey(row.item.keyLifetime) : 0),
};

const PATH: ListColumn = {
  id: "path",
  title: "LISTEN PATH",
  min: 12,
  want: 24,
  priority: 3,
  cell: (row) => ({ text: row.kind === "api" ? (row.item.listenPath ?? "") : "" }),
  sortKey: (row) => (row.kind === "api" ? (row.item.listenPath ?? "") : ""),
};

const VERSIONS: ListColumn = {
  id: "versions",
  title: "VERSIONS",
  min: 8,
  want: 14,
  priority: 7,
  cell: (row) => ({ text: row.kind === "api" ? row.item.versions.join(", ") : "" }),
  sortKey: (row) => (row.kind === "api" ? row.item.versions.length : 0),
};

const API_STATE: ListColumn = {
  id: "state",
  title: "STATE",
  min: 8,
  want: 8,
  priority: 1,
  tellsState: true,
  cell: (row) => {
    const text = row.kind === "api" ? row.item.state : "";
    return text === "active" ? { text } : { text, role: "dim" };
  },
  sortKey: (row) => (row.kind === "api" ? row.item.state : ""),
};

const REASON: ListColumn = {
  id: "reason",
  title: "REASON",
  min: 15,
  want: 16,
  priority: 1,
  tellsState: true,
  cell: (row) => ({ text: row.kind === "skipped" ? row.item.reason : "" }),
  sortKey: (row) => (row.kind === "skipped" ? row.item.reason : ""),
};

const DETAIL: ListColumn = {
  id: "detail",
  title: "DETAIL",
  min: 20,
  want: 40,
  grows: true,
  priority: 5,
  cell: (row) => ({ text: row.kind === "skipped" ? row.item.detail : "" }),
  sortKey: (row) => (row.kind === "skipped" ? row.item.detail : ""),
};

const COLUMNS: Readonly<Record<Tab, readonly ListColumn[]>> = {
  products: [NAME, PROVIDER, AUTH, APIS, PUBLISHED, ITEM_STATE, TAGS, SYNCED],
  plans: [PLAN_NAME, PROVIDER, RATE, QUOTA, LIFETIME, PUBLISHED, ITEM_STATE, TAGS, SYNCED],
  apis: [NAME, PROVIDER, AUTH, PATH, VERSIONS, API_STATE, SYNCED],
  credentials: [NAME, PROVIDER, ...CREDENTIAL_COLUMNS],
  skipped: [NAME, PROVIDER, REASON, DETAIL, TAGS, SYNCED],
};
const OF_ONE: Readonly<Record<Tab, readonly ListColumn[]>> = {
  products: COLUMNS.products.filter((column) => column !== PROVIDER),
  plans: COLUMNS.plans.filter((column) => column !== PROVIDER),
  apis: COLUMNS.apis.filter((column) => column !== PROVIDER),
  credentials: COLUMNS.credentials.filter((column) => column !== PROVIDER),
  skipped: COLUMNS.skipped.filter((column) => column !== PROVIDER),
};

/** The columns of a tab in their order on the screen; the Provider has one only where there are several. */
export function columnsOf(tab: Tab, scope: string): readonly ListColumn[] {
  return scope === ALL_SCOPE ? COLUMNS[tab] : OF_ONE[tab];
}

function itemOf(row: Row): Item | null {
  return row.kind === "product" || row.kind === "plan" ? row.item : null;
}

function methodsOf(row: Row): readonly AuthMethod[] {
  return row.kind === "product" || row.kind === "api" ? row.item.authMethods : [];
}

function tagsOf(row: Row): readonly string[] {
  if (row.kind === "credential") return [];
  return row.kind === "api" ? row.item.categories : row.item.tags;
}

function publishedText(item: Item | null, none: string): string {
  if (item === null || item.state === "hidden") return none;
  return isPublished(item) ? "yes" : "no";
}

function itemState(row: Row, { now, glyphs, owner }: ListContext): Cell {
  const item = itemOf(row);
  if (item === null) return { text: "" };
  if (item.state === "hidden")
    return { text: `hidden ${forText(item.hiddenAt, now) ?? ""}`.trimEnd(), role: "dim" };
  if (standingOf(item, owner(row.provider)?.status) === "unavailable")
    return { text: "unavailable", role: "dim" };
  if (item.policyState !== "active") return { text: `${glyphs.warn} ${item.policyState}`, role: "warn" };
  if (row.problem !== null) return { text: `${glyphs.warn} auth`, role: "warn" };
  if (owner(row.provider)?.status.held != null) return { text: `${glyphs.held} held`, role: "warn" };
  return item.placeholder ? { text: "new", role: "new" } : { text: "ok", role: "ok" };
}

function stateRank(row: Row, { owner }: ListContext): number {
  const item = itemOf(row);
  if (item === null || item.state === "hidden") return 9;
  const status = owner(row.provider)?.status;
  if (status?.state === "down") return 8;
  if (row.problem !== null) return 0;
  if (status?.held != null) return 1;
  return item.placeholder ? 2 : 3;
}

/** Requests per second, near enough for an order; unlimited comes last. */
function limitKey(limit: Limit | null): number {
  return limit === null ? Number.MAX_VALUE : limit.count / periodKey(limit.per);
}

function periodKey(period: Period | null): number {
  if (period === null || period.unit === "forever") return Number.MAX_SAFE_INTEGER;
  const month = 30.4 * 86_400;
  return exactSeconds(period) ?? period.every * (period.unit === "month" ? month : 12 * month);
}
