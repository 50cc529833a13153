import { afterEach, beforeEach, expect, it } from "vitest";
import { accessPolicy, anApi, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import type { CredentialRequest, CredentialResult } from "../../src/core/credential-change.ts";
import { AppError } from "../../src/core/errors.ts";
import type { AppEvent } from "../../src/core/events.ts";
import { createMemoryStore } from "../../src/store/memory-store.ts";
import type { Store } from "../../src/store/store.ts";
import { createCredentials, type Credentials } from "../../src/sync/credentials.ts";
import { aDefinition } from "../helpers/manual-connection.ts";
import { closeDashboards, openDashboard, type OpenDashboard } from "../helpers/open-dashboard.ts";
import { changeBench } from "./change-bench.ts";

const FULL = new AppError("STORE_FAILED", "Could not write: the disk is full.", { hint: "Make room." });
const KEY_NEEDED = new AppError("KEY_NEEDED", "It ends keys by themselves alone.");
const PAYMENTS = anApi({ name: "Payments", auth: "key" });

/**
 * When the disk is full: never, once the Provider has been asked to write, for the first thing that is kept of that, or
 * when it goes into the history.
 */
let fullFrom: "never" | "issued" | "noted" | "recorded";
let hasIssued: boolean;
/** Whether the Provider ends a key for nobody but who has it. */
let isKeyNeeded: boolean;
let events: AppEvent[];
let open: OpenDashboard;
let store: Store;
let credentials: Credentials;

beforeEach(async () => {
  fullFrom = "never";
  hasIssued = false;
  isKeyNeeded = false;
  events = [];
  open = await openDashboard(
    {
      apis: [PAYMENTS],
      policies: [
        accessPolicy({ name: "Payments", tags: ["portal"], apis: [PAYMENTS] }),
        limitPolicy({ name: "Gold", tags: ["portal"], rate: 100, per: 60 }),
      ],
    },
    { enableHashedKeysListing: true, enableDeleteKeyByHash: true },
  );
  const connection = await open.connect();
  const definition = aDefinition("Acme", { policyTags: ["portal"], url: open.dashboard.url });
  store = createMemoryStore();
  await changeBench(store, { definition, connection }).sync();
  credentials = createCredentials({
    store: {
      ...store,
      updateCredentials: (provider, change) => {
        const isFull = hasIssued && (fullFrom === "issued" || fullFrom === "noted");
        if (fullFrom === "noted" && isFull) fullFrom = "never";
        return isFull ? Promise.reject(FULL) : store.updateCredentials(provider, change);
      },
    },
    connect: async () => ({
      ...connection,
      async *apply(intent, proposal, signal) {
        hasIssued = true;
        if (isKeyNeeded && intent.op === "revoke") throw KEY_NEEDED;
        yield* connection.apply?.(intent, proposal, signal) ?? [];
      },
    }),
    definitionOf: () => definition,
    exclusively: (_, task) => task(),
    onBook: () => {},
    record: async (event) => {
      if (fullFrom !== "never") throw FULL;
      events.push(event);
    },
    now: () => new Date(),
    newId: () => crypto.randomUUID().slice(0, 8),
    newPassword: () => crypto.randomUUID(),
  });
});

afterEach(closeDashboards);

async function carriedOut(request: CredentialRequest): Promise<CredentialResult> {
  return credentials.carryOut(await credentials.propose(request));
}

/** What the gateway answers who shows the secret. */
async function tried(secret: CredentialResult["secret"]): Promise<number> {
  const headers = { authorization: secret?.value ?? "" };
  return (await fetch(`${open.dashboard.gateway.url}/payments/`, { headers })).status;
}

async function issue(): Promise<CredentialResult> {
  const { products, plans } = (await store.readCatalog("Acme")) ?? { products: [], plans: [] };
  return carriedOut({
    op: "issue",
    provider: "Acme",
    products: products.map(({ policyId }) => policyId),
    plan: plans[0]?.policyId ?? "",
    kind: null,
    owner: null,
    alias: "app",
    labels: {},
    chosen: {},
    force: true,
  });
}

it.each(["issued", "recorded"] as const)(
  "a secret reaches the operator though nothing can be kept once it was %s",
  async (moment) => {
    fullFrom = moment;
    const { secret, warnings } = await issue();
    expect(await tried(secret)).toBe(200);
    expect(warnings.join()).toContain("the disk is full. Make room.");
  },
);

it.each([null, 60_000])("so does that of a rotation, with a grace of %s ms", async (graceMs) => {
  const { credential } = await issue();
  const id = credential?.id ?? "";
  fullFrom = "issued";
  hasIssued = false;
  const { secret, warnings } = await carriedOut({ op: "rotate", provider: "Acme", id, graceMs, chosen: {} });
  expect(await tried(secret)).toBe(200);
  expect(warnings.join()).toContain("the disk is full. Make room.");
});

it("a revocation that cannot be kept is told as failed", async () => {
  const { credential } = await issue();
  fullFrom = "issued";
  const request = { op: "revoke", provider: "Acme", id: credential?.id ?? "", force: false } as const;
  await expect(carriedOut(request)).rejects.toThrow("the disk is full");
});

it("a revocation that the history cannot take is done, and says so", async () => {
  const { credential, secret } = await issue();
  fullFrom = "recorded";
  const request = { op: "revoke", provider: "Acme", id: credential?.id ?? "", force: false } as const;
  const done = await carriedOut(request);
  expect(done.credential?.status).toBe("revoked");
  expect(done.warnings.join()).toContain("the disk is full. Make room.");
  expect(await tried(secret)).toBe(403);
});

/** The Provider wanted the key itself once: that it does not any more is kept with the next end. */
async function refusedOnce(): Promise<void> {
  await store.updateCredentials("Acme", (book) => ({ ...book, refused: { revoke: "It wanted the key." } }));
}

it("a revocation is done though what the Provider made of it cannot be noted", async () => {
  const { credential } = await issue();
  const request = { op: "revoke", provider: "Acme", id: credential?.id ?? "", force: false } as const;
  const proposal = await credentials.propose(request);
  await refusedOnce();
  fullFrom = "noted";
  hasIssued = false;
  const done = await credentials.carryOut(proposal);
  expect(done.credential?.status).toBe("revoked");
  expect(done.warnings.join()).toContain("the disk is full. Make room.");
  expect(events.at(-1)).toMatchObject({ outcome: "warn", summary: expect.stringContaining("Revoked") });
});

it("neither does that keep a due one from being ended", async () => {
  const { credential } = await issue();
  await carriedOut({ op: "rotate", provider: "Acme", id: credential?.id ?? "", graceMs: 0, chosen: {} });
  await refusedOnce();
  fullFrom = "noted";
  hasIssued = false;
  await credentials.endDue("Acme");
  const { credentials: kept } = await credentials.read("Acme");
  expect(kept.map(({ status }) => status)).toEqual(["revoked", "active"]);
  expect(events.at(-1)).toMatchObject({ outcome: "warn", hint: expect.stringContaining("the disk is full") });
});

it("that a due one needs its key is told once, and kept with it until it is ended", async () => {
  const { credential } = await issue();
  const id = credential?.id ?? "";
  await carriedOut({ op: "rotate", provider: "Acme", id, graceMs: 0, chosen: {} });
  const due = async () => (await credentials.read("Acme")).credentials.find((one) => one.id === id);
  const before = events.length;
  isKeyNeeded = true;
  await credentials.endDue("Acme");
  await credentials.endDue("Acme");
  expect(await due()).toMatchObject({ status: "retiring", endRefused: KEY_NEEDED.message });
  expect(events.slice(before)).toMatchObject([
    { outcome: "fail", hint: expect.stringContaining(`portico credentials revoke ${id} --key-stdin`) },
  ]);
  isKeyNeeded = false;
  await credentials.endDue("Acme");
  expect(await due()).toMatchObject({ status: "revoked", endRefused: undefined });
  expect(events.slice(before + 1)).toMatchObject([{ outcome: "ok" }]);
});
