import { describe, expect, it } from "vitest";
import type { Catalog } from "../../src/core/catalog.ts";
import { browseListing } from "../../src/view/browse.ts";
import { rowUnderCursor } from "../../src/view/listing.ts";
import { api, plan, product } from "../helpers/catalog-items.ts";
import { catalog } from "../helpers/console-stub.ts";
import { frameOf } from "../helpers/frame.tsx";
import { dataOf, drive, type Driver } from "./sample-console.ts";
import { answer, effectOf, itemRequests, proposal, result } from "./write-samples.ts";

const PAY = { id: "a1", name: "Pay", versions: [] };
const STAGE = catalog("Stage", {
  apis: [api("a1", "Pay")],
  products: [product("1", "Money", { apis: [PAY] })],
  plans: [plan("2", "Gold", { description: "Best" }), plan("3", "Silver")],
});
const LIVE = catalog("Live", { apis: [api("b9", "Pay")], plans: [plan("8", "Gold")] });

function compared(...more: readonly Catalog[]): Driver {
  const driver = drive(dataOf(STAGE, LIVE, ...more), { columns: 80, rows: 24 });
  driver.press("1", "j", "D");
  return driver;
}

function current({ view, data }: Driver): string {
  if (view.overlay?.kind !== "diff") return view.overlay?.kind ?? "closed";
  const row = rowUnderCursor(browseListing(view.overlay, data, view));
  if (row === null) return "nothing";
  return row.kind === "difference" ? `${row.row.kind} ${row.row.name} ${row.row.side}` : row.id;
}

function shown(driver: Driver): string {
  return frameOf(driver).join("\n");
}

describe("comparing two Providers", () => {
  it("starts at once where there are only two, side by side", () => {
    const driver = compared();
    expect(current(driver)).toBe("product Money a");
    expect(shown(driver)).toMatch(/Stage · Live .* 4 differences, 0 the same/u);
    expect(shown(driver)).toMatch(/plan +Gold +description Best +description –/u);
    driver.press("tab");
    expect(shown(driver)).toMatch(/Live · Stage/u);
    expect(current(driver)).toBe("product Money b");
  });

  it("asks for the other one where there are more, and comes back there", () => {
    const driver = compared(catalog("Partners"));
    expect([current(driver), shown(driver).includes("Compare Stage with")]).toEqual(["Live", true]);
    driver.press("j", "enter");
    expect(shown(driver)).toContain("Stage · Partners");
    driver.press("esc");
    expect(current(driver)).toBe("Live");
    driver.press("esc");
    expect(driver.view.overlay).toBeNull();
  });

  it("filters, opens a row in full, and steps back out one by one", () => {
    const driver = compared();
    driver.press("/");
    driver.type("kind:plan best");
    driver.press("enter");
    expect(current(driver)).toBe("plan Gold both");
    driver.press("enter");
    expect(shown(driver)).toMatch(/plan Gold[\s\S]*description +Best +–/u);
    driver.press("esc", "esc");
    expect(shown(driver)).toContain("4 differences");
    driver.press("q");
    expect(driver.view.overlay).toBeNull();
  });

  it("says so when nothing is stored of one, or everything is alike", () => {
    const data = dataOf(STAGE, LIVE);
    const unread = drive({ ...data, catalogs: new Map([["Stage", STAGE]]) }, { columns: 80, rows: 24 });
    unread.press("1", "j", "D");
    expect(shown(unread)).toContain("Nothing is stored of Live: synchronize it first.");
    const same = drive(dataOf(STAGE, { ...STAGE, provider: "Live" }), { columns: 80, rows: 24 });
    same.press("1", "j", "D");
    expect(shown(same)).toContain("Stage and Live have everything alike.");
  });

  it("is not offered without another Provider, nor for all of them", () => {
    const alone = drive(dataOf(STAGE));
    alone.press("1", "D");
    expect(alone.view.toast?.text).toContain("choose a Provider first");
    alone.press("j", "D");
    expect(alone.view.toast?.text).toContain("there is no other Provider");
  });
});

describe("promoting from a comparison", () => {
  it("opens the dialog of the change, and comes back to the comparison when it is done", () => {
    const driver = compared();
    driver.press("P");
    const asked = effectOf(driver, "propose");
    expect(asked.wanted).toMatchObject([
      {
        op: "create",
        kind: "product",
        provider: "Live",
        name: "Money",
        apis: ["b9"],
        promotion: { from: "Stage" },
      },
    ]);
    const [request] = asked.wanted === "undo" ? [] : itemRequests(asked.wanted);
    if (request === undefined) throw new Error("nothing was asked for");
    const title = 'Promote Product "Money" from Stage to Live';
    answer(driver, { type: "proposed", run: asked.run, proposals: [proposal(request, { title })] });
    expect(shown(driver)).toContain(title);
    driver.press("right", "enter");
    answer(driver, { type: "written", run: asked.run, done: [result({ summary: "Promoted" })] });
    expect([driver.view.overlay?.kind, driver.view.toast?.text]).toEqual(["diff", "Promoted"]);
  });

  it("comes back to the row when it is given up, and moves on when the row is gone", () => {
    const driver = compared();
    driver.press("j");
    driver.press("P");
    expect(driver.view.overlay?.kind).toBe("write");
    driver.press("esc");
    expect(current(driver)).toBe("plan Gold both");
    driver.become(dataOf(STAGE, { ...LIVE, plans: [plan("8", "Gold", { description: "Best" })] }));
    expect(shown(driver)).toMatch(/✔ plan +Gold +no difference any more/u);
    driver.press("P");
    expect(driver.view.toast?.text).toContain("nothing is under the cursor");
    driver.press("j");
    expect(current(driver)).toBe("plan Silver a");
  });

  it("says what keeps an item from being brought over, and leaves it at that unless it is accepted", () => {
    const apis = [api("a1", "Pay"), api("a2", "Loans")];
    const grants = apis.map(({ id, name, versions }) => ({ id, name, versions }));
    const wide = { ...STAGE, apis, products: [product("1", "Money", { apis: grants })] };
    const driver = drive(dataOf(wide, LIVE), { columns: 80, rows: 24 });
    driver.press("1", "j", "D", "P");
    expect(shown(driver)).toMatch(/Live has no API that .*\n.* stands for "Loans"\./u);
    driver.press("enter");
    expect(current(driver)).toBe("product Money a");
    driver.press("P", "right");
    expect(shown(driver)).toContain("▸ Leave them out");
    driver.press("enter");
    expect(effectOf(driver, "propose").wanted).toMatchObject([
      {
        apis: ["b9"],
        promotion: { flags: ["--skip-unmatched"], notes: [expect.stringContaining('"Loans"')] },
      },
    ]);
  });

  it("offers nothing where nothing would help", () => {
    const driver = drive(dataOf(STAGE, { ...LIVE, apis: [api("x", "Pay"), api("y", "Pay")] }), {
      columns: 80,
      rows: 24,
    });
    driver.press("1", "j", "D", "P");
    expect(shown(driver)).toMatch(/▸ Close +│/u);
    driver.press("enter");
    expect(driver.effects.map(({ type }) => type)).not.toContain("propose");
  });

  it("takes all that are marked, in one dialog, leaves out what cannot be brought, and forgets the marks", () => {
    const driver = compared();
    driver.press("*");
    expect(shown(driver)).toMatch(/4 marked · 4 differences/u);
    expect(shown(driver)).toMatch(/▸✓product +Money/u);
    driver.press("P");
    const { run, wanted } = effectOf(driver, "propose");
    const requests = wanted === "undo" ? [] : itemRequests(wanted);
    expect(requests).toMatchObject([
      { op: "create", kind: "product", name: "Money" },
      { op: "edit", kind: "plan", policyId: "8", set: { description: "Best" } },
      { op: "create", kind: "plan", name: "Silver" },
    ]);
    expect(shown(driver)).toContain("Promote Money, Gold, Silver from Stage to Live");
    driver.press("esc");
    expect(shown(driver)).toContain("4 marked");
    driver.press("P");
    const again = effectOf(driver, "propose").run;
    expect(again).toBeGreaterThan(run);
    answer(driver, { type: "proposed", run: again, proposals: requests.map((one) => proposal(one)) });
    driver.press("right", "enter");
    answer(driver, {
      type: "written",
      run: again,
      done: [result({ summary: "Promoted" }), result(), result()],
    });
    expect([driver.view.overlay?.kind, driver.view.toast?.text]).toEqual(["diff", "Promoted and 2 more"]);
    expect(shown(driver)).not.toContain("marked");
  });

  it("takes of many as many at once as one undo takes back, and leaves the rest marked for the next time", () => {
    const many = Array.from({ length: 1_100 }, (_, at) =>
      plan(`p${at}`, `Plan ${String(at).padStart(4, "0")}`),
    );
    const driver = drive(dataOf({ ...STAGE, products: [], plans: many }, LIVE), { columns: 80, rows: 24 });
    driver.press("1", "j", "D", "*", "P");
    expect(shown(driver)).toContain("Promote the first 500 of 1100 from Stage to Live");
    const promoteNext = (): readonly string[] => {
      const { run, wanted } = effectOf(driver, "propose");
      const requests = wanted === "undo" ? [] : itemRequests(wanted);
      const proposals = requests.map((one) => proposal(one));
      answer(driver, { type: "proposed", run, proposals });
      driver.press("right");
      expect(shown(driver)).toContain("▸ Promote");
      driver.press("enter");
      answer(driver, { type: "write-progress", run, done: 12 });
      expect(shown(driver)).toContain(`12 of ${requests.length} done`);
      answer(driver, { type: "written", run, done: requests.map(() => result()) });
      return requests.flatMap((one) => ("name" in one ? [one.name] : []));
    };
    expect(promoteNext()).toEqual(many.slice(0, 500).map(({ name }) => name));
    const made = many.slice(0, 500).map(({ name }, at) => plan(`b${at}`, name));
    driver.become(
      dataOf({ ...STAGE, products: [], plans: many }, { ...LIVE, plans: [...LIVE.plans, ...made] }),
    );
    expect(shown(driver)).toMatch(/60[0-9] marked/u);
    driver.press("P");
    expect(promoteNext()).toEqual(many.slice(500, 1_000).map(({ name }) => name));
  });

  it("names ten of many reasons", () => {
    const grants = [{ id: "a2", name: "Loans", versions: [] }];
    const many = Array.from({ length: 30 }, (_, at) => product(`q${at}`, `Credit ${at}`, { apis: grants }));
    const apis = [api("a1", "Pay"), api("a2", "Loans")];
    const driver = drive(dataOf({ ...STAGE, apis, products: many, plans: [] }, LIVE), {
      columns: 80,
      rows: 60,
    });
    driver.press("1", "j", "D", "*", "P");
    expect(shown(driver)).toContain('Product "Credit 0": Live has no API that stands for');
    expect(shown(driver)).toContain("more are kept back like these.");
  });

  it("marks one by one and by range; Esc clears the marks before it closes", () => {
    const driver = compared();
    driver.press("space", "j", "v", "j");
    expect(shown(driver).match(/✓(?:product|plan|api)/gu)).toHaveLength(3);
    driver.press("P");
    expect(effectOf(driver, "propose").wanted).toHaveLength(3);
    driver.press("esc");
    expect(shown(driver)).toContain("3 marked");
    driver.press("esc");
    expect([driver.view.overlay?.kind, shown(driver).includes("marked")]).toEqual(["diff", false]);
    driver.press("esc");
    expect(driver.view.overlay).toBeNull();
  });

  it("says of several what keeps which of them, and offers the others", () => {
    const apis = [api("a1", "Pay"), api("a2", "Loans")];
    const grants = [{ id: "a2", name: "Loans", versions: [] }];
    const wide = { ...STAGE, apis, products: [...STAGE.products, product("5", "Credit", { apis: grants })] };
    const driver = drive(dataOf(wide, LIVE), { columns: 80, rows: 24 });
    driver.press("1", "j", "D", "*", "P");
    expect(shown(driver)).toMatch(/Promote Product "Credit" from Stage to Live: Live has no API/u);
    driver.press("right");
    expect(shown(driver)).toContain("▸ Only the other 3");
    driver.press("enter");
    expect(effectOf(driver, "propose").wanted).toMatchObject([
      { name: "Money" },
      { policyId: "8" },
      { name: "Silver" },
    ]);
  });

  it("has nothing to bring where all that is marked is at the other side, or an API", () => {
    const driver = drive(dataOf(STAGE, { ...LIVE, plans: [] }), { columns: 80, rows: 24 });
    driver.press("1", "j", "D", "tab", "*", "P");
    expect(driver.view.toast?.text).toContain("none of them is a Product or Plan of Live");
    driver.press("enter", "space");
    expect(driver.view.toast?.text).toContain("go back to the list first");
  });

  it("is refused for an API, for what only the other has, and for a Provider that is disabled", () => {
    const driver = compared();
    driver.press("tab", "P");
    expect(driver.view.toast?.text).toContain("only Stage has it; Tab swaps the two");
    const apis = drive(dataOf(STAGE, { ...LIVE, apis: [] }), { columns: 80, rows: 24 });
    apis.press("1", "j", "D", "G", "P");
    expect(apis.view.toast?.text).toContain("an API is set up at its Provider");
  });
});
