import { describe, expect, it } from "vitest";
import { emptyCatalog, type Catalog } from "../../src/core/catalog.ts";
import type { ChangeRequest, PendingWrite } from "../../src/core/change.ts";
import { NO_PORTAL_FIELDS } from "../../src/core/portal-edit.ts";
import { settle, type SettleGround, type Settlement } from "../../src/core/settle.ts";
import { accessPolicy, aCatalog, LATER, limitPolicy, NOW, ORIGIN, synced } from "../helpers/policies.ts";

const TYPED = { displayName: "Typed", description: "words", labels: { a: "1" }, published: true };
const SOON = "2026-11-23T12:30:00.000Z";
const EARLIER = "2026-11-23T11:00:00.000Z";

const creation: ChangeRequest = {
  op: "create",
  kind: "plan",
  provider: "Acme",
  name: "Gold",
  rate: null,
  quota: null,
  keyLifetime: null,
  metadata: {},
  portal: TYPED,
};

function pendingOf(request: ChangeRequest, part: Partial<PendingWrite> = {}): PendingWrite {
  const base = {
    id: "w1",
    at: NOW,
    name: "Gold",
    policyId: null,
    outcome: "unknown",
    command: "portico …",
  } as const;
  return { ...base, request, ...part };
}

type Found = Parameters<typeof synced>[1];

/** What a reading an hour later says of a change, when it found these policies. */
function settled(pending: PendingWrite, before: Catalog, policies: Found): Settlement {
  return settledIn(pending, { before, policies });
}

type Reading = Partial<SettleGround> & { readonly before: Catalog; readonly policies: Found };

function settledIn(pending: PendingWrite, { before, policies, ...ground }: Reading): Settlement {
  const catalog = synced(before, policies, { now: LATER, readAt: LATER, force: true });
  const policyIds = new Set(policies.map(({ id }) => id));
  return settle(pending, { before, catalog, policyIds, readAt: LATER, pendings: [pending], ...ground });
}

/** The catalog after Portico has written a policy, half an hour after `NOW`. */
function writtenTo(catalog: Catalog, policyId: string, begunAt?: string): Catalog {
  const began = begunAt === undefined ? {} : { begunAt };
  const write = { id: "w2", policyId, at: SOON, gone: false, ...began };
  return { ...catalog, recentWrites: [...catalog.recentWrites, write] };
}

const gold = limitPolicy("g", { name: "Gold" });

describe("a creation whose answer never came", () => {
  it("is taken over by name and kind, with what was typed", () => {
    const result = settled(pendingOf(creation), emptyCatalog("Acme", ORIGIN), [gold]);
    expect(result.outcome).toBe("effect");
    expect(result.catalog.plans).toMatchObject([{ policyId: "g", ...TYPED, placeholder: false }]);
    expect(result.catalog.recentWrites).toMatchObject([{ id: "w1", policyId: "g", gone: false }]);
    expect(result.undo?.request).toMatchObject({ op: "delete", policyId: "g" });
  });

  it("is taken over by the id that the Provider named, whatever it is called by now", () => {
    const renamed = limitPolicy("g", { name: "Renamed" });
    const result = settled(pendingOf(creation, { policyId: "g" }), emptyCatalog("Acme", ORIGIN), [renamed]);
    expect(result.catalog.plans).toMatchObject([{ name: "Renamed", displayName: "Typed" }]);
  });

  it("is not taken for an item that was known before it, nor for one of another kind", () => {
    const known = aCatalog([gold]);
    const after = pendingOf(creation, { at: SOON });
    expect(settled(after, known, [gold]).outcome).toBe("none");
    const product = accessPolicy("p", { name: "Gold" });
    expect(settled(pendingOf(creation), emptyCatalog("Acme", ORIGIN), [product]).outcome).toBe("none");
  });

  it("leaves alone what was edited since it was seen", () => {
    const before = aCatalog([gold]);
    const plans = before.plans.map((plan) => ({
      ...plan,
      displayName: "Mine",
      labels: { a: "2" },
      placeholder: false,
    }));
    const result = settled(pendingOf(creation, { at: EARLIER }), { ...before, plans }, [gold]);
    expect(result.catalog.plans).toMatchObject([{ ...TYPED, displayName: "Mine", labels: { a: "2" } }]);
  });

  it("is found by its name as it is shown, whatever is invisible in it", () => {
    const typed = pendingOf({ ...creation, name: "Go\u200Bld" });
    const shown = limitPolicy("g", { name: "Go\uFFFDld" });
    expect(settled(typed, emptyCatalog("Acme", ORIGIN), [shown]).outcome).toBe("effect");
  });

  it("took no effect when nothing of that name is there", () => {
    const result = settled(pendingOf(creation), emptyCatalog("Acme", ORIGIN), []);
    expect(result).toMatchObject({ outcome: "none", undo: null, catalog: { plans: [], recentWrites: [] } });
  });

  it.each([
    ["2026-11-23T12:04:59.999Z", "waiting"],
    ["2026-11-23T12:05:00.000Z", "none"],
  ])("may still be on its way for 5 minutes: a reading that began at %s finds it %s", (readAt, outcome) => {
    const result = settledIn(pendingOf(creation), {
      before: emptyCatalog("Acme", ORIGIN),
      policies: [],
      readAt,
    });
    expect(result).toMatchObject({ outcome, undo: null, catalog: { plans: [] } });
  });

  it("is overtaken by one of that name that was made later, whose typed words stay", () => {
    const before = aCatalog([gold]);
    const plans = before.plans.map((plan) => ({ ...plan, firstSeenAt: SOON, displayName: "Newer" }));
    const result = settled(pendingOf(creation), writtenTo({ ...before, plans }, "g"), [gold]);
    expect(result).toMatchObject({
      outcome: "overtaken",
      undo: null,
      catalog: { plans: [{ displayName: "Newer", labels: {} }] },
    });
  });

  it("is overtaken by a later one of that name without an answer, which is then taken over", () => {
    const again = pendingOf({ ...creation, name: " Gold " }, { id: "w2", at: SOON });
    const pendings = [pendingOf(creation), again];
    const before = emptyCatalog("Acme", ORIGIN);
    const outcomes = pendings.map((one) => settledIn(one, { before, policies: [gold], pendings }).outcome);
    expect(outcomes).toEqual(["overtaken", "effect"]);
  });
});

describe("an edit whose answer never came", () => {
  const edit: ChangeRequest = {
    op: "edit",
    kind: "plan",
    provider: "Acme",
    policyId: "g",
    set: { name: "Platinum", keyLifetime: { every: 24, unit: "hour" }, displayName: "Best" },
  };
  const day = { every: 1, unit: "day" } as const;

  it("took effect when every field is as it was to be, and brings its portal side", () => {
    const after = limitPolicy("g", { name: "Platinum", keyLifetime: day });
    const result = settled(pendingOf(edit), aCatalog([gold]), [after]);
    expect(result.catalog.plans).toMatchObject([{ name: "Platinum", displayName: "Best" }]);
    expect(result.undo?.request).toMatchObject({
      set: { name: "Gold", keyLifetime: null, displayName: null },
    });
  });

  it("took effect when its texts are there as they are shown", () => {
    const set = { name: "Go\u200Bld", metadata: { note: "two\nlines" } };
    const after = limitPolicy("g", { name: "Go\uFFFDld", metadata: { note: "two\u240Alines" } });
    expect(settled(pendingOf({ ...edit, set }), aCatalog([gold]), [after]).outcome).toBe("effect");
  });

  it("is overtaken by a later write to the same policy alone", () => {
    const other = limitPolicy("h", { name: "Other" });
    const after = [limitPolicy("g", { name: "Platinum", keyLifetime: day }), other];
    const before = aCatalog([gold, other]);
    expect(settled(pendingOf(edit), writtenTo(before, "g"), after).outcome).toBe("overtaken");
    expect(settled(pendingOf(edit), writtenTo(before, "h"), after).outcome).toBe("effect");
  });

  it("is not overtaken by an earlier one that was only found out later", () => {
    const after = limitPolicy("g", { name: "Platinum", keyLifetime: day });
    const before = writtenTo(aCatalog([gold]), "g", EARLIER);
    expect(settled(pendingOf(edit), before, [after]).outcome).toBe("effect");
  });

  it("leaves alone, field by field, what was edited on the portal side since it was made", () => {
    const stored = aCatalog([gold]);
    const plans = stored.plans.map((plan) => ({ ...plan, displayName: "Newer" }));
    const set = { name: "Platinum", displayName: "Best", description: "words" };
    const pending = pendingOf({ ...edit, set }, { before: NO_PORTAL_FIELDS });
    const result = settled(pending, { ...stored, plans }, [limitPolicy("g", { name: "Platinum" })]);
    expect(result.catalog.plans).toMatchObject([{ displayName: "Newer", description: "words" }]);
    expect(result.undo?.request).toMatchObject({ set: { name: "Gold", description: null } });
    expect(result.undo?.request).not.toHaveProperty("set.displayName");
  });

  it.each([
    ["one field is another", [limitPolicy("g", { name: "Platinum" })]],
    ["the policy is gone", []],
  ])("took none when %s", (_what, policies) => {
    const result = settled(pendingOf(edit), aCatalog([gold]), policies);
    expect(result.outcome).toBe("none");
    expect(result.catalog.plans).toMatchObject([{ displayName: null }]);
  });
});

describe("a deletion whose answer never came", () => {
  const deletion: ChangeRequest = { op: "delete", kind: "plan", provider: "Acme", policyId: "g" };

  it("took effect when the policy is gone: the item leaves the store and says that it cannot come back", () => {
    const result = settled(pendingOf(deletion), aCatalog([gold, accessPolicy("a")]), [accessPolicy("a")]);
    expect(result.catalog.plans).toEqual([]);
    expect(result.undo).toMatchObject({
      request: null,
      loses: [expect.stringContaining("cannot be put back")],
    });
  });

  it("took none while the policy is there", () => {
    expect(settled(pendingOf(deletion), aCatalog([gold]), [gold])).toMatchObject({
      outcome: "none",
      catalog: { plans: [{ state: "visible" }] },
    });
  });
});

it("is known already when the store has its result", () => {
  const first = settled(pendingOf(creation), emptyCatalog("Acme", ORIGIN), [gold]);
  const plans = first.catalog.plans.map((plan) => ({ ...plan, displayName: "Later" }));
  const again = settled(pendingOf(creation), { ...first.catalog, plans }, [gold]);
  expect(again).toMatchObject({
    outcome: "known",
    undo: null,
    catalog: { plans: [{ displayName: "Later" }] },
  });
});
