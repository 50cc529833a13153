import * as z from "zod";
import { limitSchema, periodSchema } from "./period.ts";
import { itemShape } from "./product.ts";

/** How much a consumer may use: a limit policy, enriched. Null limits are unlimited, a null lifetime is never. */
export const planSchema = z.lazy(() =>
  z.object({
    ...itemShape(),
    rate: limitSchema.nullable(),
    quota: limitSchema.nullable(),
    keyLifetime: periodSchema.nullable(),
  }),
);
export type Plan = Readonly<z.infer<typeof planSchema>>;
