import fc from "fast-check";
import { expect, it } from "vitest";
import { rowUnderCursor, scopeOf, tabListing } from "../../src/view/listing.ts";
import { initialView, memoryOf } from "../../src/view/memory.ts";
import { dataOf, drive, EU, sampleData, STAGING, type Driver } from "./sample-console.ts";

const SIZE = { columns: 120, rows: 36 };

function selected({ view, data, now }: Driver): string | null {
  return rowUnderCursor(tabListing({ view, data, now }))?.name ?? null;
}

function remembered(driver: Driver): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(memoryOf(driver.view)));
}

it("remembers Provider, tab, order, filter and object across restarts", () => {
  const before = drive(sampleData());
  before.press("1", "j", "2", "O", "j", "H", "3", "j", "/");
  before.type("s");
  before.press("enter", "t", "m");
  const after = drive(sampleData(), SIZE, remembered(before));
  expect([scopeOf(after.view), after.view.tab, selected(after)]).toEqual(["EU", "plans", "Silver"]);
  expect([after.view.theme, after.view.mouse]).toEqual(["light", true]);
  expect(tabListing(after).state.filter).toBe("s");
  after.press("2");
  expect(selected(after)).toBe(selectedOn(before, "2"));
  expect(tabListing(after).state).toMatchObject({ hidden: true, sort: { column: "name", descending: true } });
});

function selectedOn(driver: Driver, tab: string): string | null {
  driver.press(tab);
  return selected(driver);
}

it("waits for an object that is remembered until its catalog is here", () => {
  const before = drive(sampleData());
  before.press("G");
  const after = drive({ ...sampleData(), catalogs: new Map([["EU", EU]]) }, SIZE, remembered(before));
  expect(selected(after)).toBe("Customer accounts");
  after.become(sampleData());
  expect(selected(after)).toBe("Zebra");
});

it("starts at the first row when what is remembered is gone", () => {
  const before = drive(sampleData());
  before.press("G");
  const after = drive(dataOf(EU, { ...STAGING, products: [] }), SIZE, remembered(before));
  expect(selected(after)).toBe("Customer accounts");
});

it("takes any memory, and makes the best of it", () => {
  const known = {
    version: fc.constant(1),
    lists: fc.jsonValue(),
    provider: fc.jsonValue(),
    tab: fc.jsonValue(),
  };
  const memories = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.record(known));
  fc.assert(
    fc.property(memories, (memory) => {
      const first = memoryOf(initialView(SIZE, memory));
      expect(memoryOf(initialView(SIZE, first))).toEqual(first);
    }),
  );
});
