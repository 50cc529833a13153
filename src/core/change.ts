import * as z from "zod";
import { authMethodSchema } from "./api.ts";
import { jsonMembers, textMembers } from "./members.ts";
import { limitSchema, periodSchema } from "./period.ts";
import { planSchema } from "./plan.ts";
import { productSchema } from "./product.ts";
import type { ProviderDefinition } from "./provider.ts";
import type { FieldChange, WriteIntent, WriteProposal, WriteRequest } from "./write.ts";

/** The fields that belong to Portico: they never leave the store. */
const portalShape = () => ({
  displayName: z.string().nullable(),
  description: z.string().nullable(),
  labels: textMembers(),
  published: z.boolean(),
});

/** Portal-side fields as an operator sets them. */
export const portalFieldsSchema = z.lazy(() => z.object(portalShape()));
export type PortalFields = Readonly<z.infer<typeof portalFieldsSchema>>;

/** What an edit sets: only what changes. `apis` are API ids of a Product; limits and lifetime are a Plan's. */
export const itemSetSchema = z.lazy(() =>
  z
    .object({
      name: z.string(),
      tags: z.array(z.string()).readonly(),
      apis: z.array(z.string()).readonly(),
      rate: limitSchema.nullable(),
      quota: limitSchema.nullable(),
      keyLifetime: periodSchema.nullable(),
      metadata: jsonMembers(),
      ...portalShape(),
    })
    .partial(),
);
export type ItemSet = Readonly<z.infer<typeof itemSetSchema>>;

/**
 * Where a change comes from that brings an item of one Provider to another: the Provider, what names the item there, the
 * flags of the command that does the same, and what whoever is asked should know.
 */
const promotionSchema = z.lazy(() =>
  z.object({
    from: z.string().min(1),
    item: z.string(),
    flags: z.array(z.string()).readonly(),
    notes: z.array(z.string()).readonly(),
  }),
);
export type PromotedFrom = Readonly<z.infer<typeof promotionSchema>>;

/** What a new item may have beside its fields: tags that go with those of its Provider, and where it comes from. */
const originShape = () => ({
  tags: z.array(z.string()).readonly().optional(),
  promotion: promotionSchema.optional(),
});

const kind = () => z.enum(["product", "plan"]);
const provider = () => z.string().min(1);

/**
 * Tags a policy that was skipped for its tags alone, so that it becomes what it is; `tags` are all that it will have.
 */
const adoptionSchema = z.lazy(() =>
  z.object({
    op: z.literal("adopt"),
    kind: kind(),
    provider: provider(),
    policyId: z.string().min(1),
    name: z.string(),
    tags: z.array(z.string()).readonly(),
  }),
);

/**
 * What an operator asks for, Provider side and portal side together. A Product is created from one auth method and the
 * ids of APIs that have it. `adopt` gives a skipped policy the tags that select it. `restore` undoes a deletion.
 */
export const changeRequestSchema = z.lazy(() =>
  z.union([
    z.object({
      op: z.literal("create"),
      kind: z.literal("product"),
      provider: provider(),
      name: z.string(),
      authMethod: authMethodSchema,
      apis: z.array(z.string()).readonly(),
      metadata: jsonMembers(),
      portal: portalFieldsSchema,
      ...originShape(),
    }),
    z.object({
      op: z.literal("create"),
      kind: z.literal("plan"),
      provider: provider(),
      name: z.string(),
      rate: limitSchema.nullable(),
      quota: limitSchema.nullable(),
      keyLifetime: periodSchema.nullable(),
      metadata: jsonMembers(),
      portal: portalFieldsSchema,
      ...originShape(),
    }),
    z.object({
      op: z.literal("edit"),
      kind: kind(),
      provider: provider(),
      policyId: z.string().min(1),
      set: itemSetSchema,
      /** Of the edit that this one undoes: what its proposal kept, see `WriteProposal`. */
      former: z.string().optional(),
      /** Undoing the first portal-side edit makes it a placeholder again. */
      placeholder: z.literal(true).optional(),
      promotion: promotionSchema.optional(),
    }),
    adoptionSchema,
    z.object({
      op: z.literal("delete"),
      kind: kind(),
      provider: provider(),
      policyId: z.string().min(1),
    }),
    z.object({
      op: z.literal("restore"),
      kind: kind(),
      provider: provider(),
      name: z.string(),
      record: z.string(),
      portal: portalFieldsSchema,
      placeholder: z.boolean(),
      firstSeenAt: z.iso.datetime(),
      /** The policy that was deleted. */
      formerId: z.string().min(1).optional(),
      /**
       * The item as it was, when the Provider had no policy of it any more: it is put back into the store alone, and
       * `record` is empty.
       */
      item: z.union([productSchema, planSchema]).optional(),
    }),
  ]),
);
export type ChangeRequest = Readonly<z.infer<typeof changeRequestSchema>>;

/** The change that gives a skipped policy the tags that select it. */
export type Adoption = Extract<ChangeRequest, { readonly op: "adopt" }>;

/** A field of a proposal, with the side that it lives on. */
export type SidedChange = FieldChange & { readonly side: "provider" | "portal" };

/**
 * A change before it happens: what an operator is shown and asked about, and what is then carried out, the very same
 * value. `write` is the Provider's part, null for a change that concerns the store alone (and then nobody need be
 * asked), and `write.definition` the Provider that it was built for: carrying out refuses when its config has changed.
 * `before` is the item as stored, null for a new one: carrying out refuses when its portal side has moved.
 */
export type ChangeProposal = {
  readonly request: ChangeRequest;
  /** `Create Product "Payments" at Production EU`. */
  readonly title: string;
  readonly fields: readonly SidedChange[];
  readonly requests: readonly WriteRequest[];
  readonly affects: readonly string[];
  readonly loses: readonly string[];
  readonly warnings: readonly string[];
  /** True when the Provider's environment is `production`: its name has to be given before anything is written. */
  readonly production: boolean;
  /** The `portico …` command that does the same. */
  readonly command: string;
  readonly write: {
    readonly intent: WriteIntent;
    readonly proposal: WriteProposal;
    readonly definition: ProviderDefinition;
  } | null;
  readonly before: PortalFields | null;
  /** The change that this one undoes. */
  readonly undoes?: UndoEntry;
  /** An id that all changes of one command or key have in common: they are undone together. */
  readonly batch?: string;
};

/** What became of it. `policyId` names the item afterwards, or the one that is gone. */
export type ChangeResult = {
  readonly provider: string;
  readonly kind: "product" | "plan";
  readonly policyId: string;
  readonly name: string;
  /** `Created Product "Payments"`. */
  readonly summary: string;
  readonly warnings: readonly string[];
};

/** True when carrying it out would change nothing at all. */
export function isEmptyProposal(proposal: ChangeProposal): boolean {
  return proposal.fields.length === 0 && proposal.requests.length === 0;
}

/**
 * How a change can be undone: by `request`, which is null when it cannot; `loses` says what stays lost. Those of the same
 * `batch` are undone together.
 */
export const undoEntrySchema = z.lazy(() =>
  z.object({
    at: z.iso.datetime(),
    provider: z.string().min(1),
    /** What would be undone: `Deleted Plan "Gold"`. */
    summary: z.string(),
    request: changeRequestSchema.nullable(),
    loses: z.array(z.string()).readonly(),
    batch: z.string().min(1).optional(),
    /** Of the change: found out again, it is not listed twice. */
    id: z.string().min(1).optional(),
  }),
);
export type UndoEntry = Readonly<z.infer<typeof undoEntrySchema>>;

/**
 * A change on its way, written down before the first request leaves and taken away when the store has the result.
 * `policyId` is there once the Provider has named it; `outcome` is `open` while the process that began is at it, and
 * `unknown` when no answer came: complete readings settle it. `undoes` is the change that it undoes, `loses` what cannot
 * come back after it, `former` what its proposal kept of that, `before` the portal side of the item that is edited, as it was then. `undo` is there once it is
 * known how to undo it, before the catalog is written; `storeOnly` means that no Provider has a part in it.
 */
export const pendingWriteSchema = z.lazy(() =>
  z.object({
    id: z.string().min(1),
    at: z.iso.datetime(),
    request: changeRequestSchema,
    /** Of the Product or Plan, for telling. */
    name: z.string(),
    policyId: z.string().min(1).nullable(),
    outcome: z.enum(["open", "unknown"]),
    command: z.string(),
    undoes: undoEntrySchema.optional(),
    loses: z.array(z.string()).readonly().optional(),
    before: portalFieldsSchema.optional(),
    batch: z.string().min(1).optional(),
    former: z.string().optional(),
    undo: undoEntrySchema.optional(),
    storeOnly: z.literal(true).optional(),
    /** When it was told that nobody finds out what became of it. */
    toldAt: z.iso.datetime().optional(),
  }),
);
export type PendingWrite = Readonly<z.infer<typeof pendingWriteSchema>>;
