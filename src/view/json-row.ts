import type { ConsoleState } from "./console-data.ts";
import { credentialRecord } from "./credential-record.ts";
import { apiRecord, planRecord, productRecord, skippedRecord } from "./records.ts";
import type { Row } from "./rows.ts";

/**
 * A row with the keys that `portico get … -o json` (or `portico credentials list`) gives it; null when its Provider has
 * left. `now` in ms since 1970.
 */
export function jsonRow(row: Row, data: ConsoleState, now: number): object | null {
  const view = data.providers.find(({ definition }) => definition.name === row.provider);
  if (view === undefined) return null;
  switch (row.kind) {
    case "product": {
      const apis = data.catalogs.get(row.provider)?.apis ?? [];
      return productRecord(row.item, view, new Map(apis.map((api) => [api.id, api])));
    }
    case "plan":
      return planRecord(row.item, view);
    case "api":
      return apiRecord(row.item, view);
    case "credential":
      return credentialRecord(row.item, row.provider, now);
    case "skipped":
      return skippedRecord(row.item, view);
  }
}
