import { authText } from "../core/api.ts";
import { lifetimeText, limitText } from "../core/period.ts";
import { ageText } from "../view/age.ts";
import type { Listable } from "./intent.ts";
import type { Listing } from "./output.ts";
import { apiRecords, planRecords, productRecords, providerRecords, skippedRecords } from "./records.ts";
import type { PlanRecord, ProductRecord, ProviderRecord } from "../view/records.ts";
import type { RecordSource } from "./records.ts";
import type { Column, Role } from "./table.ts";

type Item = ProductRecord | PlanRecord;

const PROVIDER: Column<{ readonly provider: string }> = {
  title: "PROVIDER",
  text: (record) => record.provider,
  min: 14,
  priority: 1,
};
const POLICY_ID: Column<{ readonly policyId: string }> = {
  title: "POLICY ID",
  text: (record) => record.policyId,
  role: () => "dim",
  priority: 8,
};
const ITEM_NAME: Column<Item> = {
  title: "NAME",
  text: (item) => item.displayName ?? item.name,
  role: (item) => (item.state === "hidden" ? "dim" : null),
  min: 20,
  priority: 0,
};
const ITEM_STATE: Column<Item> = { title: "STATE", text: stateWord, role: stateRole, priority: 2 };
const TAGS: Column<Item> = {
  title: "TAGS",
  text: (item) => item.tags.join(", "),
  min: 8,
  priority: 9,
  optional: true,
};

const PROVIDER_CSV = columnsOf(
  "name adapter url status lastAttemptAt lastSuccessAt products plans apis skipped warnings error.code error.message error.hint",
);
const LIMITS_CSV = columnsOf(
  "rate.count rate.per.every rate.per.unit quota.count quota.per.every quota.per.unit keyLifetime.every keyLifetime.unit",
);
const ITEM_CSV = columnsOf("provider name displayName description policyId referenceId");
const ITEM_CSV_END = columnsOf("labels tags metadata published state placeholder lastSyncedAt");

/** What `portico get` lists under that name, ready to be printed in any format. `now` in ms since 1970. */
export function listingOf(what: Listable, source: RecordSource, now: number): Listing {
  return LISTINGS[what](source, now);
}

const LISTINGS: Readonly<Record<Listable, (source: RecordSource, now: number) => Listing>> = {
  providers: providerListing,
  products: productListing,
  plans: planListing,
  apis: apiListing,
  skipped: skippedListing,
};

function providerListing(source: RecordSource, now: number): Listing {
  const disabled = new Set(
    source.providers.filter((view) => !view.definition.enabled).map((view) => view.definition.name),
  );
  const status = (record: ProviderRecord): string => (disabled.has(record.name) ? "disabled" : record.status);
  return {
    kind: "provider",
    title: "Providers",
    csv: PROVIDER_CSV,
    ...drawn(providerRecords(source, now), [
      { title: "NAME", text: (record) => record.name, min: 12, priority: 0 },
      { title: "STATUS", text: status, role: (record) => STATUS_ROLES[record.status], priority: 1 },
      { title: "PRODUCTS", text: (record) => String(record.products), align: "right", priority: 3 },
      { title: "PLANS", text: (record) => String(record.plans), align: "right", priority: 4 },
      { title: "APIS", text: (record) => String(record.apis), align: "right", priority: 6 },
      { title: "SKIPPED", text: (record) => String(record.skipped), align: "right", priority: 5 },
      { title: "LAST SYNC", text: (record) => lastSync(record.lastSuccessAt, now), priority: 7 },
      { title: "ADAPTER", text: (record) => record.adapter, min: 8, priority: 9 },
      { title: "URL", text: (record) => record.url ?? "", min: 12, priority: 8, optional: true },
      { title: "ERROR", text: (record) => record.error?.message ?? "", min: 16, priority: 2, optional: true },
      { title: "WARNINGS", text: warningsText, role: () => "warn", min: 12, priority: 10, optional: true },
    ]),
  };
}

/** The ids, each once: a permission more than needed may be told of several. */
function warningsText({ warnings }: ProviderRecord): string {
  return [...new Set(warnings.map(({ id }) => id))].join(", ");
}

const STATUS_ROLES: Readonly<Record<ProviderRecord["status"], Role>> = {
  up: "ok",
  down: "error",
  unknown: "dim",
};

function productListing(source: RecordSource): Listing {
  return {
    kind: "product",
    title: "Products",
    csv: [...ITEM_CSV, "apis", "authMethods", ...ITEM_CSV_END],
    ...drawn(productRecords(source), [
      ITEM_NAME,
      PROVIDER,
      {
        title: "APIS",
        text: (product) => product.apis.map((api) => api.name).join(", "),
        min: 16,
        priority: 4,
      },
      { title: "AUTH", text: (product) => authText(product.authMethods), min: 13, priority: 3 },
      ITEM_STATE,
      TAGS,
      POLICY_ID,
    ]),
  };
}

function planListing(source: RecordSource): Listing {
  return {
    kind: "plan",
    title: "Plans",
    csv: [...ITEM_CSV, ...LIMITS_CSV, ...ITEM_CSV_END],
    ...drawn(planRecords(source), [
      ITEM_NAME,
      PROVIDER,
      { title: "RATE", text: (plan) => limitText(plan.rate), priority: 3 },
      { title: "QUOTA", text: (plan) => limitText(plan.quota), priority: 4 },
      { title: "KEY LIFETIME", text: (plan) => lifetimeText(plan.keyLifetime), priority: 5 },
      ITEM_STATE,
      TAGS,
      POLICY_ID,
    ]),
  };
}

function apiListing(source: RecordSource): Listing {
  return {
    kind: "api",
    title: "APIs",
    csv: columnsOf("provider id name authMethods listenPath url state"),
    ...drawn(apiRecords(source), [
      { title: "NAME", text: (api) => api.name, min: 18, priority: 0 },
      PROVIDER,
      { title: "AUTH", text: (api) => authText(api.authMethods), min: 13, priority: 2 },
      {
        title: "STATE",
        text: (api) => api.state,
        role: (api) => (api.state === "inactive" ? "dim" : null),
        priority: 3,
      },
      { title: "ADDRESS", text: (api) => api.url ?? api.listenPath ?? "", min: 20, priority: 4 },
      { title: "ID", text: (api) => api.id, role: () => "dim", priority: 8 },
    ]),
  };
}

function skippedListing(source: RecordSource): Listing {
  return {
    kind: "skipped",
    title: "Skipped policies",
    csv: columnsOf("provider policyId name reason detail"),
    ...drawn(skippedRecords(source), [
      { title: "NAME", text: (skipped) => skipped.name, min: 18, priority: 0 },
      PROVIDER,
      { title: "REASON", text: (skipped) => skipped.reason, role: () => "warn", priority: 2 },
      { title: "DETAIL", text: (skipped) => skipped.detail, min: 20, priority: 3 },
      POLICY_ID,
    ]),
  };
}

/** The records, with a table that is laid out only when one is printed. */
function drawn<R extends object>(
  records: readonly R[],
  columns: readonly Column<R>[],
): Pick<Listing, "records" | "lines"> {
  return {
    records,
    async lines(style) {
      const { tableLines } = await import("./table.ts");
      return tableLines(columns, records, style);
    },
  };
}

function lastSync(instant: string | null, now: number): string {
  return ageText(instant, now) ?? "never";
}

function stateWord(item: Item): string {
  if (item.state === "hidden") return "hidden";
  if (item.placeholder) return "new";
  return item.published ? "published" : "unpublished";
}

function stateRole(item: Item): Role | null {
  if (item.state === "hidden") return "dim";
  if (item.placeholder) return "new";
  return item.published ? "ok" : null;
}

function columnsOf(names: string): readonly string[] {
  return names.split(" ");
}
