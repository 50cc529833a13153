import * as z from "zod";
import { authMethodSchema } from "./api.ts";
import { jsonMembers, textMembers } from "./members.ts";
import { grantSchema } from "./policy.ts";

/** Fields that Products and Plans share. The first group follows the Provider, the second belongs to Portico. */
export const itemShape = () => ({
  policyId: z.string().min(1),
  referenceId: z.string().min(1),
  name: z.string(),
  tags: z.array(z.string()).readonly(),
  policyState: z.enum(["active", "draft", "denied"]),
  metadata: jsonMembers(),

  displayName: z.string().nullable(),
  description: z.string().nullable(),
  labels: textMembers(),
  /** The operator's intent; consumers see it only while `state` is visible (`isPublished`). */
  published: z.boolean(),
  /** True until the first portal-side edit. */
  placeholder: z.boolean(),
  state: z.enum(["visible", "hidden"]),
  hiddenAt: z.iso.datetime().nullable(),
  /** `not-retrieved`, or the reason why the policy no longer yields this item; null while visible. */
  hiddenReason: z.string().nullable(),
  firstSeenAt: z.iso.datetime(),
});

/** What a consumer may use: an access policy, enriched. `authMethods` is the union over its APIs, sorted. */
export const productSchema = z.lazy(() =>
  z.object({
    ...itemShape(),
    apis: z.array(grantSchema).readonly(),
    authMethods: z.array(authMethodSchema).readonly(),
  }),
);
export type Product = Readonly<z.infer<typeof productSchema>>;

/** True when consumers see it: meant to be published, and not hidden. */
export function isPublished(item: Pick<Product, "published" | "state">): boolean {
  return item.published && item.state === "visible";
}
