import { emptyCatalog, type Catalog } from "../../src/core/catalog.ts";
import type { PendingWrite, UndoEntry } from "../../src/core/change.ts";
import type { Credential } from "../../src/core/credential.ts";
import type { AppEvent } from "../../src/core/events.ts";
import type { Product } from "../../src/core/product.ts";
import { UNKNOWN_STATUS, type ProviderStatus } from "../../src/core/provider.ts";
import type { RequestRecord } from "../../src/store/store.ts";

const AT = "2026-03-01T10:00:00.000Z";

function sampleProduct(number: number, metadata: Record<string, unknown> = {}): Product {
  return {
    policyId: `policy-${number}`,
    referenceId: `reference-${number}`,
    name: `Product ${number}`,
    tags: ["gold", "内部"],
    policyState: "active",
    metadata,
    displayName: null,
    description: null,
    labels: {},
    published: false,
    placeholder: true,
    state: "visible",
    hiddenAt: null,
    hiddenReason: null,
    firstSeenAt: AT,
    apis: [],
    authMethods: ["apiKey"],
  };
}

export function sampleCatalog(
  provider: string,
  products = 1,
  metadata: Record<string, unknown> = {},
): Catalog {
  return {
    ...emptyCatalog(provider, { url: "http://127.0.0.1:3000", organisationId: null }),
    products: Array.from({ length: products }, (_, index) => sampleProduct(index, metadata)),
  };
}

/** The catalog with a count kept in it, one higher than in `stored`. */
export function countedCatalog(provider: string, stored: Catalog | null): Catalog {
  return sampleCatalog(provider, 1, { count: countIn(stored) + 1 });
}

export function countIn(catalog: Catalog | null): number {
  const count = catalog?.products[0]?.metadata["count"];
  return typeof count === "number" ? count : 0;
}

export function sampleCredential(id: string): Credential {
  return {
    id,
    kind: "apiKey",
    mark: `portico-${id}`,
    handle: "41c5cb1e",
    alias: `app ${id}`,
    origin: "issued",
    tail: "…82e5",
    products: [{ policyId: "policy-0", reference: "reference-0", name: "Product 0" }],
    plan: null,
    apis: [],
    owner: null,
    labels: {},
    kept: {},
    issuedAt: AT,
    expiresAt: null,
    status: "active",
    statusAt: AT,
    revokeAt: null,
    rotatedTo: null,
    rotatedFrom: null,
    isSecretLost: false,
  };
}

export function sampleStatus(durationMs: number): ProviderStatus {
  return { ...UNKNOWN_STATUS, state: "up", lastAttemptAt: AT, lastSuccessAt: AT, durationMs };
}

export function sampleEvent(summary: string): AppEvent {
  return {
    at: AT,
    kind: "sync",
    provider: "alpha",
    outcome: "ok",
    summary,
    hint: null,
    command: null,
    changes: [{ kind: "product", type: "updated", policyId: "p", name: "P", fields: ["name"] }],
  };
}

export function sampleRequest(path: string): RequestRecord {
  return { at: AT, provider: "alpha", method: "GET", path, status: 200, ms: 3 };
}

export function samplePending(id: string, outcome: PendingWrite["outcome"]): PendingWrite {
  return {
    id,
    at: AT,
    request: {
      op: "edit",
      kind: "plan",
      provider: "alpha",
      policyId: "p",
      set: { name: "内部\n", quota: null, metadata: { deep: [1, null] } },
    },
    name: "Gold",
    policyId: "p",
    outcome,
    command: "portico edit plan Gold -p alpha --set name=x",
  };
}

export function sampleUndo(summary: string): UndoEntry {
  const request = { op: "delete", kind: "plan", provider: "alpha", policyId: "p" } as const;
  return { at: AT, provider: "alpha", summary, request, loses: ["its id"] };
}
