import type { Api } from "../../src/core/api.ts";
import type { Skipped } from "../../src/core/catalog.ts";
import type { Plan } from "../../src/core/plan.ts";
import type { Product } from "../../src/core/product.ts";

const FIRST_SEEN = "2026-08-01T08:00:00.000Z";

function item(policyId: string, name: string) {
  return {
    policyId,
    referenceId: policyId,
    name,
    tags: [],
    policyState: "active" as const,
    metadata: {},
    displayName: null,
    description: null,
    labels: {},
    published: false,
    placeholder: true,
    state: "visible" as const,
    hiddenAt: null,
    hiddenReason: null,
    firstSeenAt: FIRST_SEEN,
  };
}

export function product(policyId: string, name: string, part: Partial<Product> = {}): Product {
  return { ...item(policyId, name), apis: [], authMethods: [], ...part };
}

export function plan(policyId: string, name: string, part: Partial<Plan> = {}): Plan {
  return { ...item(policyId, name), rate: null, quota: null, keyLifetime: null, ...part };
}

export function api(id: string, name: string, part: Partial<Api> = {}): Api {
  return {
    id,
    name,
    authMethods: ["apiKey"],
    listenPath: `/${id}/`,
    address: null,
    versions: [],
    state: "active",
    categories: [],
    ...part,
  };
}

export function skipped(policyId: string, name: string, part: Partial<Skipped> = {}): Skipped {
  return {
    policyId,
    referenceId: policyId,
    name,
    tags: [],
    reason: "mixed",
    detail: "It controls access and rate in one policy.",
    ...part,
  };
}

/** What hiding does to an item. */
export const HIDDEN = {
  state: "hidden",
  hiddenAt: "2026-08-20T08:00:00.000Z",
  hiddenReason: "not-retrieved",
} as const;
