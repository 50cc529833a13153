import * as z from "zod";
import { checkStepSchema } from "./check-step.ts";
import { isErrorCode, type ErrorCode } from "./errors.ts";

/**
 * A Provider as configured, secret left out: how a connection to one API management system is described. `url` and
 * `baselineUrl` are absolute http(s) addresses without trailing slash; an empty `policyTags` selects every policy.
 */
export type ProviderDefinition = {
  readonly name: string;
  readonly adapter: string;
  readonly url: string | null;
  readonly organisationId: string | null;
  readonly insecureSkipVerify: boolean;
  readonly policyTags: readonly string[];
  readonly policyTagMatch: "any" | "all";
  readonly baselineUrl: string | null;
  readonly environment: string | null;
  readonly description: string | null;
  readonly enabled: boolean;
  readonly options: Readonly<Record<string, unknown>>;
};

const measuredSchema = z.lazy(() =>
  z.object({ at: z.iso.datetime(), url: z.string().nullable(), step: checkStepSchema }).readonly(),
);
/** A warning that only looking can tell, with when, and at which address, a check or connecting saw it. */
export type Measured = z.infer<typeof measuredSchema>;

/**
 * How a Provider stands: `unknown` before the first attempt, then `up` or `down`. `held` is set while a reading that
 * would have hidden everything waits for the operator's word. `counts` are those of the catalog, `durationMs` of the
 * last attempt, `measured` what the last checks and connections warned of.
 */
export const providerStatusSchema = z.lazy(() =>
  z.object({
    state: z.enum(["unknown", "up", "down"]),
    held: z.object({ products: z.number(), plans: z.number() }).readonly().nullable(),
    lastAttemptAt: z.iso.datetime().nullable(),
    lastSuccessAt: z.iso.datetime().nullable(),
    durationMs: z.number().nullable(),
    counts: z
      .object({ products: z.number(), plans: z.number(), apis: z.number(), skipped: z.number() })
      .readonly(),
    error: z
      .object({ code: z.custom<ErrorCode>(isErrorCode), message: z.string(), hint: z.string().nullable() })
      .readonly()
      .nullable(),
    measured: z.array(measuredSchema).readonly().optional(),
  }),
);
export type ProviderStatus = Readonly<z.infer<typeof providerStatusSchema>>;

export const UNKNOWN_STATUS: ProviderStatus = {
  state: "unknown",
  held: null,
  lastAttemptAt: null,
  lastSuccessAt: null,
  durationMs: null,
  counts: { products: 0, plans: 0, apis: 0, skipped: 0 },
  error: null,
};

/** What an adapter can do at a Provider, by capability; what it cannot do carries the reason. */
export type Abilities = Readonly<
  Record<
    string,
    | { readonly available: true; readonly doubt?: string | undefined }
    | { readonly available: false; readonly reason: string }
  >
>;

/** Whether real consumers hang on a Provider: what is done there wants more care. */
export function isProduction({ environment }: Pick<ProviderDefinition, "environment">): boolean {
  return environment?.trim().toLowerCase() === "production";
}
