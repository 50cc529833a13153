import * as z from "zod";
import { apiSchema } from "./api.ts";
import { planSchema, type Plan } from "./plan.ts";
import { productSchema, type Product } from "./product.ts";

/** A policy that became neither Product nor Plan, with the first reason that applied. Kept for display. */
export const skippedSchema = z.lazy(() =>
  z.object({
    policyId: z.string().min(1),
    referenceId: z.string().min(1),
    name: z.string(),
    tags: z.array(z.string()).readonly(),
    reason: z.string().min(1),
    detail: z.string(),
    policyState: z.enum(["active", "draft", "denied"]).optional(),
    /** Of one that only lacks the tags: what it would become with them, and why when that is neither. */
    withTags: z.object({ outcome: z.enum(["product", "plan", "skipped"]), detail: z.string() }).optional(),
  }),
);
export type Skipped = Readonly<z.infer<typeof skippedSchema>>;

/** Where a catalog was read from; when this changes and nothing is found again, the sync is held. */
export const originSchema = z.lazy(() =>
  z.object({ url: z.string().nullable(), organisationId: z.string().nullable() }),
);
export type Origin = Readonly<z.infer<typeof originSchema>>;

/**
 * A write that took effect: a reading of the Provider that began before `at` may not know of it and has no say in that
 * policy. `id` is that of the pending write that it came from, `gone` says that the policy was deleted. `begunAt` is when
 * that write began, where only a later reading told that it took effect.
 */
const recentWriteSchema = z.lazy(() =>
  z.object({
    id: z.string().min(1),
    policyId: z.string().min(1),
    at: z.iso.datetime(),
    gone: z.boolean(),
    begunAt: z.iso.datetime().optional(),
  }),
);
export type RecentWrite = Readonly<z.infer<typeof recentWriteSchema>>;

/**
 * Everything known of one Provider. `apis` and `skipped` mirror the last complete reading, sorted by id;
 * `recentWrites` are those of the last hour, oldest first.
 */
export const catalogSchema = z.lazy(() =>
  z.object({
    provider: z.string().min(1),
    origin: originSchema,
    products: z.array(productSchema).readonly(),
    plans: z.array(planSchema).readonly(),
    apis: z.array(apiSchema).readonly(),
    skipped: z.array(skippedSchema).readonly(),
    recentWrites: z.array(recentWriteSchema).readonly(),
  }),
);
export type Catalog = Readonly<z.infer<typeof catalogSchema>>;

export type ItemKind = "product" | "plan";
export type Item = Product | Plan;

export function emptyCatalog(provider: string, origin: Origin): Catalog {
  return { provider, origin, products: [], plans: [], apis: [], skipped: [], recentWrites: [] };
}

/** How many are shown: hidden Products and Plans do not count. */
export type Counts = {
  readonly products: number;
  readonly plans: number;
  readonly apis: number;
  readonly skipped: number;
};

export function countsOf(catalog: Catalog): Counts {
  return {
    products: catalog.products.filter(isVisible).length,
    plans: catalog.plans.filter(isVisible).length,
    apis: catalog.apis.length,
    skipped: catalog.skipped.length,
  };
}

export function isVisible(item: Pick<Item, "state">): boolean {
  return item.state === "visible";
}
