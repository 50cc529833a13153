import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { accessPolicy, anApi, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import { databaseIdOf, type PolicyRecord } from "../../fixtures/tyk-simulator/wire.ts";
import type { Item } from "../../src/core/catalog.ts";
import type {
  ChangeProposal,
  ChangeRequest,
  ChangeResult,
  ItemSet,
  PortalFields,
} from "../../src/core/change.ts";
import { isAppError } from "../../src/core/errors.ts";
import { portalFieldsOf, portalPart } from "../../src/core/portal-edit.ts";
import { sameValue } from "../../src/core/same-value.ts";
import { createMemoryStore } from "../../src/store/memory-store.ts";
import { aDefinition } from "../helpers/manual-connection.ts";
import { closeDashboards, openDashboard, type OpenDashboard } from "../helpers/open-dashboard.ts";
import { arriveLate, changeBench, LONG_MS, type ChangeBench } from "./change-bench.ts";

afterEach(closeDashboards);

const API = anApi({ name: "Payments API" });
const OTHER_API = anApi({ name: "Refunds API" });
const APIS = [API, OTHER_API].map((api) => api.api_definition.api_id);

/** Nobody touches it: a reading that finds nothing at all would be held. */
const KEPT = "Kept";

/** What an operator, the clock, or somebody at the Dashboard does next; `at` picks an item or a policy. */
type Step =
  | { readonly do: "loseAnswer"; readonly takesEffect: boolean }
  | { readonly do: "arrive" | "wait" }
  | { readonly do: "sync" | "undo" | "createPlan" | "createProduct" }
  | { readonly do: "editPortal"; readonly at: number; readonly set: Partial<PortalFields> }
  | { readonly do: "rename" | "delete" | "reshape"; readonly at: number }
  | { readonly do: "outsideRename" | "outsideHide" | "outsideField" | "outsideDelete"; readonly at: number };

const at = fc.nat({ max: 5 });
const portal: fc.Arbitrary<Partial<PortalFields>> = fc.record(
  {
    displayName: fc.option(fc.string({ minLength: 1, maxLength: 6 })),
    description: fc.option(fc.string({ minLength: 1, maxLength: 6 })),
    labels: fc.dictionary(fc.constantFrom("a", "b"), fc.string({ maxLength: 3 }), { noNullPrototype: true }),
    published: fc.boolean(),
  },
  { requiredKeys: [] },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("loseAnswer"), takesEffect: fc.boolean() }),
  fc.record({ do: fc.constantFrom("arrive", "wait") }),
  fc.record({ do: fc.constantFrom("sync", "undo", "createPlan", "createProduct") }),
  fc.record({ do: fc.constant("editPortal"), at, set: portal }),
  fc.record({ do: fc.constantFrom("rename", "delete", "reshape"), at }),
  fc.record({ do: fc.constantFrom("outsideRename", "outsideHide", "outsideField", "outsideDelete"), at }),
);

/** What has to hold: the portal side of every item, and the fields of policies that Portico does not know. */
type World = {
  readonly open: OpenDashboard;
  readonly bench: ChangeBench;
  readonly portal: Map<string, PortalFields>;
  readonly unknown: Map<string, unknown>;
  /** What had no answer and was not to be seen: it may arrive yet. */
  readonly late: ChangeProposal[];
  /** How many settlements of the bench are taken in. */
  settled: number;
  count: number;
};

const EXPECTED = new Set([
  "CONNECTION_LOST",
  "NOT_FOUND",
  "WRITE_CONFLICT",
  "RULE_BROKEN",
  "NAME_TAKEN",
  "UNKNOWN_ITEM",
]);

async function tried(world: World, propose: () => Promise<ChangeProposal>): Promise<ChangeResult | null> {
  let proposal: ChangeProposal | null = null;
  try {
    proposal = await propose();
    return await world.bench.changes.carryOut(proposal);
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code === "OUTCOME_UNKNOWN" && proposal !== null) world.late.push(proposal);
    else if (!EXPECTED.has(error.code)) throw error;
    return null;
  } finally {
    takeSettled(world);
  }
}

function typedPortal(asked: ChangeRequest): typeof FRESH {
  return "portal" in asked ? asked.portal : FRESH;
}

/** What a reading found to have taken effect has its portal side then, but for what was edited since. */
function takeSettled(world: World): void {
  const { bench, portal: known, unknown } = world;
  for (const { pending, outcome, undo } of bench.settlements.slice(world.settled)) {
    const { request: asked, before = FRESH } = pending;
    if (outcome !== "effect") continue;
    if (asked.op === "delete") note(world, asked, asked.policyId);
    else if (asked.op === "edit") {
      const now = known.get(asked.policyId) ?? FRESH;
      const meant = Object.entries(portalPart(asked.set)).filter(([field]) =>
        sameValue(Reflect.get(now, field), Reflect.get(before, field)),
      );
      known.set(asked.policyId, { ...now, ...Object.fromEntries(meant) });
    } else if (undo?.request?.op === "delete") known.set(undo.request.policyId, typedPortal(asked));
  }
  world.settled = bench.settlements.length;
  for (const id of unknown.keys()) if (!isThere(world, id)) unknown.delete(id);
}

/** The oldest request without an answer arrives: a whole record, as it was read before everything since. */
async function arrive(world: World): Promise<void> {
  const { late, open, unknown } = world;
  const proposal = late.shift();
  if (proposal === undefined) return;
  open.dashboard.faults.clear();
  await arriveLate(open.dashboard, proposal);
  const { policies } = open.dashboard.state;
  for (const id of unknown.keys()) {
    const record: Readonly<Record<string, unknown>> = policies.get(id) ?? {};
    if (record["x_unknown"] === undefined) unknown.delete(id);
    else unknown.set(id, record["x_unknown"]);
  }
}

async function items(world: World): Promise<readonly (readonly ["product" | "plan", Item])[]> {
  const { products, plans } = await world.bench.catalog();
  return [
    ...products.filter(({ name }) => name !== KEPT).map((item) => ["product", item] as const),
    ...plans.map((item) => ["plan", item] as const),
  ];
}

const FRESH: PortalFields = { displayName: null, description: null, labels: {}, published: false };

async function request(world: World, next: Step): Promise<ChangeRequest | null> {
  world.count += 1;
  if (next.do === "createPlan" || next.do === "createProduct") return creation(next.do, world.count);
  if (!("at" in next)) return null;
  const all = await items(world);
  const [kind, item] = all[next.at % Math.max(1, all.length)] ?? [];
  if (kind === undefined || item === undefined) return null;
  const target = { kind, provider: "Acme", policyId: item.policyId };
  if (next.do === "delete") return { op: "delete", ...target };
  const set = setBy(next, kind, world.count);
  return set === null ? null : { op: "edit", ...target, set };
}

function creation(what: "createPlan" | "createProduct", count: number): ChangeRequest {
  const portalSide = { ...FRESH, displayName: `Shown ${count}` };
  const base = {
    op: "create",
    provider: "Acme",
    name: `Item ${count}`,
    metadata: { n: count },
    portal: portalSide,
  } as const;
  if (what === "createProduct") {
    return { ...base, kind: "product", authMethod: "apiKey", apis: APIS.slice(0, 1) };
  }
  const rate = { count, per: { every: 1, unit: "minute" } } as const;
  return { ...base, kind: "plan", rate, quota: null, keyLifetime: null };
}

function setBy(next: Step, kind: "product" | "plan", count: number): ItemSet | null {
  if (next.do === "editPortal") return next.set;
  if (next.do === "rename") return { name: `Item ${count}`, labels: { renamed: String(count) } };
  if (next.do !== "reshape") return null;
  if (kind === "product") return { apis: APIS.slice(count % 3) };
  return { quota: { count, per: { every: 1, unit: "day" } } };
}

function outside(world: World, next: Step): void {
  if (!("at" in next)) return;
  const { policies } = world.open.dashboard.state;
  const all = policies.all().filter(({ name }) => name !== KEPT);
  const policy = all[next.at % Math.max(1, all.length)];
  if (policy === undefined) return;
  const id = databaseIdOf(policy);
  if (next.do === "outsideRename") policies.change(id, { name: `Outside ${world.count}` });
  if (next.do === "outsideHide")
    policies.change(id, { tags: policy.tags?.includes("portal") ? [] : ["portal"] });
  if (next.do === "outsideDelete") {
    policies.remove(id);
    world.unknown.delete(id);
  }
  if (next.do === "outsideField") {
    const extra = { nested: [world.count, { deep: "é" }], nothing: null };
    const members: Partial<PolicyRecord> & { readonly x_unknown: unknown } = { x_unknown: extra };
    policies.change(id, members);
    world.unknown.set(id, extra);
  }
}

async function take(world: World, next: Step): Promise<void> {
  const { bench, portal: known } = world;
  if (next.do === "sync") return await bench.sync();
  if (next.do === "arrive") return await arrive(world);
  if (next.do === "wait") return bench.wait(LONG_MS);
  if (next.do === "loseAnswer") return loseAnswer(world, next.takesEffect);
  if (next.do === "undo") {
    await tried(world, () => bench.undo());
    known.clear();
    for (const [, item] of await items(world)) known.set(item.policyId, portalFieldsOf(item));
    // What was put back is another record: what nobody could know of the old one was in its text.
    for (const id of world.unknown.keys()) if (!isThere(world, id)) world.unknown.delete(id);
    return;
  }
  const asked = await request(world, next);
  if (asked === null) return outside(world, next);
  const done = await tried(world, () => bench.changes.propose(asked));
  if (done === null) return;
  note(world, asked, done.policyId);
}

function note({ portal: known, unknown }: World, asked: ChangeRequest, policyId: string): void {
  if (asked.op === "delete") {
    known.delete(policyId);
    unknown.delete(policyId);
  }
  if (asked.op === "create") known.set(policyId, asked.portal);
  if (asked.op === "edit")
    known.set(policyId, { ...(known.get(policyId) ?? FRESH), ...portalPart(asked.set) });
}

/** The answer to the next write of each kind does not come, whether it was done or not. */
function loseAnswer({ open }: World, takesEffect: boolean): void {
  const fault = { kind: "close", path: "/api/portal/policies", takesEffect, times: 1 } as const;
  open.dashboard.faults.set(...["POST", "PUT", "DELETE"].map((method) => ({ ...fault, method })));
}

function isThere({ open }: World, id: string): boolean {
  return open.dashboard.state.policies.get(id) !== undefined;
}

async function lost(world: World): Promise<readonly string[]> {
  const seen = await items(world);
  const ids = new Set(seen.map(([, { policyId }]) => policyId));
  const gone = [...world.portal.keys()].filter((id) => !ids.has(id));
  const moved = seen.filter(
    ([, item]) => !sameValue(portalFieldsOf(item), world.portal.get(item.policyId) ?? FRESH),
  );
  const { policies } = world.open.dashboard.state;
  const dropped = [...world.unknown].filter(([id, extra]) => {
    const record: Readonly<Record<string, unknown>> = policies.get(id) ?? {};
    return !sameValue(record["x_unknown"], extra);
  });
  return [
    ...gone.map((id) => `${id} is gone`),
    ...moved.map(
      ([, item]) => `the portal side of ${item.policyId} is ${JSON.stringify(portalFieldsOf(item))}`,
    ),
    ...dropped.map(([id]) => `${id} lost x_unknown`),
  ];
}

it("never loses a portal-side field nor drops an unknown policy field, whatever happens in whatever order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const open = await openDashboard({
        apis: [API, OTHER_API],
        policies: [
          accessPolicy({ name: "Payments", tags: ["portal"], apis: [API] }),
          limitPolicy({ name: "Gold", tags: ["portal"] }),
          accessPolicy({ name: KEPT, tags: ["portal"] }),
        ],
      });
      const definition = aDefinition("Acme", { url: open.dashboard.url, policyTags: ["portal"] });
      const store = createMemoryStore();
      const bench = changeBench(store, { definition, connection: await open.connect() });
      const world: World = {
        open,
        bench,
        portal: new Map(),
        unknown: new Map(),
        late: [],
        settled: 0,
        count: 0,
      };
      await bench.sync();
      for (const next of steps) {
        await take(world, next);
        takeSettled(world);
        expect(await lost(world)).toEqual([]);
      }
      bench.wait(LONG_MS);
      await bench.sync().catch(() => undefined);
      takeSettled(world);
      expect(await lost(world)).toEqual([]);
      expect(await store.readPending()).toEqual([]);
      await closeDashboards();
    }),
    { numRuns: 120 },
  );
}, 60_000);
