import { describe, expect, it } from "vitest";
import type {
  ConfigEdit,
  ConfigUndo,
  ProviderProposal,
  ProviderRequest,
} from "../../src/core/provider-edit.ts";
import { listKey } from "../../src/view/view-state.ts";
import { askingChoices, confirmLabel } from "../../src/view/write-dialog.ts";
import { providerProposal } from "./provider-samples.ts";
import { dataOf, drive, EU, type Driver } from "./sample-console.ts";
import { answer, DELETE_PAYMENTS, dialogOf, effectOf, phaseOf } from "./write-samples.ts";

const RENAME = {
  op: "edit-provider",
  provider: "Old",
  set: { name: "EU" },
  secret: null,
  seen: null,
} as const satisfies ProviderRequest;

function editAt(at: string, request: ProviderRequest = RENAME): ConfigEdit {
  const file = "/etc/portico.yaml";
  return { at, request, provider: "EU", file, digest: "d", text: () => "", secretFile: null };
}

function undoOf(edit: ConfigEdit): ConfigUndo {
  return { op: "undo-provider", provider: edit.provider, edit };
}

function proposed(driver: Driver, edit: ConfigEdit): void {
  const { run } = effectOf(driver, "propose");
  const proposal: ProviderProposal = {
    ...providerProposal(edit.request),
    request: undoOf(edit),
    command: null,
  };
  answer(driver, { type: "proposed", run, proposals: [proposal] });
}

const EARLY = editAt("2026-08-21T12:00:00.000Z");
const LATE = editAt("2026-08-21T12:02:00.000Z");
const DELETED = {
  at: "2026-08-21T12:01:00.000Z",
  provider: "EU",
  summary: 'Created Product "Payments"',
  request: DELETE_PAYMENTS,
  loses: [],
} as const;

describe("z after a change of the config", () => {
  it("shows what undoes the last one, with Cancel in focus and no command to copy", () => {
    const driver = drive({ ...dataOf(EU), undo: [DELETED], configEdits: [EARLY, LATE] });
    driver.press("z");
    expect(effectOf(driver, "propose").wanted).toEqual([undoOf(LATE)]);
    expect(dialogOf(driver).title).toBe('Undo: Renamed Provider "Old" to "EU"');
    proposed(driver, LATE);
    expect(phaseOf(driver, "asking").choice).toBe("cancel");
    expect(askingChoices(dialogOf(driver))).toEqual(["cancel", "confirm"]);
    expect(confirmLabel(dialogOf(driver))).toBe("Undo");
  });

  it("undoes what was changed of a Product or Plan after it first", () => {
    const driver = drive({ ...dataOf(EU), undo: [DELETED], configEdits: [EARLY] });
    driver.press("z");
    expect(effectOf(driver, "propose").wanted).toBe("undo");
  });

  it("leaves the lists of a Provider that is renamed back as they were", () => {
    const driver = drive({ ...dataOf(EU), configEdits: [LATE] });
    driver.press("1", "j", "2", "/");
    driver.type("a");
    driver.press("enter", "z");
    proposed(driver, LATE);
    driver.press("right", "enter");
    const { run } = effectOf(driver, "carry-out");
    const done = { provider: "Old", file: "/etc/portico.yaml", summary: "Undone", warnings: [] };
    answer(driver, { type: "written", run, done: [done] });
    expect(driver.view.lists[listKey("Old", "products")]?.filter).toBe("a");
    expect(driver.view.lists[listKey("EU", "products")]).toBeUndefined();
  });

  it("puts the cursor on a Provider that is back", () => {
    const removal = editAt("2026-08-21T12:00:00.000Z", { op: "remove-provider", provider: "EU" });
    const driver = drive({ ...dataOf(), configEdits: [removal] });
    driver.press("z");
    proposed(driver, removal);
    driver.press("right", "enter");
    const { run } = effectOf(driver, "carry-out");
    const done = { provider: "EU", file: "/etc/portico.yaml", summary: "Undone", warnings: [] };
    answer(driver, { type: "written", run, done: [done] });
    driver.become(dataOf(EU));
    expect([driver.view.focus, driver.view.providers.cursor?.id]).toEqual(["providers", "EU"]);
  });
});
