import { expect, it } from "vitest";
import type { SyncChanges } from "../../src/core/sync-changes.ts";
import { heldSummary, syncSummary } from "../../src/sync/summary.ts";

const NONE = { created: 0, updated: 0, hidden: 0, restored: 0, unchanged: 0 };
const UNCHANGED: SyncChanges = {
  provider: "EU",
  held: null,
  items: [],
  apis: null,
  skipped: null,
  origin: null,
  products: NONE,
  plans: NONE,
  skippedCount: 0,
};

it("counts one Product and many Plans in words that fit", () => {
  const counts = { products: 1, plans: 2, apis: 0, skipped: 0 };
  expect(syncSummary(counts, UNCHANGED)).toBe("1 product · 2 plans");
});

it("counts what is held likewise", () => {
  expect(heldSummary({ products: 1, plans: 2 })).toMatch(/; 1 product and 2 plans stay as they are$/u);
});
