import fc from "fast-check";
import { expect, it } from "vitest";
import type { ConsoleState } from "../../src/console.ts";
import { chooseColumns } from "../../src/view/columns.ts";
import { isEdited } from "../../src/view/form.ts";
import { hintsLine } from "../../src/view/hints.ts";
import { ASCII_GLYPHS, UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { ACTION_IDS, actionRow } from "../../src/view/keys.ts";
import { lineWidth } from "../../src/view/line.ts";
import { providerListing, rowAt, tabListing } from "../../src/view/listing.ts";
import { emptyListLines } from "../../src/view/screens.ts";
import { selectorLine, statusLine } from "../../src/view/status-line.ts";
import { textHeight } from "../../src/view/text-pane.ts";
import type { ViewState } from "../../src/view/view-state.ts";
import { api, HIDDEN, plan, product, skipped } from "../helpers/catalog-items.ts";
import { catalog, consoleStub } from "../helpers/console-stub.ts";
import { downView, drive, event, sampleData, upView, type Driver } from "./sample-console.ts";

const KEYS = [...new Set(ACTION_IDS.flatMap((id) => actionRow(id).keys))];
const keys = fc.constantFrom(...KEYS, "x", "日", "backspace", "left", "ctrl-u", "z");
const QUITTING = new Set(["q", "ctrl-c", "i", "d"]);

const NAMES = ["Alpha", "beta", "日本", "Zulu", "API 9", "API 10", "", "👩‍👩‍👧 family"];
const item = fc.record({
  id: fc.integer({ min: 0, max: 30 }),
  name: fc.constantFrom(...NAMES),
  hidden: fc.boolean(),
});
const items = fc.uniqueArray(item, { maxLength: 20, selector: ({ id }) => id });

const catalogs = (name: string) =>
  fc.record({ products: items, plans: items, skippedOnes: items, up: fc.boolean() }).map((made) => {
    const hide = (hidden: boolean) => (hidden ? HIDDEN : {});
    const of = catalog(name, {
      products: made.products.map(({ id, name: own, hidden }) => product(`p${id}`, own, hide(hidden))),
      plans: made.plans.map(({ id, name: own, hidden }) => plan(`p${id}`, own, hide(hidden))),
      apis: made.products.map(({ id, name: own }) => api(`a${id}`, own)),
      skipped: made.skippedOnes.map(({ id, name: own }) => skipped(`s${id}`, own)),
    });
    return { of, view: made.up ? upView(of) : downView(of) };
  });

const worlds: fc.Arbitrary<ConsoleState> = fc
  .tuple(catalogs("EU"), catalogs("Staging"), catalogs("Partners"), fc.integer({ min: 0, max: 3 }))
  .map(([eu, staging, partners, count]) => {
    const chosen = [eu, staging, partners].slice(0, count);
    const stub = consoleStub({
      providers: chosen.map(({ view }) => view),
      catalogs: chosen.map(({ of }) => of),
    });
    return { ...stub.state(), events: [event(), event({ outcome: "fail", hint: "look" })] };
  });

const sizes = fc.constantFrom(
  { columns: 120, rows: 36 },
  { columns: 80, rows: 24 },
  { columns: 40, rows: 8 },
  { columns: 10, rows: 2 },
);

function cursorsPointSomewhere({ view, data, now }: Driver): void {
  const list = tabListing({ view, data, now });
  const providers = providerListing({ view, data });
  for (const { count, index, ghost } of [list, providers]) {
    expect(index).toBeGreaterThanOrEqual(count === 0 ? -1 : 0);
    expect(index).toBeLessThan(Math.max(count, 0) || 1);
    expect(ghost === -1 || ghost === index).toBe(true);
  }
  const row = rowAt(list, list.index);
  expect(row === undefined).toBe(list.count === 0);
  expect(row?.id).toBe(list.count === 0 ? undefined : (list.state.cursor?.id ?? row?.id));
}

function everythingDraws({ view, data, now }: Driver): void {
  for (const glyphs of [UNICODE_GLYPHS, ASCII_GLYPHS]) {
    const input = { view, data, now, glyphs };
    const { columns } = view.size;
    const widths = [statusLine, selectorLine, hintsLine].map((draw) => lineWidth(draw(input, columns)));
    expect(widths).toEqual([columns, columns, columns]);
    emptyListLines(input, columns);
    const listing = tabListing(input);
    const choice = chooseColumns(listing.columns, columns);
    for (const row of listing.rows)
      for (const { column } of choice.columns) column.cell(row, listing.context);
    for (const pane of ["detail", "activity", "explain"] as const) textHeight(input, pane);
  }
}

it("survives any keys in any world, with every cursor on a row or a ghost", () => {
  const steps = fc.array(fc.oneof({ weight: 6, arbitrary: keys }, worlds), { maxLength: 60 });
  fc.assert(
    fc.property(worlds, sizes, steps, (world, size, happenings) => {
      const driver = drive(world, size);
      for (const happening of happenings) {
        if (typeof happening === "string") driver.press(happening);
        else driver.become(happening);
        cursorsPointSomewhere(driver);
      }
      driver.tick(200);
      everythingDraws(driver);
      expect(driver.view.detailDueAt).toBeNull();
    }),
    { numRuns: 150 },
  );
});

it("never quits on Esc, whatever came before", () => {
  const harmless = keys.filter((key) => !QUITTING.has(key));
  fc.assert(
    fc.property(
      worlds,
      fc.array(fc.oneof(harmless, fc.constant("esc")), { maxLength: 80 }),
      (world, pressed) => {
        const driver = drive(world);
        driver.press(...pressed, "esc", "esc", "esc", "esc");
        const quits = driver.effects.filter(({ type }) => type === "quit");
        const chosenByName = pressed.includes("enter");
        expect(quits.length === 0 || chosenByName).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});

it("reaches the bare panes with Esc alone, from anywhere, unless that would lose what was entered", () => {
  fc.assert(
    fc.property(worlds, fc.array(keys, { maxLength: 40 }), (world, pressed) => {
      const driver = drive(world);
      driver.press(
        ...pressed.filter((key) => !QUITTING.has(key)),
        ...Array.from({ length: 12 }, () => "esc"),
      );
      const { overlay, prompt } = driver.view;
      const form = overlay?.kind === "form" ? overlay.form : null;
      const entered =
        form?.kind === "credential"
          ? form.isEdited
          : form !== null && form.kind !== "provider" && isEdited(form);
      expect([entered ? null : overlay, prompt]).toEqual([null, null]);
    }),
    { numRuns: 100 },
  );
});

it("keeps the target of the cursor through a thousand changes of the data without a key", () => {
  const targets = (view: ViewState) => [
    view.providers.cursor?.id,
    ...Object.values(view.lists).map((list) => list.cursor?.id),
  ];
  fc.assert(
    fc.property(
      fc.array(keys, { maxLength: 10 }),
      fc.array(worlds, { minLength: 100, maxLength: 100 }),
      (pressed, changes) => {
        const driver = drive(sampleData());
        driver.press(...pressed.filter((key) => !QUITTING.has(key)));
        const before = targets(driver.view);
        for (const world of changes) {
          driver.become(world);
          const after = targets(driver.view);
          expect(after.filter((id, at) => before[at] !== undefined && id !== before[at])).toEqual([]);
        }
      },
    ),
    { numRuns: 10 },
  );
});

it("keeps the same view when the same data come again", () => {
  fc.assert(
    fc.property(worlds, fc.array(keys, { maxLength: 20 }), (world, pressed) => {
      const driver = drive(world);
      driver.press(...pressed);
      driver.tick(200);
      driver.become(world);
      const before = driver.view;
      driver.become(world);
      expect(driver.view).toBe(before);
    }),
    { numRuns: 100 },
  );
});
