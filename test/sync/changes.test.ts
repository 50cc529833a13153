import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  accessPolicy,
  anApi,
  grant,
  limitPolicy,
  parts,
  aPolicy,
} from "../../fixtures/tyk-dashboard/builders.ts";
import type { Fault } from "../../fixtures/tyk-simulator/faults.ts";
import { databaseIdOf } from "../../fixtures/tyk-simulator/wire.ts";
import type { ChangeProposal, ChangeRequest, PortalFields } from "../../src/core/change.ts";
import type { Item } from "../../src/core/catalog.ts";
import { AppError } from "../../src/core/errors.ts";
import type { ProviderDefinition } from "../../src/core/provider.ts";
import { createMemoryStore } from "../../src/store/memory-store.ts";
import type { Store } from "../../src/store/store.ts";
import { aDefinition } from "../helpers/manual-connection.ts";
import { closeDashboards, openDashboard, type OpenDashboard } from "../helpers/open-dashboard.ts";
import { arriveLate, changeBench, LONG_MS, type ChangeBench } from "./change-bench.ts";

const PAYMENTS = anApi({ name: "Payments API" });
const REFUNDS = anApi({ name: "Refunds API" });
const ORDERS = anApi({ name: "Orders API", auth: "jwt" });
const NOTHING: PortalFields = { displayName: null, description: null, labels: {}, published: false };
const TYPED: PortalFields = {
  displayName: "Pay",
  description: "# Pay\nmore",
  labels: { team: "core" },
  published: true,
};
const POLICIES = "/api/portal/policies";

describe("changing Products and Plans", () => {
  let open: OpenDashboard;
  let store: Store;
  let bench: ChangeBench;

  beforeEach(async () => {
    open = await openDashboard({
      apis: [PAYMENTS, REFUNDS, ORDERS],
      policies: [
        accessPolicy({ name: "Payments", tags: ["portal", "eu"], apis: [PAYMENTS] }),
        limitPolicy({ name: "Gold", tags: ["portal"], rate: 100, per: 60 }),
        aPolicy({
          name: "Mixed",
          tags: ["portal"],
          partitions: parts({ acl: true, quota: true }),
          apis: [PAYMENTS],
        }),
      ],
    });
    store = createMemoryStore();
    bench = await benchOf({});
    await bench.sync();
  });

  afterEach(closeDashboards);

  const acme = (fields: Partial<ProviderDefinition> = {}): ProviderDefinition =>
    aDefinition("Acme", { policyTags: ["portal", "eu"], url: open.dashboard.url, ...fields });

  async function benchOf(fields: Partial<ProviderDefinition>): Promise<ChangeBench> {
    return changeBench(store, { definition: acme(fields), connection: await open.connect() });
  }

  const apiId = (api: typeof PAYMENTS): string => api.api_definition.api_id;

  async function itemNamed(name: string): Promise<Item> {
    const { products, plans } = await bench.catalog();
    const item = [...products, ...plans].find((one) => one.name === name);
    if (item === undefined) throw new Error(`no item ${name}`);
    return item;
  }

  async function edit(
    kind: "product" | "plan",
    name: string,
    set: Extract<ChangeRequest, { op: "edit" }>["set"],
  ): Promise<ChangeRequest> {
    const { policyId } = await itemNamed(name);
    return { op: "edit", kind, provider: "Acme", policyId, set };
  }

  const createProduct = (fields: Partial<Extract<ChangeRequest, { kind: "product"; op: "create" }>> = {}) =>
    ({
      op: "create",
      kind: "product",
      provider: "Acme",
      name: "Transfers",
      authMethod: "apiKey",
      apis: [apiId(PAYMENTS)],
      metadata: {},
      portal: TYPED,
      ...fields,
    }) as const satisfies ChangeRequest;

  const createPlan = (name = "Silver"): ChangeRequest => ({
    op: "create",
    kind: "plan",
    provider: "Acme",
    name,
    rate: { count: 500, per: { every: 1, unit: "minute" } },
    quota: { count: 100_000, per: { every: 30, unit: "day" } },
    keyLifetime: { every: 90, unit: "day" },
    metadata: { tier: "silver" },
    portal: NOTHING,
  });

  const policyNamed = (name: string) => {
    const policy = open.dashboard.state.policies.all().find((one) => one.name === name);
    if (policy === undefined) throw new Error(`the Dashboard has no ${name}`);
    return policy;
  };
  const writes = (): readonly string[] =>
    open.dashboard.requests.filter(({ method }) => method !== "GET").map(({ method }) => method);

  describe("creating", () => {
    it("makes a Product and its policy at once, with all tags of the Provider, and no sync changes it", async () => {
      const result = await bench.change(createProduct());
      expect(result).toMatchObject({
        name: "Transfers",
        summary: 'Created Product "Transfers"',
        warnings: [],
      });
      expect(policyNamed("Transfers")).toMatchObject({
        tags: ["portal", "eu"],
        partitions: { acl: true, quota: false, rate_limit: false },
      });
      const made = await itemNamed("Transfers");
      expect(made).toMatchObject({
        ...TYPED,
        policyId: result.policyId,
        state: "visible",
        placeholder: false,
      });
      await bench.sync();
      expect(await itemNamed("Transfers")).toEqual(made);
      expect((await bench.catalog()).products).toHaveLength(2);
    });

    it("makes a Plan with rate, quota, lifetime and metadata", async () => {
      await bench.change(createPlan());
      expect(policyNamed("Silver")).toMatchObject({
        rate: 500,
        per: 60,
        quota_max: 100_000,
        quota_renewal_rate: 2_592_000,
        key_expires_in: 7_776_000,
        meta_data: { tier: "silver" },
      });
      expect(await itemNamed("Silver")).toMatchObject({ keyLifetime: { every: 90, unit: "day" } });
    });

    it("proposes without writing anything", async () => {
      const proposal = await bench.changes.propose(createProduct());
      expect(proposal).toMatchObject({
        title: 'Create Product "Transfers" at Acme',
        production: false,
        before: null,
        warnings: [],
        requests: [{ method: "POST", path: POLICIES }],
      });
      expect(proposal.fields.map(({ side, field }) => `${side} ${field}`)).toEqual(
        expect.arrayContaining(["provider name", "provider tags", "portal displayName", "portal published"]),
      );
      expect(writes()).toEqual([]);
      expect((await bench.catalog()).products).toHaveLength(1);
    });

    it("tells every rule that is broken at once, and asks nobody", async () => {
      const before = open.dashboard.requests.length;
      const broken = createProduct({ name: "Gold", apis: [apiId(PAYMENTS), "nowhere", "nothing"] });
      await expect(bench.changes.propose(broken)).rejects.toMatchObject({
        code: "RULE_BROKEN",
        message: expect.stringMatching(/taken at Acme by the Plan "Gold".*"nowhere".*"nothing"/u),
      });
      expect(open.dashboard.requests.length).toBe(before);
    });

    it("refuses a name that a skipped policy has", async () => {
      await expect(bench.changes.propose(createPlan("Mixed"))).rejects.toMatchObject({
        code: "RULE_BROKEN",
        message: expect.stringContaining('the skipped policy "Mixed"'),
      });
    });

    it("warns before a Product is published bare", async () => {
      const proposal = await bench.changes.propose(
        createProduct({ portal: { ...NOTHING, published: true } }),
      );
      expect(proposal.warnings).toEqual([
        expect.stringContaining("neither a display name nor a description"),
      ]);
    });

    it.each(["production", "Production", " PRODUCTION "])(
      "asks for more at an environment %j",
      async (environment) => {
        bench = await benchOf({ environment });
        expect((await bench.changes.propose(createProduct())).production).toBe(true);
        const portal = await edit("product", "Payments", { published: true });
        expect((await bench.changes.propose(portal)).production).toBe(false);
      },
    );
  });

  describe("editing", () => {
    it("keeps portal-side fields in the store and contacts nobody for them", async () => {
      const before = open.dashboard.requests.length;
      const result = await bench.change(await edit("product", "Payments", { ...TYPED, published: false }));
      expect(result.summary).toBe('Edited Product "Payments"');
      expect(open.dashboard.requests.length).toBe(before);
      expect(await itemNamed("Payments")).toMatchObject({
        displayName: "Pay",
        labels: { team: "core" },
        placeholder: false,
      });
      await bench.sync();
      expect(await itemNamed("Payments")).toMatchObject({ displayName: "Pay", placeholder: false });
    });

    it("renames the policy at once", async () => {
      await bench.change(await edit("product", "Payments", { name: "Payments 2" }));
      expect(policyNamed("Payments 2")).toBeDefined();
      expect(await itemNamed("Payments 2")).toMatchObject({ state: "visible" });
    });

    it.each([
      ["rate", { rate: { count: 7, per: { every: 1, unit: "second" } } }, { rate: 7, per: 1 }],
      [
        "quota",
        { quota: { count: 9, per: { every: 1, unit: "hour" } } },
        { quota_max: 9, quota_renewal_rate: 3600 },
      ],
      ["keyLifetime", { keyLifetime: { every: 2, unit: "day" } }, { key_expires_in: 172_800 }],
      ["metadata", { metadata: { a: "b" } }, { meta_data: { a: "b" } }],
      ["tags", { tags: ["portal", "new"] }, { tags: ["portal", "new"] }],
    ] as const)(
      "sends a change of %s alone (1.17.1: only-KeyExpiresIn or only-MetaData was lost)",
      async (field, set, sent) => {
        const proposal = await bench.changes.propose(await edit("plan", "Gold", set));
        expect(proposal.fields.map((change) => change.field)).toEqual([field]);
        await bench.changes.carryOut(proposal);
        expect(policyNamed("Gold")).toMatchObject(sent);
        expect(await itemNamed("Gold")).toMatchObject(set);
      },
    );

    it("sends nothing for values that are there already", async () => {
      const gold = await itemNamed("Gold");
      const request = await edit("plan", "Gold", { name: "Gold", tags: gold.tags, published: false });
      const proposal = await bench.changes.propose(request);
      expect(proposal).toMatchObject({ fields: [], requests: [], write: null });
      await bench.changes.carryOut(proposal);
      expect(writes()).toEqual([]);
      expect(bench.events).toEqual([]);
      expect(await store.readUndo()).toEqual([]);
    });

    it("sends what the store has already when the Provider has something else by now", async () => {
      const { metadata } = await itemNamed("Gold");
      open.dashboard.state.policies.change(databaseIdOf(policyNamed("Gold")), {
        name: "Outside",
        rate: 3,
        meta_data: { from: "outside" },
      });
      const rate = { count: 100, per: { every: 60, unit: "second" } } as const;
      const proposal = await bench.changes.propose(
        await edit("plan", "Gold", { name: "Gold", rate, metadata }),
      );
      expect(proposal.fields.map(({ field }) => field).toSorted()).toEqual(["metadata", "name", "rate"]);
      await bench.changes.carryOut(proposal);
      expect(policyNamed("Gold")).toMatchObject({ rate: 100, per: 60, meta_data: {} });
    });

    it("sends nothing for another way to say what is there", async () => {
      const rate = { count: 100, per: { every: 60, unit: "second" } } as const;
      const keyLifetime = { every: 1, unit: "forever" } as const;
      const proposal = await bench.changes.propose(await edit("plan", "Gold", { rate, keyLifetime }));
      expect(proposal).toMatchObject({ fields: [], requests: [], write: null });
    });

    it("refuses when somebody else changed the portal side since", async () => {
      const proposal = await bench.changes.propose(
        await edit("product", "Payments", { displayName: "Mine" }),
      );
      await bench.change(await edit("product", "Payments", { displayName: "Theirs" }));
      await expect(bench.changes.carryOut(proposal)).rejects.toMatchObject({
        code: "WRITE_CONFLICT",
        message: expect.stringContaining("displayName"),
      });
      expect(await itemNamed("Payments")).toMatchObject({ displayName: "Theirs" });
    });

    it("refuses when the policy was changed at the Provider since, and leaves nothing pending", async () => {
      const proposal = await bench.changes.propose(await edit("plan", "Gold", { name: "Gold 2" }));
      open.dashboard.state.policies.change(databaseIdOf(policyNamed("Gold")), { rate: 3 });
      await expect(bench.changes.carryOut(proposal)).rejects.toMatchObject({ code: "WRITE_CONFLICT" });
      expect(await itemNamed("Gold")).toBeDefined();
      expect(await store.readPending()).toEqual([]);
      expect(bench.events).toMatchObject([{ kind: "write", outcome: "fail" }]);
    });

    it("keeps the policy of a Product without APIs and revives it (1.14.1: its tokens were dead for good)", async () => {
      await bench.change(await edit("product", "Payments", { apis: [] }));
      expect(policyNamed("Payments")).toMatchObject({ state: "draft", access_rights: {} });
      expect(await itemNamed("Payments")).toMatchObject({ state: "visible", apis: [], authMethods: [] });
      await bench.change(await edit("product", "Payments", { apis: [apiId(REFUNDS)] }));
      expect(policyNamed("Payments")).toMatchObject({ state: "active" });
      expect(await itemNamed("Payments")).toMatchObject({ policyState: "active", authMethods: ["apiKey"] });
    });

    it("stores what somebody made so at the Provider already, with the portal side of the change", async () => {
      open.dashboard.state.policies.change(databaseIdOf(policyNamed("Gold")), { name: "Platinum" });
      await bench.change(await edit("plan", "Gold", { name: "Platinum", displayName: "Best" }));
      expect(writes()).toEqual([]);
      expect(await itemNamed("Platinum")).toMatchObject({ displayName: "Best", state: "visible" });
    });

    it.each([
      { url: "https://elsewhere.example.com" },
      { policyTags: ["other"] },
      { environment: "production" },
    ])("refuses what was proposed before the config of the Provider became %j", async (fields) => {
      const target = { definition: acme(), connection: await open.connect() };
      const other = changeBench(store, target);
      const proposal = await other.changes.propose(createProduct());
      target.definition = { ...target.definition, ...fields };
      await expect(other.changes.carryOut(proposal)).rejects.toMatchObject({ code: "WRITE_CONFLICT" });
      expect(writes()).toEqual([]);
    });

    it("lets one of two writes at once win, and refuses the other with the difference", async () => {
      const other = await benchOf({});
      const [mine, theirs] = await Promise.all([
        bench.changes.propose(await edit("plan", "Gold", { name: "Mine" })),
        other.changes.propose(await edit("plan", "Gold", { keyLifetime: { every: 1, unit: "day" } })),
      ]);
      const [first, second] = await Promise.allSettled([
        bench.changes.carryOut(mine),
        other.changes.carryOut(theirs),
      ]);
      expect(first.status).toBe("fulfilled");
      expect(second).toMatchObject({ status: "rejected", reason: { code: "WRITE_CONFLICT" } });
      expect(policyNamed("Mine")).toMatchObject({ key_expires_in: 0 });
    });

    it("hides an item that it takes out of the selection, after a warning", async () => {
      const proposal = await bench.changes.propose(await edit("plan", "Gold", { tags: ["other"] }));
      expect(proposal.warnings).toEqual([expect.stringContaining("will be hidden")]);
      await bench.changes.carryOut(proposal);
      const gold = await itemNamed("Gold");
      expect(gold).toMatchObject({ state: "hidden", hiddenReason: "no-matching-tag" });
      expect((await bench.catalog()).skipped.map(({ name }) => name)).toContain("Gold");
      await bench.sync();
      expect(await itemNamed("Gold")).toEqual(gold);
    });

    it("changes only the portal side of a hidden item", async () => {
      open.dashboard.state.policies.remove(databaseIdOf(policyNamed("Gold")));
      await bench.sync();
      await expect(bench.changes.propose(await edit("plan", "Gold", { name: "X" }))).rejects.toMatchObject({
        code: "RULE_BROKEN",
        message: expect.stringContaining("hidden (not-retrieved)"),
      });
      const publish = await bench.changes.propose(await edit("plan", "Gold", { published: true }));
      expect(publish.warnings).toContainEqual(expect.stringContaining("consumers will not see it"));
      await bench.changes.carryOut(publish);
      expect(await itemNamed("Gold")).toMatchObject({ published: true, state: "hidden" });
    });
  });

  describe("deleting and undoing", () => {
    async function remove(kind: "product" | "plan", name: string): Promise<ChangeRequest> {
      const { policyId } = await itemNamed(name);
      return { op: "delete", kind, provider: "Acme", policyId };
    }

    it("deletes the policy after saying what would break, and leaves nothing behind", async () => {
      await bench.change(await edit("product", "Payments", { published: true }));
      const proposal = await bench.changes.propose(await remove("product", "Payments"));
      expect(proposal.affects).toContain("It is published: consumers lose it.");
      await bench.changes.carryOut(proposal);
      expect(open.dashboard.state.policies.all().map(({ name }) => name)).not.toContain("Payments");
      expect((await bench.catalog()).products).toEqual([]);
    });

    it("brings a deleted item back with its portal side, and says what stays lost", async () => {
      await bench.change(await edit("product", "Payments", TYPED));
      const { firstSeenAt } = await itemNamed("Payments");
      await bench.change(await remove("product", "Payments"));
      const undo = await bench.undo();
      expect(undo).toMatchObject({ title: 'Undo: Deleted Product "Payments"', command: "portico undo" });
      expect(undo.loses.join(" ")).toContain("new policy");
      await bench.changes.carryOut(undo);
      expect(await itemNamed("Payments")).toMatchObject({ ...TYPED, firstSeenAt, state: "visible" });
      const after = await bench.catalog();
      await bench.sync();
      expect((await bench.catalog()).products).toEqual(after.products);
    });

    it("undoes an edit field by field, the last change first, and never itself", async () => {
      await bench.change(await edit("plan", "Gold", { name: "Platinum", displayName: "Best" }));
      await bench.change(await edit("plan", "Platinum", { published: true }));
      await bench.changes.carryOut(await bench.undo());
      expect(await itemNamed("Platinum")).toMatchObject({ published: false });
      await bench.changes.carryOut(await bench.undo());
      expect(policyNamed("Gold")).toBeDefined();
      expect(await itemNamed("Gold")).toMatchObject({ displayName: null, placeholder: true });
      await expect(bench.undo()).rejects.toMatchObject({ code: "UNKNOWN_ITEM" });
    });

    it("undoes a creation by deleting", async () => {
      await bench.change(createPlan());
      await bench.changes.carryOut(await bench.undo());
      expect(open.dashboard.state.policies.all().map(({ name }) => name)).not.toContain("Silver");
      expect((await bench.catalog()).plans).toHaveLength(1);
    });

    it("says what stays lost of an API that is put back", async () => {
      const id = databaseIdOf(policyNamed("Payments"));
      const limited = { ...grant(PAYMENTS), allowed_urls: [{ url: "/get", methods: ["GET"] }] };
      open.dashboard.state.policies.change(id, { access_rights: { [apiId(PAYMENTS)]: limited } });
      await bench.change(await edit("product", "Payments", { apis: [apiId(REFUNDS)] }));
      const undo = await bench.undo();
      expect(undo.loses).toEqual([expect.stringContaining("(allowed_urls)")]);
    });

    it("undoes the creation of an item whose deletion was undone", async () => {
      await bench.change(createPlan());
      await bench.change(await remove("plan", "Silver"));
      await bench.changes.carryOut(await bench.undo());
      await bench.changes.carryOut(await bench.undo());
      expect(open.dashboard.state.policies.all().map(({ name }) => name)).not.toContain("Silver");
      expect(await store.readUndo()).toEqual([]);
    });

    it.each([true, false])(
      "offers a change no more once its undoing took effect without an answer, and else again (%s)",
      async (takesEffect) => {
        await bench.change(createPlan());
        open.dashboard.faults.set({ kind: "close", method: "DELETE", path: POLICIES, takesEffect, times: 1 });
        const undo = await bench.undo();
        await bench.changes.carryOut(undo).catch(() => undefined);
        bench.wait(LONG_MS);
        await bench.sync();
        expect(await store.readUndo()).toHaveLength(takesEffect ? 0 : 1);
        expect(bench.events.at(-1)?.summary).toContain(
          takesEffect ? 'Undone: Created Plan "Silver"' : 'Undo: Created Plan "Silver" did not take effect',
        );
      },
    );

    it("undoes no other change in place of one whose undoing took effect late", async () => {
      await bench.change(createPlan());
      await bench.change(createPlan("Bronze"));
      open.dashboard.faults.set({ kind: "close", method: "DELETE", path: POLICIES, times: 1 });
      const undo = await bench.undo();
      await expect(bench.changes.carryOut(undo)).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
      await arriveLate(open.dashboard, undo);
      await expect(bench.undo()).rejects.toMatchObject({
        code: "WRITE_CONFLICT",
        message: expect.stringContaining('Created Plan "Bronze"'),
      });
      expect(await bench.undo()).toMatchObject({ title: 'Undo: Created Plan "Silver"' });
    });

    it("offers a change again after its undoing was overtaken by another one", async () => {
      await bench.change(createPlan());
      open.dashboard.faults.set({ kind: "close", method: "DELETE", path: POLICIES, times: 1 });
      await bench.changes.carryOut(await bench.undo()).catch(() => undefined);
      await bench.change(await edit("plan", "Silver", { tags: ["portal", "eu", "new"] }));
      await bench.sync();
      expect(await store.readPending()).toEqual([]);
      expect((await store.readUndo()).map(({ summary }) => summary)).toEqual([
        'Created Plan "Silver"',
        'Edited Plan "Silver"',
      ]);
    });

    it("does not undo a change that was undone meanwhile", async () => {
      await bench.change(await edit("product", "Payments", { displayName: "Pay" }));
      const undo = await bench.undo();
      await bench.changes.carryOut(await bench.undo());
      await expect(bench.changes.carryOut(undo)).rejects.toMatchObject({ code: "WRITE_CONFLICT" });
    });

    it("deletes what is gone at the Provider already, though no reading has shown it, and says so", async () => {
      open.dashboard.state.policies.remove(databaseIdOf(policyNamed("Gold")));
      const proposal = await bench.changes.propose(await remove("plan", "Gold"));
      expect(proposal).toMatchObject({ write: null, requests: [] });
      expect(proposal.warnings).toEqual([expect.stringContaining("gone at Acme already")]);
      await bench.changes.carryOut(proposal);
      expect((await bench.catalog()).plans).toEqual([]);
      await bench.changes.carryOut(await bench.undo());
      expect(await itemNamed("Gold")).toMatchObject({ state: "hidden", hiddenReason: "not-retrieved" });
      await bench.sync();
      expect(await itemNamed("Gold")).toMatchObject({ state: "hidden" });
    });

    it("is done with a deletion that somebody else was faster with, once it was proposed", async () => {
      const proposal = await bench.changes.propose(await remove("plan", "Gold"));
      open.dashboard.state.policies.remove(databaseIdOf(policyNamed("Gold")));
      const result = await bench.changes.carryOut(proposal);
      expect(result.warnings).toEqual([expect.stringContaining("gone at Acme already")]);
      expect((await bench.catalog()).plans).toEqual([]);
      expect(await store.readPending()).toEqual([]);
      expect(bench.events.at(-1)).toMatchObject({ outcome: "warn", summary: 'Deleted Plan "Gold"' });
      await bench.changes.carryOut(await bench.undo());
      expect(await itemNamed("Gold")).toMatchObject({ state: "hidden", hiddenReason: "not-retrieved" });
    });

    it("takes an item whose policy is gone out of the store alone, and puts it back there", async () => {
      open.dashboard.state.policies.remove(databaseIdOf(policyNamed("Gold")));
      await bench.sync();
      const gone = await itemNamed("Gold");
      const proposal = await bench.changes.propose(await remove("plan", "Gold"));
      expect(proposal).toMatchObject({
        write: null,
        fields: [{ field: "name", before: "Gold", after: null }],
      });
      await bench.changes.carryOut(proposal);
      expect((await bench.catalog()).plans).toEqual([]);
      await bench.changes.carryOut(await bench.undo());
      expect(await itemNamed("Gold")).toEqual(gone);
    });
  });

  describe("when no answer comes", () => {
    const lost: Fault = { kind: "close", method: "POST", path: POLICIES, takesEffect: true, times: 1 };

    it("reads anew at once: what took effect is there with everything typed, and no twin", async () => {
      open.dashboard.faults.set(lost);
      const result = await bench.change(createProduct());
      expect(result.warnings).toEqual([expect.stringContaining("it took effect")]);
      expect(await itemNamed("Transfers")).toMatchObject({ ...TYPED, policyId: result.policyId });
      expect(await store.readPending()).toEqual([]);
      expect((await store.readUndo()).at(-1)).toMatchObject({
        request: { op: "delete", policyId: result.policyId },
      });
      expect(bench.events).toMatchObject([{ kind: "write", outcome: "ok" }]);
    });

    it("says 5 minutes later that it did not take effect, with the command that does it again", async () => {
      open.dashboard.faults.set({ ...lost, takesEffect: false });
      await expect(bench.change(createProduct())).rejects.toMatchObject({
        code: "OUTCOME_UNKNOWN",
        message: expect.stringMatching(/^Create Product "Transfers" at Acme: POST /u),
        hint: expect.stringContaining("next 5 minutes"),
      });
      expect(bench.events).toMatchObject([
        { outcome: "fail", summary: expect.stringMatching(/^Create Product "Transfers" at Acme: POST /u) },
      ]);
      await bench.sync();
      expect(bench.events).toHaveLength(1);
      expect(await store.readPending()).toMatchObject([{ name: "Transfers", outcome: "unknown" }]);
      bench.wait(LONG_MS);
      await bench.sync();
      await bench.sync();
      expect(bench.events.slice(1)).toMatchObject([
        { kind: "write", outcome: "fail", summary: expect.stringContaining("did not take effect") },
      ]);
      expect(bench.events[1]?.command).toBe(
        `portico create product Transfers -p Acme --auth apiKey --api ${apiId(PAYMENTS)} --display-name Pay --description '# Pay\nmore' --label team=core --publish`,
      );
      expect(await store.readPending()).toEqual([]);
    });

    /** Proposes and carries out what reaches the Dashboard only once `arriveLate` lets it. */
    async function delayed(request: ChangeRequest): Promise<ChangeProposal> {
      const proposal = await bench.changes.propose(request);
      open.dashboard.faults.set(
        ...["POST", "PUT", "DELETE"].map((method) => ({ ...lost, method, takesEffect: false })),
      );
      await expect(bench.changes.carryOut(proposal)).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
      open.dashboard.faults.clear();
      return proposal;
    }

    it("takes over what arrives within the next 5 minutes, with everything typed", async () => {
      const creating = await delayed(createProduct());
      const editing = await delayed(await edit("plan", "Gold", { name: "Platinum", displayName: "Best" }));
      const { policyId } = await itemNamed("Payments");
      const deleting = await delayed({ op: "delete", kind: "product", provider: "Acme", policyId });
      await bench.sync();
      expect(await store.readPending()).toHaveLength(3);
      for (const proposal of [creating, editing, deleting]) await arriveLate(open.dashboard, proposal);
      await bench.sync();
      expect(await store.readPending()).toEqual([]);
      const { products, plans } = await bench.catalog();
      expect(products).toMatchObject([{ name: "Transfers", ...TYPED, placeholder: false }]);
      expect(plans).toMatchObject([{ name: "Platinum", displayName: "Best" }]);
      expect(bench.events.slice(3).map(({ outcome }) => outcome)).toEqual(["ok", "ok", "ok"]);
    });

    it("makes no twin when it is done again meanwhile, and what was typed last counts", async () => {
      const first = await delayed(createProduct());
      await bench.change(createProduct({ portal: { ...NOTHING, displayName: "Newer" } }));
      await arriveLate(open.dashboard, first);
      await bench.sync();
      expect((await bench.catalog()).products.filter(({ name }) => name === "Transfers")).toMatchObject([
        { ...NOTHING, displayName: "Newer" },
      ]);
      expect(await store.readPending()).toEqual([]);
    });

    it("counts what was typed last, too, when no answer came either time", async () => {
      const first = await delayed(createProduct());
      await delayed(createProduct({ portal: { ...NOTHING, displayName: "Newer" } }));
      await arriveLate(open.dashboard, first);
      await bench.sync();
      expect(await itemNamed("Transfers")).toMatchObject({ ...NOTHING, displayName: "Newer" });
      expect(await store.readPending()).toEqual([]);
      expect(await store.readUndo()).toHaveLength(1);
    });

    it("keeps all that was typed for an edit that was done twice, and what was typed last", async () => {
      const labels = { by: "first" };
      await delayed(await edit("plan", "Gold", { name: "Platinum", displayName: "Best", labels }));
      const again = await edit("plan", "Gold", {
        name: "Platinum",
        displayName: "Newer",
        description: "words",
      });
      await arriveLate(open.dashboard, await delayed(again));
      await bench.sync();
      expect(await itemNamed("Platinum")).toMatchObject({
        displayName: "Newer",
        description: "words",
        labels,
      });
    });

    it("keeps what was changed on Portico's side before it arrives", async () => {
      const late = await delayed(
        await edit("plan", "Gold", { name: "Platinum", displayName: "Best", labels: { a: "1" } }),
      );
      await bench.change(await edit("plan", "Gold", { displayName: "Newer" }));
      await arriveLate(open.dashboard, late);
      await bench.sync();
      expect(await itemNamed("Platinum")).toMatchObject({ displayName: "Newer", labels: { a: "1" } });
    });

    it("finds out what became of it before a change that has to do with it is proposed", async () => {
      const late = await delayed(createProduct());
      await arriveLate(open.dashboard, late);
      await expect(bench.changes.propose(createProduct())).rejects.toMatchObject({
        code: "RULE_BROKEN",
        message: expect.stringContaining('taken at Acme by the Product "Transfers"'),
      });
      expect(await itemNamed("Transfers")).toMatchObject(TYPED);
    });

    it("synchronizes once for a change that has to do with it, and for no other", async () => {
      const readings = (): number =>
        open.dashboard.requests.filter(({ path }) => path === "/api/apis").length;
      await delayed(await edit("plan", "Gold", { name: "Platinum" }));
      const before = readings();
      await bench.changes.propose(createPlan());
      await bench.change(await edit("plan", "Gold", { displayName: "Best" }));
      expect(readings()).toBe(before);
      await bench.changes.propose(createPlan("Platinum"));
      expect(readings()).toBe(before + 1);
    });

    it("says what keeps the Provider from being read then, after one attempt", async () => {
      await delayed(createProduct());
      const before = open.dashboard.requests.length;
      open.dashboard.faults.set({ kind: "serverError", method: "GET", path: POLICIES });
      await expect(bench.changes.propose(createProduct())).rejects.toMatchObject({
        message: expect.stringContaining("500"),
        hint: expect.any(String),
      });
      const asked = open.dashboard.requests.slice(before).filter(({ path }) => path.startsWith(POLICIES));
      expect(asked).toHaveLength(1);
      expect(await store.readPending()).toHaveLength(1);
    });

    it("waits for that no longer than anybody wants to", async () => {
      await delayed(createProduct());
      open.dashboard.faults.set({ kind: "hang", method: "GET", path: POLICIES });
      const controller = new AbortController();
      const proposing = bench.changes.propose(createProduct(), controller.signal);
      const asked = open.dashboard.requests.length;
      await open.dashboard.request((one) => open.dashboard.requests.indexOf(one) >= asked);
      controller.abort();
      await expect(proposing).rejects.toMatchObject({ code: "CANCELLED" });
    });

    it("says that the outcome is not known when the Provider has left the config meanwhile", async () => {
      const target = { definition: acme(), connection: await open.connect() };
      const other = changeBench(store, target);
      const proposal = await other.changes.propose(createProduct());
      const leave = (): void => void (target.definition = aDefinition("Renamed"));
      open.dashboard.faults.set({ kind: "before", method: "GET", path: POLICIES, run: leave }, lost);
      await expect(other.changes.carryOut(proposal)).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
      expect(await store.readPending()).toMatchObject([{ name: "Transfers", outcome: "unknown" }]);
    });

    it("does not say that nothing was changed when the store cannot even note it", async () => {
      let room = 1;
      const full = new AppError("STORE_FAILED", "the disk is full");
      const crowded: Store = {
        ...store,
        async writePending(pending) {
          room -= 1;
          if (room < 0) throw full;
          await store.writePending(pending);
        },
        appendEvents: () => Promise.reject(full),
      };
      const other = changeBench(crowded, { definition: acme(), connection: await open.connect() });
      const failure = {
        code: "STORE_FAILED",
        message: expect.stringMatching(/^It is not known.*disk is full/u),
      };
      await expect(other.change(createProduct())).rejects.toMatchObject(failure);
      expect(policyNamed("Transfers")).toBeDefined();
      expect(await store.readPending()).toEqual([]);
    });

    it("stays pending while the Provider cannot be read, and is settled by the next sync", async () => {
      open.dashboard.faults.set(lost, { kind: "serverError", method: "GET", path: POLICIES });
      await expect(bench.change(createProduct())).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
      expect(await store.readPending()).toMatchObject([{ name: "Transfers", outcome: "unknown" }]);
      open.dashboard.faults.set();
      await bench.sync();
      expect(await itemNamed("Transfers")).toMatchObject(TYPED);
      expect(await store.readPending()).toEqual([]);
    });

    it.each([
      ["PUT", async () => await edit("plan", "Gold", { name: "Platinum", displayName: "Best" })],
      [
        "DELETE",
        async (): Promise<ChangeRequest> => {
          const { policyId } = await itemNamed("Gold");
          return { op: "delete", kind: "plan", provider: "Acme", policyId };
        },
      ],
    ] as const)("settles an unanswered %s that took effect", async (method, request) => {
      open.dashboard.faults.set({
        kind: "serverError",
        status: 502,
        method,
        path: POLICIES,
        takesEffect: true,
        times: 1,
      });
      await bench.change(await request());
      const { plans } = await bench.catalog();
      expect(plans.map(({ name, displayName, state }) => ({ name, displayName, state }))).toEqual(
        method === "PUT" ? [{ name: "Platinum", displayName: "Best", state: "visible" }] : [],
      );
    });
  });

  describe("together with synchronizations", () => {
    it("waits for a running sync, and lets the next one wait", async () => {
      open.dashboard.faults.set({ kind: "slow", method: "GET", path: POLICIES, delayMs: 60 });
      const proposal = await bench.changes.propose(createPlan());
      const first = bench.sync();
      const changed = bench.changes.carryOut(proposal);
      await Promise.all([first, changed, bench.sync()]);
      await bench.sync();
      const plans = (await bench.catalog()).plans.filter(({ name }) => name === "Silver");
      expect(plans).toMatchObject([{ state: "visible" }]);
    });

    it("is not undone by a reading of another process that began before", async () => {
      // Another process: an engine of its own over the same store.
      const other = await benchOf({});
      const gate = Promise.withResolvers<void>();
      const { connection } = { connection: await open.connect() };
      const reading = connection.snapshot({ signal: new AbortController().signal, onProgress: () => {} });
      const late = changeBench(store, {
        definition: aDefinition("Acme", { policyTags: ["portal", "eu"], url: open.dashboard.url }),
        connection: { ...connection, snapshot: async () => (await gate.promise, await reading) },
      });
      await reading;
      const stale = late.sync();
      await bench.change(createPlan());
      await bench.change(await edit("product", "Payments", { name: "Payments 2" }));
      const { policyId } = await itemNamed("Gold");
      await bench.change({ op: "delete", kind: "plan", provider: "Acme", policyId });
      const before = await bench.catalog();
      gate.resolve();
      await stale;
      const after = await other.catalog();
      expect({ products: after.products, plans: after.plans }).toEqual({
        products: before.products,
        plans: before.plans,
      });
    });
  });

  describe("where nothing can be written", () => {
    it("says why, before anything is read", async () => {
      const definition = aDefinition("Acme", { policyTags: ["portal", "eu"] });
      const connection = await open.connect();
      const can = {
        ...connection.capabilities.can,
        writePlans: { available: false, reason: "The user may only read." } as const,
      };
      const reading = { ...connection, capabilities: { ...connection.capabilities, can } };
      bench = changeBench(store, { definition, connection: reading });
      await expect(bench.changes.propose(createPlan())).rejects.toMatchObject({
        code: "CANNOT_WRITE",
        message: expect.stringContaining("The user may only read."),
      });
      await bench.change(await edit("plan", "Gold", { published: true }));
    });

    it("refuses at a disabled Provider, but not on Portico's side", async () => {
      bench = await benchOf({ enabled: false });
      await expect(bench.changes.propose(createPlan())).rejects.toMatchObject({ code: "CANNOT_WRITE" });
      await bench.change(await edit("plan", "Gold", { published: true }));
      expect(await itemNamed("Gold")).toMatchObject({ published: true });
    });

    it("knows no item of a Provider that was never read, and no item that is not there", async () => {
      const gone: ChangeRequest = { op: "delete", kind: "plan", provider: "Acme", policyId: "nowhere" };
      await expect(bench.changes.propose(gone)).rejects.toMatchObject({ code: "UNKNOWN_ITEM" });
      store = createMemoryStore();
      bench = await benchOf({});
      await expect(bench.changes.propose(createPlan())).rejects.toMatchObject({
        code: "UNKNOWN_ITEM",
        hint: "Read it first: portico sync Acme",
      });
    });

    it("changes nothing when it is cancelled before the request leaves", async () => {
      const proposal = await bench.changes.propose(createPlan());
      await expect(bench.changes.carryOut(proposal, AbortSignal.abort())).rejects.toMatchObject({
        code: "CANCELLED",
      });
      expect(writes()).toEqual([]);
      expect(await store.readPending()).toEqual([]);
      expect(bench.events).toEqual([]);
    });
  });
});
