import * as z from "zod";
import { jsonMembers } from "./members.ts";
import { limitSchema, periodSchema } from "./period.ts";

/** What a policy governs, as the adapter read it. All false: everything at once, or nothing that can be told apart. */
export const controlsSchema = z.lazy(() =>
  z.object({
    access: z.boolean(),
    rate: z.boolean(),
    quota: z.boolean(),
    perApi: z.boolean(),
    /** Limits on the complexity of a query (GraphQL depth and the like): never decides between Product and Plan. */
    complexity: z.boolean().default(false),
  }),
);

/** An API that a policy grants access to, by id; the name is the policy's own, possibly stale, copy. */
export const grantSchema = z.lazy(() =>
  z.object({
    id: z.string().min(1),
    name: z.string(),
    versions: z.array(z.string()).readonly(),
    /** True when the policy opens only a part of it: some endpoints, fields or methods. */
    narrowed: z.literal(true).optional(),
  }),
);
export type Grant = Readonly<z.infer<typeof grantSchema>>;

/**
 * A policy as every adapter hands it over. `id` is the immutable identity, `reference` what credentials name.
 * `rate`, `quota` and `keyLifetime` are null for unlimited and never. `excluded` is the adapter's word that this
 * policy can become neither Product nor Plan whatever it controls. `raw` is the record as received, for display.
 */
export const policySchema = z.lazy(() =>
  z.object({
    id: z.string().min(1),
    reference: z.string().min(1),
    name: z.string(),
    tags: z.array(z.string()).readonly(),
    state: z.enum(["active", "draft", "denied"]),
    controls: controlsSchema,
    apis: z.array(grantSchema).readonly(),
    rate: limitSchema.nullable(),
    quota: limitSchema.nullable(),
    keyLifetime: periodSchema.nullable(),
    metadata: jsonMembers(),
    excluded: z
      .object({ reason: z.string().min(1), detail: z.string() })
      .readonly()
      .nullable()
      .default(null),
    raw: z.unknown().optional(),
  }),
);
export type Policy = Readonly<z.infer<typeof policySchema>>;
