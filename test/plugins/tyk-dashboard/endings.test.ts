import { afterEach, describe, expect, test } from "vitest";
import { ORGANISATION_ID } from "../../../fixtures/tyk-dashboard/api-builders.ts";
import { accessPolicy, anApi } from "../../../fixtures/tyk-dashboard/builders.ts";
import { aKey } from "../../../fixtures/tyk-dashboard/key-builders.ts";
import { recordOf } from "../../../plugins/tyk-policy/record.ts";
import { caught } from "../../helpers/caught.ts";
import { isLetIn, SWITCHED_ON } from "../../helpers/consumer.ts";
import { carriedOut } from "../../helpers/carried-out.ts";
import { closeDashboards } from "../../helpers/open-dashboard.ts";
import {
  apply,
  carryOut,
  hold,
  issue,
  list,
  move,
  named,
  openIssuing,
  plan,
  prepare,
  product,
  revoke,
  sessionOf,
  silver,
} from "./issuing-dashboard.ts";

afterEach(closeDashboards);

const PAYMENTS = "/payments/charges";
const chosen = issue({ chosen: { key: "partner-chosen-key" } });

describe("a revocation", () => {
  test.each([
    ["hashed", SWITCHED_ON],
    ["not hashed", { hashKeys: false }],
  ])("ends a chosen key like any other, where keys are %s", async (_, switches) => {
    const issuing = await openIssuing({}, switches);
    const held = await hold(issuing, chosen);
    expect(await isLetIn(issuing.dashboard, PAYMENTS, "partner-chosen-key")).toBe(true);
    const { proposal } = await carryOut(issuing, revoke(held));
    expect(JSON.stringify([proposal, issuing.logged, held.credential])).not.toContain("partner-chosen-key");
    expect(await isLetIn(issuing.dashboard, PAYMENTS, "partner-chosen-key")).toBe(false);
  });

  test("counts as done when the key went in the same moment", async () => {
    const issuing = await openIssuing();
    const held = await hold(issuing);
    const proposal = await prepare(issuing, revoke(held));
    const run = ({ keys }: typeof issuing.dashboard.state): void => keys.clear();
    issuing.dashboard.faults.set({ kind: "before", run, method: "DELETE" });
    const last = (await apply(issuing, revoke(held), proposal)).at(-1);
    expect(last).toEqual({ step: "credential", credential: null, secret: null });
  });

  test("leaves a key alone that was made anew under the same id", async () => {
    const issuing = await openIssuing();
    const held = await hold(issuing, chosen);
    issuing.dashboard.state.keys.clear();
    await hold(issuing, { ...chosen, mark: "portico-two" });
    expect((await prepare(issuing, revoke(held))).requests).toEqual([]);
    expect(await isLetIn(issuing.dashboard, PAYMENTS, "partner-chosen-key")).toBe(true);
  });

  test("ends a key that lost its mark at the Dashboard", async () => {
    const issuing = await openIssuing();
    const held = await hold(issuing);
    const [key] = issuing.dashboard.state.keys.all();
    if (key === undefined) throw new Error("no key");
    issuing.dashboard.state.keys.replace(key.hash, { ...key, session: { ...key.session, meta_data: {} } });
    await carryOut(issuing, revoke(held));
    expect(await isLetIn(issuing.dashboard, PAYMENTS, held.value)).toBe(false);
  });

  test("names the switch that is off, changes nothing, and does it with the key in hand", async () => {
    const issuing = await openIssuing({}, { enableHashedKeysListing: true });
    const held = await hold(issuing);
    const proposal = await prepare(issuing, revoke(held));
    const error = await caught(apply(issuing, revoke(held), proposal));
    expect(error).toMatchObject({
      code: "KEY_NEEDED",
      message: expect.stringContaining("enable_delete_key_by_hash"),
    });
    expect(await isLetIn(issuing.dashboard, PAYMENTS, held.value)).toBe(true);
    await carryOut(issuing, revoke(held, { secret: held.value }));
    expect(await isLetIn(issuing.dashboard, PAYMENTS, held.value)).toBe(false);
    expect(JSON.stringify(issuing.logged)).not.toContain(held.value);
  });

  test("finds one whose answer never came by its mark, and says when nothing can", async () => {
    const target = { kind: "apiKey", mark: "portico-one", handle: null, alias: "dev@example.org" } as const;
    const lost = { op: "revoke", target, apis: [] } as const;
    const issuing = await openIssuing();
    const held = await hold(issuing);
    await carryOut(issuing, lost);
    expect(await isLetIn(issuing.dashboard, PAYMENTS, held.value)).toBe(false);
    const closed = await openIssuing({}, {});
    expect(await caught(prepare(closed, lost))).toMatchObject({
      code: "CANNOT_WRITE",
      message: expect.stringContaining("enable_hashed_keys_listing"),
    });
  });

  test("takes no key by an alias that several have", async () => {
    const issuing = await openIssuing();
    await hold(issuing);
    await hold(issuing, issue({ mark: "portico-two" }));
    for (const key of issuing.dashboard.state.keys.all())
      issuing.dashboard.state.keys.replace(key.hash, { ...key, session: { ...key.session, meta_data: {} } });
    const target = { kind: "apiKey", mark: null, handle: null, alias: "dev@example.org" } as const;
    const error = await caught(prepare(issuing, { op: "revoke", target, apis: [] }));
    expect(error).toMatchObject({ code: "CANNOT_WRITE", message: expect.stringContaining("2 keys") });
  });
});

describe("a move", () => {
  test("keeps the session value for value, and the counters running", async () => {
    const issuing = await openIssuing();
    const held = await hold(issuing);
    for (let hit = 0; hit < 3; hit += 1) await isLetIn(issuing.dashboard, PAYMENTS, held.value);
    const [key] = issuing.dashboard.state.keys.all();
    if (key === undefined) throw new Error("no key");
    const huge = JSON.rawJSON("9007199254740993");
    issuing.dashboard.state.keys.replace(key.hash, {
      ...key,
      session: { ...key.session, unknown_member: { huge } },
    });
    const counted = issuing.dashboard.state.counters.all();
    await carryOut(issuing, move(held));
    expect(sessionOf(issuing, key.hash)["unknown_member"]).toEqual({ huge });
    expect(sessionOf(issuing, key.hash)).toMatchObject({
      apply_policies: [product, silver].map((policy) => named(policy).reference),
      alias: "dev@example.org",
      last_updated: key.session.last_updated,
    });
    expect(issuing.dashboard.state.counters.all()).toEqual(counted);
    const put = issuing.dashboard.requests.find(({ method }) => method === "PUT");
    expect(put?.query).toEqual({ hashed: "1", suppress_reset: "1" });
  });

  test("takes the former Plan's metadata off the key, brings the new one's, and leaves all else", async () => {
    const issuing = await openIssuing();
    const held = await hold(issuing, issue({ metadata: { team: "gold team", tier: "gold" } }));
    const [key] = issuing.dashboard.state.keys.all();
    if (key === undefined) throw new Error("no key");
    const huge = JSON.rawJSON("9007199254740993");
    const meta = { ...recordOf(key.session["meta_data"]), note: { huge } };
    issuing.dashboard.state.keys.replace(key.hash, { ...key, session: { ...key.session, meta_data: meta } });
    const plans = {
      former: { team: "gold team", tier: "gold", support: "24/7", portico_owner: "x" },
      metadata: { desk: "mail", portico_mark: "x" },
    };
    const { proposal, last } = await carryOut(issuing, move(held, { labels: { team: "blue" }, ...plans }));
    expect(proposal.fields[1]).toEqual({
      field: "metadata",
      before: { team: "gold team", tier: "gold", support: "24/7" },
      after: { team: "blue", desk: "mail" },
    });
    const now = { note: { huge }, team: "blue", desk: "mail" };
    const own = { portico_mark: "portico-one", portico_owner: "Example Ltd" };
    expect(sessionOf(issuing, key.hash)["meta_data"]).toEqual({ ...now, ...own });
    expect(last).toMatchObject({ credential: { alias: "dev@example.org", labels: { team: "blue" } } });
    const again = move(held, { labels: { team: "blue" }, ...plans });
    expect((await prepare(issuing, again)).requests).toEqual([]);
  });

  test("limits the key by the new Plan at once", async () => {
    const issuing = await openIssuing();
    const held = await hold(issuing);
    await carryOut(issuing, move(held));
    const answers: boolean[] = [];
    for (let hit = 0; hit < 7; hit += 1) answers.push(await isLetIn(issuing.dashboard, PAYMENTS, held.value));
    expect(answers.filter((isIn) => isIn)).toHaveLength(5);
  });

  test("is refused with the difference when somebody edits the key meanwhile", async () => {
    const issuing = await openIssuing();
    const held = await hold(issuing);
    const proposal = await prepare(issuing, move(held));
    const [key] = issuing.dashboard.state.keys.all();
    if (key === undefined) throw new Error("no key");
    issuing.dashboard.state.keys.replace(key.hash, { ...key, session: { ...key.session, alias: "other" } });
    const error = await caught(apply(issuing, move(held), proposal));
    expect(error).toMatchObject({
      code: "WRITE_CONFLICT",
      message: expect.stringContaining('alias: "dev@example.org" → "other"'),
    });
  });

  test("names the switch that is off", async () => {
    const issuing = await openIssuing({}, { enableHashedKeysListing: true });
    const held = await hold(issuing);
    const error = await caught(carryOut(issuing, move(held)));
    expect(error).toMatchObject({
      code: "KEY_NEEDED",
      message: expect.stringContaining("enable_update_key_by_hash"),
    });
  });

  test("is nothing for a client or a token", async () => {
    const issuing = await openIssuing();
    const held = await hold(issuing);
    const intent = move({ credential: { ...held.credential, kind: "oauth2" } });
    expect(await caught(prepare(issuing, intent))).toMatchObject({ code: "CANNOT_WRITE" });
  });
});

describe("a listing", () => {
  test("holds what uses our policies or carries a mark, and no key", async () => {
    for (const switches of [SWITCHED_ON, { hashKeys: false }]) {
      const api = anApi({ name: "Foreign" });
      const other = accessPolicy({ name: "Elsewhere", apis: [api] });
      const issuing = await openIssuing({ apis: [api], policies: [other] }, switches);
      const ours = await hold(issuing);
      const marked = await hold(issuing, issue({ mark: "portico-two", policies: [other, plan].map(named) }));
      const stranger = await hold(issuing, issue({ mark: "portico-three", policies: [named(other)] }));
      for (const key of issuing.dashboard.state.keys.all())
        if (key.token === stranger.value)
          issuing.dashboard.state.keys.replace(key.hash, {
            ...key,
            session: { ...key.session, meta_data: {} },
          });
      const listed = await list(issuing);
      expect(listed.map(({ mark }) => mark)).toEqual(["portico-one", "portico-two"]);
      expect(listed[0]).toMatchObject({
        handle: ours.credential.handle,
        owner: "Example Ltd",
        isActive: true,
      });
      const text = JSON.stringify([listed, issuing.logged]);
      for (const { value } of [ours, marked, stranger]) expect(text).not.toContain(value);
    }
  });

  test("tells the labels of ours, and the tags of keys that others have made", async () => {
    const issuing = await openIssuing();
    await hold(issuing, issue({ labels: { team: "blue", "cost:centre": "a:7", trial: "" } }));
    issuing.dashboard.state.keys.add(
      aKey({
        name: "portal",
        organisationId: ORGANISATION_ID,
        policies: [product],
        session: { tags: ["app-7", "org:2"] },
      }),
    );
    expect((await list(issuing)).map(({ labels }) => labels)).toEqual([
      { team: "blue", "cost:centre": "a:7", trial: "" },
      { "app-7": "", org: "2" },
    ]);
  });

  test("is refused naming the switch where the Dashboard does not list keys", async () => {
    const issuing = await openIssuing({}, {});
    const error = await caught(list(issuing));
    expect(error).toMatchObject({
      message: expect.stringContaining("enable_hashed_keys_listing"),
      hint: expect.stringContaining("tyk.conf"),
    });
  });

  test("reads many keys to the last, in one answer or in pages", async () => {
    const issuing = await openIssuing();
    for (let index = 0; index < 12; index += 1) await hold(issuing, issue({ mark: `portico-${index}` }));
    expect(await list(issuing)).toHaveLength(12);
    issuing.dashboard.faults.set({ kind: "refuseAllPages", path: "/api/keys/detailed" });
    expect(await list(issuing)).toHaveLength(12);
  });
});

describe("a Product", () => {
  test("that loses its last API shuts its keys out, and lets them in again with the next", async () => {
    const issuing = await openIssuing();
    const held = await hold(issuing);
    const policyId = named(product).policyId;
    const apis = product.access_rights ?? {};
    const grants = Object.entries(apis).map(([id]) => ({ id, name: "Payments", versions: ["Default"] }));
    await carriedOut(issuing.connection, { op: "edit", kind: "product", policyId, set: { apis: [] } });
    expect(await isLetIn(issuing.dashboard, PAYMENTS, held.value)).toBe(false);
    await carriedOut(issuing.connection, { op: "edit", kind: "product", policyId, set: { apis: grants } });
    expect(await isLetIn(issuing.dashboard, PAYMENTS, held.value)).toBe(true);
  });
});

describe("a gateway that does not answer", () => {
  test("is told from a Dashboard that does not, also when it only hangs", async () => {
    const issuing = await openIssuing();
    const held = await hold(issuing);
    await issuing.dashboard.gateway.stop();
    expect(await caught(prepare(issuing, revoke(held)))).toMatchObject({ code: "GATEWAY_UNREACHABLE" });
    expect(await caught(list(issuing))).toMatchObject({ code: "GATEWAY_UNREACHABLE" });
    expect(await caught(prepare(issuing, issue()))).toMatchObject({ code: "GATEWAY_UNREACHABLE" });
    await issuing.dashboard.refuseConnections();
    expect(await caught(prepare(issuing, issue()))).toMatchObject({ code: "CONNECTION_REFUSED" });
  });

  test("does not keep a Provider from being opened and read", async () => {
    const issuing = await openIssuing();
    await issuing.dashboard.gateway.stop();
    expect((await issuing.read()).policies).toHaveLength(3);
  });
});
