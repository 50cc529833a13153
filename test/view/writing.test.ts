import { describe, expect, it } from "vitest";
import type { UndoEntry } from "../../src/core/change.ts";
import { whyDisabled } from "../../src/view/availability.ts";
import { listStateOf } from "../../src/view/listing.ts";
import { product } from "../helpers/catalog-items.ts";
import { dataOf, drive, EU, sampleData } from "./sample-console.ts";
import {
  answer,
  DELETE_PAYMENTS,
  dialogOf,
  effectOf,
  formOf,
  phaseOf,
  proposal,
  propose,
  result,
} from "./write-samples.ts";

const CONFLICT = { code: "WRITE_CONFLICT", message: "it has changed", hint: "Look again." } as const;

/** A console whose dialog asks whether to delete what is under the cursor. */
function asked(part: Parameters<typeof propose>[1] = {}) {
  const driver = drive(dataOf(EU));
  driver.press("ctrl-d");
  propose(driver, part);
  return driver;
}

const undoOf = (...requests: readonly UndoEntry["request"][]): readonly UndoEntry[] =>
  requests.map((request) => ({
    at: "2026-08-21T12:00:00.000Z",
    provider: "EU",
    summary: 'Deleted Plan "Gold"',
    request,
    loses: ["Its record was not kept."],
  }));

describe("a deletion", () => {
  it("is proposed, and shown with Cancel under the cursor", () => {
    const driver = drive(dataOf(EU));
    driver.press("ctrl-d");
    expect(dialogOf(driver)).toMatchObject({
      title: 'Delete Product "Customer accounts" at EU',
      phase: { step: "preparing" },
    });
    expect(effectOf(driver, "propose").wanted).toEqual([{ ...DELETE_PAYMENTS, policyId: "p2" }]);
    propose(driver);
    expect(phaseOf(driver, "asking").choice).toBe("cancel");
    driver.press("enter");
    expect(driver.view.overlay).toBeNull();
    expect(driver.effects.map(({ type }) => type)).not.toContain("carry-out");
  });

  it("is carried out by the second button, and the cursor goes on to the next item", () => {
    const driver = asked();
    driver.press("tab", "enter");
    const { run } = effectOf(driver, "carry-out");
    expect(phaseOf(driver, "working").done).toBe(0);
    answer(driver, { type: "written", run, done: [result({ policyId: "p2" })] });
    expect(driver.view.overlay).toBeNull();
    expect(driver.view.toast?.text).toBe('Deleted Product "Payments"');
    expect(listStateOf(driver.view).cursor?.id).toBe("EU\u0000p4");
  });

  it("is not confirmed by a key that comes with the dialog", () => {
    const driver = asked();
    driver.now -= 900;
    driver.press("right");
    driver.now -= 900;
    driver.press("enter");
    expect(phaseOf(driver, "asking").choice).toBe("confirm");
    driver.press("enter");
    expect(dialogOf(driver).phase.step).toBe("working");
  });

  it("of several marked items is one dialog, and no mark is left afterwards", () => {
    const driver = drive(dataOf(EU));
    driver.press("*", "ctrl-d");
    propose(driver);
    expect(phaseOf(driver, "asking").proposals).toHaveLength(3);
    driver.press("right", "enter");
    const { run } = effectOf(driver, "carry-out");
    answer(driver, { type: "write-progress", run, done: 2 });
    expect(phaseOf(driver, "working").done).toBe(2);
    answer(driver, { type: "written", run, done: [result(), result(), result()] });
    expect(driver.view.toast?.text).toBe('Deleted Product "Payments" and 2 more');
    expect(listStateOf(driver.view).marks.size).toBe(0);
  });

  it("of what is here alone is asked about all the same", () => {
    expect(phaseOf(asked({ write: null }), "asking").choice).toBe("cancel");
  });

  it("can be copied as a command instead", () => {
    const driver = asked();
    driver.press("left", "enter");
    expect(effectOf(driver, "copy").text).toBe("portico delete product Payments -p EU");
    expect(dialogOf(driver).phase.step).toBe("asking");
  });
});

describe("in production", () => {
  it("nothing is carried out before the name is typed, exactly", () => {
    const driver = asked({ production: true });
    driver.press("tab");
    driver.type("eu");
    driver.press("enter");
    expect(driver.view.toast?.text).toBe("type EU first: it is production");
    driver.press("ctrl-u");
    driver.paste("EU");
    driver.press("enter");
    expect(dialogOf(driver).phase.step).toBe("working");
  });

  it("the whole name moves the focus from Cancel to the button that it is typed for", () => {
    const driver = asked({ production: true });
    driver.type("E");
    expect(phaseOf(driver, "asking").choice).toBe("cancel");
    driver.type("U");
    expect(phaseOf(driver, "asking").choice).toBe("confirm");
  });

  it("letters go to the name, and Esc cancels", () => {
    const driver = asked({ production: true });
    driver.type("q?jl");
    expect(phaseOf(driver, "asking").name.text).toBe("q?jl");
    driver.press("esc");
    expect(driver.view.overlay).toBeNull();
  });
});

describe("a proposal that takes long", () => {
  it.each(["esc", "ctrl-c", "q"])("is given up on %s, and its answer comes too late", (key) => {
    const driver = drive(dataOf(EU));
    driver.press("ctrl-d", key);
    const { run } = effectOf(driver, "propose");
    expect(effectOf(driver, "abandon").run).toBe(run);
    answer(driver, { type: "proposed", run, proposals: [proposal(DELETE_PAYMENTS)] });
    expect(driver.view.overlay).toBeNull();
  });
});

describe("a change on its way", () => {
  it("is not closed by accident: Esc leaves it going on, and its end is told", () => {
    const driver = asked();
    driver.press("right", "enter", "enter", "right");
    expect(dialogOf(driver).phase.step).toBe("working");
    driver.press("esc");
    expect(driver.view.toast?.text).toContain("in the background");
    const { run } = effectOf(driver, "carry-out");
    answer(driver, { type: "written", run, done: [result({ warnings: ["Consumers lose it."] })] });
    expect(driver.view.toast).toMatchObject({
      text: 'Deleted Product "Payments" · Consumers lose it.',
      role: "warn",
    });
    expect(driver.view.unattended).toBeNull();
  });

  it("comes back to the front when it fails in the background, with what was typed behind it", () => {
    const driver = drive(dataOf(EU));
    driver.press("E", "x", "ctrl-s");
    propose(driver);
    driver.press("right", "enter", "esc");
    const { run } = effectOf(driver, "carry-out");
    answer(driver, { type: "write-failed", run, error: CONFLICT, done: [] });
    expect(phaseOf(driver, "failed").error).toEqual(CONFLICT);
    driver.press("enter");
    expect(formOf(driver).content.texts.name.text).toBe("Customer accountsx");
  });
});

it("keeps the marks while one item is edited", () => {
  const driver = drive(dataOf(EU));
  driver.press("*", "E", "x", "ctrl-s");
  propose(driver);
  driver.press("right", "enter");
  const { run } = effectOf(driver, "carry-out");
  answer(driver, { type: "written", run, done: [result()] });
  expect([driver.view.overlay, listStateOf(driver.view).marks.size]).toEqual([null, 3]);
});

describe("what fails", () => {
  it("stays in the dialog with the next step; a conflict is looked at again", () => {
    const driver = asked();
    driver.press("right", "enter");
    const { run } = effectOf(driver, "carry-out");
    answer(driver, { type: "write-failed", run, error: CONFLICT, done: [] });
    driver.press("right", "enter");
    expect(dialogOf(driver).phase.step).toBe("preparing");
    expect(effectOf(driver, "propose").run).toBeGreaterThan(run);
  });

  it("half of the way goes on with what is not done yet", () => {
    const driver = drive(dataOf(EU));
    driver.press("*", "ctrl-d");
    propose(driver);
    driver.press("right", "enter");
    const { run } = effectOf(driver, "carry-out");
    answer(driver, { type: "write-failed", run, error: CONFLICT, done: [result(), result()] });
    driver.press("right", "enter");
    expect(effectOf(driver, "propose").wanted).toMatchObject([{ policyId: "p1" }]);
  });

  it("is not sent again when nobody knows whether it took effect", () => {
    const driver = asked();
    driver.press("right", "enter");
    const { run } = effectOf(driver, "carry-out");
    const error = { ...CONFLICT, code: "OUTCOME_UNKNOWN" } as const;
    answer(driver, { type: "write-failed", run, error, done: [] });
    driver.press("right");
    expect(phaseOf(driver, "failed").choice).toBe("copy");
    driver.press("right");
    expect(phaseOf(driver, "failed").choice).toBe("close");
  });

  it("while it is being proposed leads back to the form", () => {
    const driver = drive(dataOf(EU));
    driver.press("E", "x", "ctrl-s");
    const { run } = effectOf(driver, "propose");
    answer(driver, { type: "write-failed", run, error: CONFLICT, done: [] });
    driver.press("enter");
    expect(formOf(driver).content.texts.name.text).toBe("Customer accountsx");
  });
});

describe("a change of what is here alone", () => {
  it("is made from a form without asking", () => {
    const driver = drive(dataOf(EU));
    driver.press("E", "tab", "tab", "tab", "x", "ctrl-s");
    propose(driver, { write: null });
    expect(dialogOf(driver).phase.step).toBe("working");
    expect(effectOf(driver, "carry-out").proposals).toHaveLength(1);
  });

  it("publishes at once; several marked items are all published before any is taken back", () => {
    const driver = drive(dataOf(EU));
    driver.press("*", "p");
    expect(effectOf(driver, "change-at-once").wanted).toMatchObject([
      { policyId: "p2", set: { published: true } },
      { policyId: "p4", set: { published: true } },
      { policyId: "p1", set: { published: true } },
    ]);
    const published = { ...EU, products: [product("p1", "Payments", { published: true })] };
    driver.become(dataOf(published));
    driver.press("ctrl-\\", "G", "p");
    expect(effectOf(driver, "change-at-once").wanted).toMatchObject([{ set: { published: false } }]);
  });

  it("says so when nothing would change, and goes back to the form", () => {
    const driver = drive(dataOf(EU));
    driver.press("E", "x", "ctrl-s");
    propose(driver, { fields: [], requests: [], write: null });
    expect(formOf(driver).content.texts.name.text).toBe("Customer accountsx");
    expect(driver.view.toast?.text).toBe("nothing would change");
  });
});

describe("undo", () => {
  it("asks, saying what cannot come back", () => {
    const driver = drive({ ...dataOf(EU), undo: undoOf(DELETE_PAYMENTS) });
    driver.press("z");
    expect(effectOf(driver, "propose").wanted).toBe("undo");
    propose(driver);
    expect(phaseOf(driver, "asking").proposals[0]).toMatchObject({ loses: [expect.any(String)] });
  });

  it("of a publication happens at once", () => {
    const request = { ...DELETE_PAYMENTS, op: "edit", set: { published: false } } as const;
    const driver = drive({ ...dataOf(EU), undo: undoOf(request) });
    driver.press("z");
    expect(effectOf(driver, "change-at-once").wanted).toBe("undo");
    expect(driver.view.overlay).toBeNull();
  });

  it("of a batch asks once for all of it, and names how many there are", () => {
    const publication = { ...DELETE_PAYMENTS, op: "edit", set: { published: false } } as const;
    const driver = drive({ ...dataOf(EU), undo: undoOf(publication, DELETE_PAYMENTS) });
    driver.press("z");
    expect(effectOf(driver, "propose").wanted).toBe("undo");
    expect(driver.view.overlay).toMatchObject({ write: { title: 'Undo: Deleted Plan "Gold" and 1 more' } });
  });

  it("of what is so again already still takes the change off the list", () => {
    const driver = drive({ ...dataOf(EU), undo: undoOf(DELETE_PAYMENTS) });
    driver.press("z");
    const request = { ...DELETE_PAYMENTS, op: "edit", set: { name: "Payments" } } as const;
    propose(driver, { request, fields: [], requests: [], write: null });
    expect(effectOf(driver, "carry-out").proposals).toHaveLength(1);
  });

  it("says why there is nothing to undo", () => {
    expect(whyDisabled("change.undo", drive(dataOf(EU)))).toBe("nothing was changed yet");
    expect(whyDisabled("change.undo", drive({ ...dataOf(EU), undo: undoOf(null) }))).toBe(
      'Deleted Plan "Gold" cannot be undone: Its record was not kept.',
    );
  });
});

it("puts the cursor on what was made as soon as it is listed, though a filter would leave it out", () => {
  const driver = drive(dataOf(EU));
  driver.press("/", "a", "c", "c", "enter", "a", "right", "tab", "space", "tab");
  driver.type("New");
  driver.press("ctrl-s");
  propose(driver);
  driver.press("right", "enter");
  const { run } = effectOf(driver, "carry-out");
  answer(driver, { type: "written", run, done: [result({ policyId: "p9", summary: "Created" })] });
  driver.become(dataOf({ ...EU, products: [...EU.products, product("p9", "New")] }));
  const { cursor, filter } = listStateOf(driver.view);
  expect([cursor?.id, filter]).toEqual(["EU\u0000p9", ""]);
});

it("edits the config, not the item, while errors of the config are on the screen", () => {
  const data = sampleData();
  const driver = drive(data);
  driver.press("e");
  expect(effectOf(driver, "edit-item").row.item.name).toBe("Customer accounts");
  const issue = {
    severity: "error",
    file: "portico.yaml",
    line: 1,
    column: 1,
    key: "",
    message: "wrong",
    hint: null,
    source: null,
  } as const;
  driver.become({ ...data, config: { ...data.config, state: "broken", issues: [issue] } });
  driver.press("e");
  expect(driver.effects.at(-1)).toMatchObject({ type: "edit-config" });
});
