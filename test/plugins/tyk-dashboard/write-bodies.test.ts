import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import {
  accessPolicy,
  anApi,
  grant,
  limitPolicy,
  ORGANISATION_ID,
  SECRET,
  parts,
} from "../../../fixtures/tyk-dashboard/builders.ts";
import { exactNumber } from "../../../fixtures/tyk-simulator/exact-json.ts";
import {
  withHugeNumbers,
  withNullLists,
  withNullRights,
  withOldSpelling,
  withoutState,
  withSentinels,
  withUnknownMembers,
} from "../../../fixtures/tyk-dashboard/oddities.ts";
import type { PolicyRecord } from "../../../fixtures/tyk-simulator/wire.ts";
import { editedRecord } from "../../../plugins/tyk-policy/policy-edit.ts";
import { meaningOf } from "../../../plugins/tyk-dashboard/write-reads.ts";
import type { WriteIntent, WriteProposal, WrittenFields } from "../../../src/core/write.ts";
import { carriedOut, proposed } from "../../helpers/carried-out.ts";
import { caught } from "../../helpers/caught.ts";
import { closeDashboards, readAll } from "../../helpers/open-dashboard.ts";
import { editing, grants, PLAN, PRODUCT, writtenDashboard } from "./written-dashboard.ts";

afterEach(closeDashboards);

const payments = anApi({ name: "Payments #money" });
const refunds = anApi({ name: "Refunds" });
const [PAYMENTS, REFUNDS] = [payments.api_definition.api_id, refunds.api_definition.api_id];
const apis = [payments, refunds];

const gold: Extract<WriteIntent, { op: "create"; kind: "plan" }> = {
  op: "create",
  kind: "plan",
  name: "Gold",
  tags: ["portal"],
  rate: { count: 500, per: { every: 1, unit: "minute" } },
  quota: { count: 10_000, per: { every: 30, unit: "day" } },
  keyLifetime: { every: 90, unit: "day" },
  metadata: { tier: "gold" },
};
const bundle: Extract<WriteIntent, { op: "create"; kind: "product" }> = {
  op: "create",
  kind: "product",
  name: "Bundle",
  tags: ["portal", "eu"],
  apis: grants(PAYMENTS),
  metadata: {},
};

async function proposalOf(intent: WriteIntent, ...policies: PolicyRecord[]): Promise<WriteProposal> {
  const { connection } = await writtenDashboard({ apis, policies });
  return proposed(connection, intent);
}

async function bodyOf(...parameters: Parameters<typeof proposalOf>): Promise<unknown> {
  return (await proposalOf(...parameters)).requests[0]?.body;
}

describe("the body that creates", () => {
  test("a Product controls access, grants whole APIs, and names them as their definitions do", async () => {
    expect(await proposalOf(bundle)).toMatchObject({
      requests: [{ method: "POST", path: "/api/portal/policies" }],
      affects: [],
      loses: [],
    });
    expect(await bodyOf(bundle)).toEqual({
      name: "Bundle",
      org_id: ORGANISATION_ID,
      state: "active",
      active: true,
      is_inactive: false,
      rate: -1,
      per: -1,
      quota_max: -1,
      quota_renewal_rate: -1,
      throttle_interval: -1,
      throttle_retry_limit: -1,
      max_query_depth: -1,
      key_expires_in: 0,
      hmac_enabled: false,
      tags: ["portal", "eu"],
      meta_data: {},
      partitions: parts({ acl: true }),
      access_rights: {
        [PAYMENTS]: {
          api_id: PAYMENTS,
          api_name: "Payments #money",
          versions: ["Default"],
          allowed_urls: [],
          restricted_types: [],
          limit: null,
          allowance_scope: "",
        },
      },
    });
  });

  test("a Plan controls rate and quota, in seconds, and grants nothing", async () => {
    expect(await bodyOf(gold)).toMatchObject({
      rate: 500,
      per: 60,
      quota_max: 10_000,
      quota_renewal_rate: 2_592_000,
      key_expires_in: 7_776_000,
      meta_data: { tier: "gold" },
      partitions: parts({ quota: true, rate_limit: true }),
      access_rights: {},
      state: "active",
    });
  });

  test("an unlimited Plan says −1, and 0 only for keys that never expire", async () => {
    const body = await bodyOf({ ...gold, rate: null, quota: null, keyLifetime: null });
    expect(body).toMatchObject({
      rate: -1,
      per: -1,
      quota_max: -1,
      quota_renewal_rate: -1,
      key_expires_in: 0,
    });
  });

  test("shows each field that there will be", async () => {
    const { fields } = await proposalOf(gold);
    expect(fields.map(({ field }) => field)).toEqual([
      "name",
      "tags",
      "rate",
      "quota",
      "keyLifetime",
      "metadata",
    ]);
    expect(fields).toContainEqual({
      field: "rate",
      before: null,
      after: { count: 500, per: { every: 1, unit: "minute" } },
    });
  });

  test("is refused for an API that the Dashboard does not have", async () => {
    const error = await caught(proposalOf({ ...bundle, apis: grants(PAYMENTS, "gone") }));
    expect(error).toMatchObject({ code: "NOT_FOUND", message: expect.stringContaining("API gone") });
  });

  test("is refused for a name that another policy has, whatever that policy is", async () => {
    const error = await caught(proposalOf(bundle, limitPolicy({ name: "Bundle", tags: [] })));
    expect(error).toMatchObject({ code: "NAME_TAKEN", message: expect.stringContaining('"Bundle"') });
  });

  test("may hold a name that is only similar", async () => {
    expect((await proposalOf(bundle, accessPolicy({ name: "bundle of joy" }))).requests).toHaveLength(1);
  });
});

describe("a limit", () => {
  test.each<[string, Partial<WrittenFields>, object]>([
    ["of a week", { rate: { count: 1, per: { every: 1, unit: "week" } } }, { rate: 1, per: 604_800 }],
    ["of half a minute", { rate: { count: 1, per: { every: 0.5, unit: "minute" } } }, { per: 30 }],
    ["of half a request", { rate: { count: 0.5, per: { every: 1, unit: "second" } } }, { rate: 0.5, per: 1 }],
    [
      "that never renews",
      { quota: { count: 10, per: { every: 1, unit: "forever" } } },
      { quota_max: 10, quota_renewal_rate: -1 },
    ],
    ["that is lifted", { rate: null }, { rate: -1, per: -1 }],
    ["of a lifetime that is for ever", { keyLifetime: { every: 1, unit: "forever" } }, { key_expires_in: 0 }],
  ])("%s can be kept", async (_, set, members) => {
    expect(await bodyOf(editing("plan", set), limitPolicy({ _id: PLAN, key_expires_in: 60 }))).toMatchObject(
      members,
    );
  });

  test.each<[string, Partial<WrittenFields>, RegExp]>([
    [
      "per month",
      { quota: { count: 1, per: { every: 1, unit: "month" } } },
      /quota per 1 month: that is no fixed time/u,
    ],
    ["per year", { rate: { count: 1, per: { every: 1, unit: "year" } } }, /rate per 1 year/u],
    ["of a lifetime of months", { keyLifetime: { every: 3, unit: "month" } }, /key lifetime of 3 month/u],
    ["of a fraction of a second", { rate: { count: 1, per: { every: 0.3, unit: "second" } } }, /0\.3 s/u],
    ["of part of a request in a quota", { quota: { count: 1.5, per: { every: 1, unit: "day" } } }, /1\.5/u],
    ["of no request at all", { rate: { count: 0, per: { every: 1, unit: "day" } } }, /unlimited/u],
    ["that is a rate for ever", { rate: { count: 1, per: { every: 1, unit: "forever" } } }, /never renews/u],
  ])("%s cannot, and is told why", async (_, set, reason) => {
    const error = await caught(proposalOf(editing("plan", set), limitPolicy({ _id: PLAN })));
    expect(error).toMatchObject({ code: "CANNOT_WRITE", message: expect.stringMatching(reason) });
  });

  test("that the policy does not apply is refused, with the partition to switch on", async () => {
    const policy = limitPolicy({ _id: PLAN, partitions: parts({ quota: true }) });
    const error = await caught(proposalOf(editing("plan", { rate: gold.rate }), policy));
    expect(error).toMatchObject({ code: "CANNOT_WRITE", message: expect.stringContaining("rate_limit") });
  });
});

describe("the body of an edit", () => {
  const product = withUnknownMembers(
    accessPolicy({
      _id: PRODUCT,
      name: "Payments",
      tags: ["portal"],
      apis: [
        grant(payments, { allowed_urls: [{ url: "/a", methods: ["GET"] }], limit: { rate: 3, per: 1 } }),
      ],
    }),
  );

  test.each<[string, Partial<WrittenFields>, readonly string[]]>([
    ["a name", { name: "Other" }, ["name"]],
    ["tags", { tags: [] }, ["tags"]],
    ["metadata", { metadata: { a: 1 } }, ["meta_data"]],
    ["a lifetime", { keyLifetime: { every: 1, unit: "day" } }, ["key_expires_in"]],
  ])("with %s holds everything else as it was read", async (_, set, changed) => {
    const body = await bodyOf(editing("product", set), product);
    const differing = Object.keys(product).filter(
      (member) => JSON.stringify(Reflect.get(Object(body), member)) !== JSON.stringify(product[member]),
    );
    expect(differing).toEqual(changed);
    expect(Object.keys(Object(body)).toSorted()).toEqual(Object.keys(product).toSorted());
  });

  test("keeps existing grants untouched when one comes and another goes, in the map and in the list", async () => {
    const third = anApi({ name: "Third" });
    const policy = { ...product, ...rightsOf(payments, refunds) };
    const { connection } = await writtenDashboard({ apis: [...apis, third], policies: [policy] });
    const wanted = grants(PAYMENTS, third.api_definition.api_id);
    const { requests } = await proposed(connection, editing("product", { apis: wanted }));
    const added = expect.objectContaining({ api_name: "Third", allowed_urls: [], limit: null });
    expect(requests[0]?.body).toMatchObject({
      access_rights: { [PAYMENTS]: policy.access_rights[PAYMENTS], [third.api_definition.api_id]: added },
      access_rights_array: [policy.access_rights[PAYMENTS], added],
    });
  });

  test("has no request when the APIs are the same in another order", async () => {
    const { requests } = await proposalOf(
      editing("product", { apis: grants(REFUNDS, PAYMENTS) }),
      accessPolicy({ _id: PRODUCT, apis: [payments, refunds] }),
    );
    expect(requests).toEqual([]);
  });

  test("keeps the old numbers of changed metadata to the last digit", async () => {
    const policy = withHugeNumbers(limitPolicy({ _id: PLAN }));
    const metadata = { largest: Number("9223372036854775807"), added: true };
    const body = JSON.stringify(await bodyOf(editing("plan", { metadata }), policy));
    expect(body).toContain('"meta_data":{"largest":9223372036854775807,"added":true}');
    expect(body).toContain('"quota_max":9007199254740993');
  });

  test("keeps texts that operators see neutralised as they are, under whatever is added beside them", async () => {
    const certificate = "-----BEGIN-----\r\nabc\u200B\r\n-----END-----";
    const meta_data = { certificate, "odd\tkey": [certificate, "b"], plain: 1 };
    const policy = limitPolicy({ _id: PLAN, tags: ["a\u202Eb", "c"], meta_data });
    const { connection, record } = await writtenDashboard({ policies: [policy] });
    const [seen] = (await readAll(connection)).policies;
    const metadata = { ...seen?.metadata, added: true };
    await carriedOut(
      connection,
      editing("plan", { metadata, tags: [...(seen?.tags ?? []).slice(0, 1), "d"] }),
    );
    expect(record(PLAN).meta_data).toEqual({ ...meta_data, added: true });
    expect(record(PLAN).tags).toEqual(["a\u202Eb", "d"]);
    expect(seen?.metadata["certificate"]).not.toBe(certificate);
  });

  test("keeps a secret in metadata that operators see masked", async () => {
    const policy = limitPolicy({ _id: PLAN, meta_data: { key: `is ${SECRET}` } });
    const { connection, record } = await writtenDashboard({ policies: [policy] });
    const metadata = { key: "is ***", added: true };
    await carriedOut(connection, editing("plan", { metadata }));
    expect(record(PLAN).meta_data).toEqual({ key: `is ${SECRET}`, added: true });
  });

  test("sends what an operator types as it is typed", async () => {
    const { connection, record } = await writtenDashboard({ policies: [limitPolicy({ _id: PLAN })] });
    const metadata = { note: "two\nlines" };
    await carriedOut(connection, editing("plan", { metadata }));
    expect(record(PLAN).meta_data).toEqual(metadata);
  });

  test("with a quota takes the place of a huge one", async () => {
    const policy = withHugeNumbers(limitPolicy({ _id: PLAN }));
    const quota = { count: 5, per: { every: 1, unit: "hour" } } as const;
    expect(await bodyOf(editing("plan", { quota }), policy)).toMatchObject({
      quota_max: 5,
      quota_renewal_rate: 3600,
      meta_data: { largest: exactNumber("9223372036854775807") },
    });
  });

  test("never holds a null list, though the record does", async () => {
    const policy = withNullLists(accessPolicy({ _id: PRODUCT, apis: [payments] }));
    const body = await bodyOf(editing("product", { name: "Other" }), policy);
    expect(body).toMatchObject({ tags: [], meta_data: {} });
    expect(JSON.stringify(body)).not.toMatch(
      /"(tags|versions|allowed_urls|\w+_array|auth_types|meta_data)":null/u,
    );
  });

  test("says of a record without any access rights that it grants nothing", async () => {
    const policy = withNullRights(accessPolicy({ _id: PRODUCT }));
    const body = await bodyOf(editing("product", { name: "Other" }), policy);
    expect(body).toMatchObject({ access_rights: {} });
    expect(body).not.toHaveProperty("access_rights_array");
  });

  test("leaves sentinels alone that mean the same", async () => {
    const policy = withSentinels(limitPolicy({ _id: PLAN }), 0);
    const { requests } = await proposalOf(editing("plan", { rate: null, quota: null }), policy);
    expect(requests).toEqual([]);
  });

  test("finds grants in the old spelling, and in the list alone", async () => {
    const old = withOldSpelling(accessPolicy({ _id: PRODUCT, apis: [payments, refunds] }));
    const list = { ...accessPolicy({ _id: PRODUCT, apis: [payments, refunds] }), access_rights: null };
    for (const policy of [old, list]) {
      const body = await bodyOf(editing("product", { apis: grants(REFUNDS) }), policy);
      expect(Object.keys(Object(Reflect.get(Object(body), "access_rights")))).toEqual([REFUNDS]);
      expect(Reflect.get(Object(body), "access_rights_array")).toHaveLength(1);
    }
  });

  test("of a record from before 3.0 adds no state of its own accord", async () => {
    const policy = withoutState(accessPolicy({ _id: PRODUCT, apis: [payments] }));
    expect(await bodyOf(editing("product", { name: "Other" }), policy)).not.toHaveProperty("state");
    expect(await bodyOf(editing("product", { apis: [] }), policy)).toMatchObject({
      state: "draft",
      active: false,
      is_inactive: true,
      access_rights: {},
    });
  });

  test("does not wake a policy that somebody denied", async () => {
    const policy = accessPolicy({ _id: PRODUCT, state: "deny", active: false, is_inactive: true });
    const body = await bodyOf(editing("product", { apis: grants(PAYMENTS) }), policy);
    expect(body).toMatchObject({ state: "deny", active: false, is_inactive: true });
  });

  test("leaves a policy denied whose last API goes, and one comes back", async () => {
    const policy = accessPolicy({
      _id: PRODUCT,
      state: "deny",
      active: false,
      is_inactive: true,
      apis: [payments],
    });
    const { connection, record } = await writtenDashboard({ apis, policies: [policy] });
    for (const ids of [[], [PAYMENTS]]) {
      await carriedOut(connection, editing("product", { apis: grants(...ids) }));
      expect(record(PRODUCT)).toMatchObject({ state: "deny", active: false, is_inactive: true });
    }
  });

  test("keeps the grants of a record that has only the list of them", async () => {
    const policy = { ...accessPolicy({ _id: PRODUCT, apis: [payments] }), access_rights: undefined };
    const { connection, record } = await writtenDashboard({ apis, policies: [policy] });
    await carriedOut(connection, editing("product", { name: "Other" }));
    expect(record(PRODUCT).access_rights).toMatchObject({ [PAYMENTS]: { api_id: PAYMENTS } });
    expect(record(PRODUCT)["access_rights_array"]).toHaveLength(1);
  });

  test("says what cannot come back of an API that goes: what was set for it in particular", async () => {
    const right = { ...grant(payments, { allowed_urls: [{ url: "/get", methods: ["GET"] }] }), invented: 1 };
    const policy = accessPolicy({
      _id: PRODUCT,
      access_rights: { [PAYMENTS]: right, [REFUNDS]: grant(refunds) },
    });
    const { loses } = await proposalOf(editing("product", { apis: [] }), policy);
    expect(loses).toEqual([
      "What the policy says of Payments #money in particular (allowed_urls, invented): put back, it is granted as a whole.",
    ]);
  });

  test("tells that credentials of another auth method will not work", async () => {
    const asleep = accessPolicy({ _id: PRODUCT, state: "draft", active: false, auth_types: ["jwt"] });
    const { affects } = await proposalOf(editing("product", { apis: grants(PAYMENTS) }), asleep);
    expect(affects.join(" ")).toMatch(
      /made for jwt will not work with it any more: its APIs take authToken/u,
    );
  });

  test("tells what it means for credentials", async () => {
    const policy = accessPolicy({ _id: PRODUCT, apis: [payments] });
    const removal = await proposalOf(editing("product", { apis: [] }), policy);
    expect(removal.affects.join(" ")).toMatch(/lose access to Payments #money.*inactive draft/u);
    const lifetime = editing("plan", { keyLifetime: { every: 1, unit: "day" } });
    expect((await proposalOf(lifetime, limitPolicy({ _id: PLAN }))).affects.join(" ")).toMatch(
      /keep their lifetime/u,
    );
  });
});

test("an edit of any record changes nothing but its field", () => {
  const record = fc.dictionary(fc.string(), fc.jsonValue()).map((extra) => ({
    ...extra,
    ...accessPolicy({ _id: PRODUCT, name: "Before", apis: [payments] }),
  }));
  fc.assert(
    fc.property(record, (before) => {
      const read = { record: before, policy: meaningOf(before) };
      const after = editedRecord(read, { set: { name: "After" }, apis: [], shown: (text) => text });
      expect(after).toEqual({ ...before, name: "After" });
    }),
  );
});

describe("a deletion", () => {
  test("tells what is left behind and what cannot come back", async () => {
    const policy = accessPolicy({ _id: PRODUCT, id: "team~payments", apis: [payments] });
    const { requests, affects, loses, fields } = await proposalOf(
      { op: "delete", kind: "product", policyId: PRODUCT },
      policy,
    );
    expect(requests).toEqual([{ method: "DELETE", path: `/api/portal/policies/${PRODUCT}`, body: null }]);
    expect(affects.join(" ")).toContain("team~payments");
    expect(loses.join(" ")).toContain(PRODUCT);
    expect(fields).toContainEqual({ field: "name", before: policy.name, after: null });
  });

  test("says when the policy is no Product any more", async () => {
    const policy = limitPolicy({ _id: PRODUCT });
    const { affects } = await proposalOf({ op: "delete", kind: "product", policyId: PRODUCT }, policy);
    expect(affects.join(" ")).toContain("no product any more");
  });
});

describe("a restoration", () => {
  test("keeps the id that credentials name, and every number", async () => {
    const policy = withHugeNumbers(limitPolicy({ _id: PLAN, id: "team~gold", name: "Gold" }));
    const { connection, state } = await writtenDashboard({ policies: [policy] });
    const { removed } = await carriedOut(connection, { op: "delete", kind: "plan", policyId: PLAN });
    const intent = { op: "restore", kind: "plan", name: "Gold", record: removed ?? "" } as const;
    expect((await proposed(connection, intent)).loses.join(" ")).toContain(PLAN);
    const { policy: restored } = await carriedOut(connection, intent);
    const [record] = state.policies.all();
    expect(restored).toMatchObject({ reference: "team~gold", id: record?.["_id"] });
    expect(restored?.id).not.toBe(PLAN);
    expect(JSON.stringify([record?.quota_max, record?.meta_data])).toBe(
      '[9007199254740993,{"largest":9223372036854775807}]',
    );
  });

  test("says that credentials do not find a policy that had no id of its own", async () => {
    const record = JSON.stringify(limitPolicy({ _id: PLAN, id: "" }));
    const { loses, requests } = await proposalOf({ op: "restore", kind: "plan", name: "Gold", record });
    expect(loses.join(" ")).toMatch(/will not find the new policy/u);
    expect(requests[0]?.body).not.toHaveProperty("id");
  });

  test.each(["", "{", "[]", "{}"])("of %j is refused", async (record) => {
    const error = await caught(proposalOf({ op: "restore", kind: "plan", name: "Gold", record }));
    expect(error.code).toBe("CANNOT_WRITE");
  });
});

/** Access rights with a restriction each, as map and list. */
function rightsOf(...granted: (typeof payments)[]) {
  const rights = granted.map((api) => grant(api, { allowed_urls: [{ url: "/kept", methods: ["GET"] }] }));
  return {
    access_rights: Object.fromEntries(rights.map((right) => [String(right.api_id), right])),
    access_rights_array: rights,
  };
}
