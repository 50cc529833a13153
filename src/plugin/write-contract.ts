import type { Plan } from "../core/plan.ts";
import type { Product } from "../core/product.ts";

/** What the operator wants changed at a Provider. Ids are policy ids; `set` holds only the fields that change. */
export type WriteIntent =
  | {
      readonly op: "create-product";
      readonly name: string;
      readonly tags: readonly string[];
      readonly apis: readonly string[];
    }
  | {
      readonly op: "create-plan";
      readonly name: string;
      readonly tags: readonly string[];
      readonly limits: PlanLimits;
    }
  | { readonly op: "edit-product"; readonly policyId: string; readonly set: Partial<ProductFields> }
  | { readonly op: "edit-plan"; readonly policyId: string; readonly set: Partial<PlanFields> }
  | { readonly op: "delete"; readonly policyId: string };

type PlanLimits = Pick<Plan, "rate" | "quota" | "keyLifetime" | "metadata">;
type PlanFields = PlanLimits & Pick<Plan, "name" | "tags">;
type ProductFields = Pick<Product, "name" | "tags" | "metadata"> & { readonly apis: readonly string[] };

/** One field as it is and as it will be; null where it does not exist. */
export type FieldChange = { readonly field: string; readonly before: unknown; readonly after: unknown };

/** A request that a write will make, its body redacted. */
export type WriteRequest = { readonly method: string; readonly path: string; readonly body: unknown };

/**
 * A write before it happens, as a value that is shown, dry-run and applied. `ground` is a digest of what it was built
 * on and `digest` one of the exact requests; applying refuses when either has moved. `loses` names what the Provider
 * cannot keep, `affects` what else changes.
 */
export type WriteProposal = {
  readonly provider: string;
  readonly title: string;
  readonly fields: readonly FieldChange[];
  readonly requests: readonly WriteRequest[];
  readonly affects: readonly string[];
  readonly loses: readonly string[];
  readonly ground: string;
  readonly digest: string;
};

/** A step of applying a proposal, as it happens; `policyId` is there once the Provider has named it. */
export type WriteStep = {
  readonly request: WriteRequest;
  readonly outcome: "started" | "done" | "failed" | "unknown";
  readonly policyId: string | null;
};
