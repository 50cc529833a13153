import * as z from "zod";
import { certificateSchema, issuedSecretSchema, remoteCredentialSchema } from "./credential.ts";
import { jsonMembers } from "./members.ts";
import type { Limit, Period } from "./period.ts";
import { policySchema, type Grant, type Policy } from "./policy.ts";

/** The Provider-side fields of a Product or Plan that can be written; a Product has no limits, a Plan no APIs. */
export type WrittenFields = {
  readonly name: string;
  readonly tags: readonly string[];
  readonly apis: readonly Grant[];
  readonly rate: Limit | null;
  readonly quota: Limit | null;
  readonly keyLifetime: Period | null;
  readonly metadata: Policy["metadata"];
};

/**
 * What is to be changed at a Provider, in words that every gateway has: an access policy is a `product`, a limit policy
 * a `plan`. `set` holds only the fields that change; `former`, there when an edit is undone, is what that edit's proposal
 * had under this name. `record` is what a deletion gave back, to be put in again.
 */
export type WriteIntent =
  | ({ readonly op: "create"; readonly kind: "product" } & Omit<
      WrittenFields,
      "rate" | "quota" | "keyLifetime"
    >)
  | ({ readonly op: "create"; readonly kind: "plan" } & Omit<WrittenFields, "apis">)
  | {
      readonly op: "edit";
      readonly kind: "product" | "plan";
      readonly policyId: string;
      readonly set: Partial<WrittenFields>;
      readonly former?: string;
    }
  | { readonly op: "delete"; readonly kind: "product" | "plan"; readonly policyId: string }
  | {
      readonly op: "restore";
      readonly kind: "product" | "plan";
      readonly name: string;
      readonly record: string;
    };

/** One field as it is and as it will be; null where it does not exist. */
const fieldChangeSchema = z.lazy(() =>
  z.object({ field: z.string().min(1), before: z.unknown(), after: z.unknown() }),
);
export type FieldChange = Readonly<z.infer<typeof fieldChangeSchema>>;

/** A request that a write will make; `body` as it will be sent, without secrets; null for none. */
const writeRequestSchema = z.lazy(() =>
  z.object({ method: z.string().min(1), path: z.string().min(1), body: z.unknown() }),
);
export type WriteRequest = Readonly<z.infer<typeof writeRequestSchema>>;

/**
 * A write to a Provider before it happens, as a value that is shown, dry-run and applied. `basis` is what it was built
 * on, field by field, to say what has moved since; `ground` is a digest of all of that, fields unknown to Portico
 * included, and `digest` one of the exact requests. `affects` says what else changes, `loses` what cannot come back.
 * Without any request there is nothing to do. `former` is what an edit takes away though `fields` cannot tell it (long
 * numbers, hidden characters), in the adapter's own words: the edit that undoes it gets it back.
 */
export const writeProposalSchema = z.lazy(() =>
  z.object({
    fields: z.array(fieldChangeSchema).readonly(),
    requests: z.array(writeRequestSchema).readonly(),
    affects: z.array(z.string()).readonly(),
    loses: z.array(z.string()).readonly(),
    basis: jsonMembers(),
    ground: z.string().min(1),
    digest: z.string().min(1),
    former: z.string().optional(),
  }),
);
export type WriteProposal = Readonly<z.infer<typeof writeProposalSchema>>;

/**
 * A step of applying a proposal, as it happens. `sent` comes right before a request leaves, `answered` after it
 * succeeded, with the policy's id as soon as the Provider has named it; `written` comes last: the policy as it was read
 * back (null when it is deleted) and, after a deletion, the record that `restore` takes. A write of credentials ends with
 * `credential` instead: as it was read back (null when it is revoked), with the secret when one was made, which goes on to
 * the operator and nowhere else; one of certificates with `certificate` (null when it is gone).
 */
export const writeStepSchema = z.lazy(() =>
  z.discriminatedUnion("step", [
    z.object({ step: z.literal("sent"), request: writeRequestSchema }),
    z.object({
      step: z.literal("answered"),
      request: writeRequestSchema,
      policyId: z.string().min(1).nullable(),
    }),
    z.object({
      step: z.literal("written"),
      policy: policySchema.nullable(),
      removed: z.string().nullable(),
    }),
    z.object({
      step: z.literal("credential"),
      credential: remoteCredentialSchema.nullable(),
      secret: issuedSecretSchema.nullable(),
    }),
    z.object({ step: z.literal("certificate"), certificate: certificateSchema.nullable() }),
  ]),
);
export type WriteStep = Readonly<z.infer<typeof writeStepSchema>>;
