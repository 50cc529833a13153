import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Catalog } from "../../src/core/catalog.ts";
import { changeCommand } from "../../src/core/change-command.ts";
import type { ChangeRequest } from "../../src/core/change.ts";
import { diffOf, type DiffSide } from "../../src/core/diff.ts";
import { isAppError } from "../../src/core/errors.ts";
import { findItem, withItem, type KindedItem } from "../../src/core/find-item.ts";
import { promotion, type PromotionOptions } from "../../src/core/promotion.ts";
import { promotionGround } from "../../src/core/promotion-ground.ts";
import { api, HIDDEN, plan, product } from "../helpers/catalog-items.ts";
import { catalog } from "../helpers/console-stub.ts";
import { anyCatalog } from "../helpers/any-catalog.ts";

const NOTHING_MORE: PromotionOptions = { published: false, skipUnmatched: false, widen: false };

function side(provider: string, part: Partial<Catalog>, policyTags: readonly string[] = []): DiffSide {
  return { catalog: catalog(provider, part), policyTags };
}

function first({ catalog: one }: DiffSide): KindedItem {
  const [item] = one.products;
  if (item !== undefined) return { kind: "product", item };
  const [other] = one.plans;
  if (other === undefined) throw new Error("nothing to promote");
  return { kind: "plan", item: other };
}

function promoted(from: DiffSide, to: DiffSide, options: Partial<PromotionOptions> = {}) {
  return promotion(first(from), promotionGround(from, to), { ...NOTHING_MORE, ...options });
}

function requested(from: DiffSide, to: DiffSide, options: Partial<PromotionOptions> = {}): ChangeRequest {
  const result = promoted(from, to, options);
  if (result.outcome !== "request") throw new Error("there is nothing to change");
  return result.request;
}

function refusal(from: DiffSide, to: DiffSide, options: Partial<PromotionOptions> = {}): string {
  try {
    promoted(from, to, options);
  } catch (error) {
    if (isAppError(error)) return `${error.code} ${error.message} ${error.hint}`;
    throw error;
  }
  return "";
}

const pay = api("a1", "Pay");
const money = product("1", "Money", {
  apis: [{ id: "a1", name: "Pay", versions: [] }],
  displayName: "Money matters",
  labels: { team: "pay" },
  published: true,
  tags: ["eu", "fast"],
  metadata: { owner: "me" },
});
const from = side("EU", { apis: [pay], products: [money] }, ["eu"]);

describe("bringing an item to another Provider", () => {
  it("creates what is not there, over the API of the same name and with telling tags alone", () => {
    const to = side("US", { apis: [api("b9", "Pay")] }, ["us"]);
    expect(requested(from, to)).toMatchObject({
      op: "create",
      kind: "product",
      provider: "US",
      name: "Money",
      apis: ["b9"],
      authMethod: "apiKey",
      tags: ["fast"],
      metadata: { owner: "me" },
      portal: { displayName: "Money matters", labels: { team: "pay" }, published: false },
    });
  });

  it("edits what has the same name, and only what differs", () => {
    const there = product("9", "Money", { ...money, policyId: "9", apis: [], tags: ["us"], labels: {} });
    const to = side("US", { apis: [api("b9", "Pay")], products: [there] }, ["us"]);
    const request = requested(from, to);
    expect(request).toMatchObject({ op: "edit", policyId: "9" });
    expect("set" in request && request.set).toEqual({
      apis: ["b9"],
      tags: ["us", "fast"],
      labels: { team: "pay" },
    });
  });

  it("leaves publication alone unless it is asked for", () => {
    const there = product("9", "Money", {
      ...money,
      policyId: "9",
      apis: [{ id: "b9", name: "Pay", versions: [] }],
      published: false,
    });
    const to = side("US", { apis: [api("b9", "Pay")], products: [there] }, ["us"]);
    expect(promoted(from, to)).toEqual({ outcome: "unchanged", policyId: "9", notes: [] });
    expect(requested(from, to, { published: true })).toMatchObject({ set: { published: true } });
  });

  it("gives one that is hidden for its tags alone those that select it", () => {
    const gold = plan("1", "Gold");
    const there = plan("9", "Gold", { ...HIDDEN, hiddenReason: "no-matching-tag", tags: ["fast"] });
    const request = requested(side("EU", { plans: [gold] }), side("US", { plans: [there] }, ["us"]));
    expect(request).toMatchObject({ op: "edit", policyId: "9", set: { tags: ["us"] } });
  });

  it("says what it did by a command that does the same", () => {
    const to = side("US side", { apis: [api("b9", "Pay")] });
    const request = requested(from, to, { published: true });
    expect(changeCommand(request, to.catalog)).toBe(
      "portico promote product Money --from EU --to 'US side' --published",
    );
  });

  it("lists every API that is not there, and leaves them out only when told", () => {
    const apis = [pay, api("a2", "Loans"), api("a3", "Cards")];
    const wide = product("1", "All", { apis: apis.map(({ id, name }) => ({ id, name, versions: [] })) });
    const source = side("EU", { apis, products: [wide] });
    const to = side("US", { apis: [api("b9", "Pay")] });
    expect(refusal(source, to)).toMatch(
      /^RULE_BROKEN .*no API that stands for "Loans"; .*"Cards"\. .*--skip-unmatched/u,
    );
    const request = requested(source, to, { skipUnmatched: true });
    expect(request).toMatchObject({ apis: ["b9"], promotion: { flags: ["--skip-unmatched"] } });
    expect("promotion" in request && request.promotion?.notes).toHaveLength(2);
    expect(refusal(source, side("US", {}), { skipUnmatched: true })).toContain('"Pay"');
  });

  it("refuses an API that could be any of several, whatever it is told", () => {
    const to = side("US", {
      apis: [api("b1", "Pay", { listenPath: "/x/" }), api("b2", "Pay", { listenPath: "/y/" })],
    });
    expect(refusal(from, to, { skipUnmatched: true, widen: true })).toMatch(/Pay \(\/x\/\), Pay \(\/y\/\)/u);
  });

  it("opens no API further than where it comes from, unless told", () => {
    const apis = [{ id: "a1", name: "Pay", versions: [], narrowed: true as const }];
    const narrow = side("EU", { apis: [pay], products: [product("1", "Money", { apis })] });
    const to = side("US", { apis: [api("b9", "Pay")] });
    expect(refusal(narrow, to)).toMatch(/"Pay, in part" would be opened as a whole at US/u);
    expect(requested(narrow, to, { widen: true })).toMatchObject({ apis: ["b9"] });
    const granted = product("9", "Money", {
      apis: [{ ...apis[0], id: "b9", name: "Pay", versions: [] }],
      tags: ["x"],
    });
    expect(requested(narrow, side("US", { apis: [api("b9", "Pay")], products: [granted] }))).toMatchObject({
      set: { tags: [] },
    });
  });

  it("refuses what is hidden, several of one name, and APIs without a common auth method", () => {
    const to = side("US", { apis: [api("b9", "Pay")] });
    expect(refusal(side("EU", { plans: [plan("1", "Gold", HIDDEN)] }), to)).toContain(
      "hidden where it comes from",
    );
    const twins = side("US", { plans: [plan("8", "Gold"), plan("9", "Gold")] });
    expect(refusal(side("EU", { plans: [plan("1", "Gold")] }), twins)).toContain("NAME_AMBIGUOUS");
    expect(refusal(twins, side("EU", {}))).toContain("2 of them have that name where it comes from");
    const apis = [pay, api("a2", "Loans", { authMethods: ["jwt"] })];
    const mixed = product("1", "All", { apis: apis.map(({ id, name }) => ({ id, name, versions: [] })) });
    expect(refusal(side("EU", { apis, products: [mixed] }), side("US", { apis }))).toContain(
      "no auth method",
    );
  });

  it("leaves no difference of the item, and nothing to do a second time, whatever there is", () => {
    const sides = fc.tuple(anyCatalog("EU"), anyCatalog("US"));
    let done = 0;
    fc.assert(
      fc.property(sides, ([one, other]) => {
        const a = { catalog: one, policyTags: ["portal"] };
        const b = { catalog: other, policyTags: ["eu"] };
        for (const found of [...kinded(one, "product"), ...kinded(one, "plan")]) {
          const result = attempted(found, promotionGround(a, b));
          if (result === null) continue;
          const after = {
            ...b,
            catalog: result.outcome === "request" ? applied(other, result.request) : other,
          };
          const policyId = result.outcome === "request" ? idIn(result.request) : result.policyId;
          const again = promotion(found, promotionGround(a, after), NOTHING_MORE);
          expect(again).toMatchObject({ outcome: "unchanged", policyId });
          expect(rowOf(found, a, after)).toBeUndefined();
          done += 1;
        }
      }),
    );
    expect(done).toBeGreaterThan(50);
  });
});

function kinded(one: Catalog, kind: "product" | "plan"): readonly KindedItem[] {
  const items = kind === "product" ? one.products : one.plans;
  return items.flatMap(({ policyId }) => findItem(one, kind, policyId) ?? []);
}

function attempted(found: KindedItem, ground: Parameters<typeof promotion>[1]) {
  try {
    return promotion(found, ground, NOTHING_MORE);
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

/** Several of one name cannot be told apart: which of them a diff lines up is not decided. */
function rowOf({ kind, item }: KindedItem, a: DiffSide, b: DiffSide) {
  return diffOf(a, b).rows.find((row) => row.kind === kind && row.ids.a === item.policyId);
}

const NEW_ID = "new";

function idIn(request: ChangeRequest): string {
  return "policyId" in request ? request.policyId : NEW_ID;
}

/** The catalog once the request is carried out. */
function applied(other: Catalog, request: ChangeRequest): Catalog {
  const grants = (ids: readonly string[]) =>
    ids.map((id) => {
      const { name, versions } = other.apis.find((one) => one.id === id) ?? { name: id, versions: [] };
      return { id, name, versions };
    });
  if (request.op === "create") {
    const { name, metadata, portal, tags = [] } = request;
    const shared = { metadata, ...portal, tags: ["eu", ...tags] };
    return request.kind === "plan"
      ? withItem(other, {
          kind: "plan",
          item: plan(NEW_ID, name, {
            ...shared,
            rate: request.rate,
            quota: request.quota,
            keyLifetime: request.keyLifetime,
          }),
        })
      : withItem(other, {
          kind: "product",
          item: product(NEW_ID, name, { ...shared, apis: grants(request.apis) }),
        });
  }
  if (request.op !== "edit") throw new Error(`a promotion never asks to ${request.op}`);
  const found = findItem(other, request.kind, request.policyId);
  if (found === null) throw new Error("the item is missing");
  const { apis, ...set } = request.set;
  const visible = { state: "visible", hiddenAt: null, hiddenReason: null } as const;
  if (found.kind === "plan") {
    return withItem(other, { kind: "plan", item: Object.assign({}, found.item, set, visible) });
  }
  const opened = apis === undefined ? {} : { apis: grants(apis) };
  return withItem(other, { kind: "product", item: Object.assign({}, found.item, set, visible, opened) });
}
