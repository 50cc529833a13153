import * as z from "zod";
import type {
  Certificate,
  ClientToken,
  CredentialTarget,
  RemoteCredential,
  Usage,
} from "../core/credential.ts";
import type { CredentialIntent } from "../core/credential-intent.ts";
import type { PeriodUnit } from "../core/period.ts";
import { checkStepSchema, type CheckStep } from "../core/check-step.ts";
import type { Snapshot } from "../core/snapshot.ts";
import type { WriteIntent, WriteProposal, WriteStep } from "../core/write.ts";

/** The version of this contract. A plugin names the one it was written for; another one is refused at load. */
export const API_VERSION = 1;

/**
 * Everything an adapter may be able to do, beside reading; each is measured when connecting. What an adapter says nothing
 * of it cannot do: the list may grow. `chooseKeys` is issuing a key that the operator has chosen; `revokeCredentials` is
 * revoking one without having its key, by what the store knows of it.
 */
export const CAPABILITY_NAMES = [
  "writeProducts",
  "writePlans",
  "deletePolicies",
  "tagPolicies",
  "issueApiKeys",
  "chooseKeys",
  "issueBasicAuth",
  "issueHmacKeys",
  "issueCertificateKeys",
  "issueOAuthClients",
  "explainTokens",
  "listCredentials",
  "revokeCredentials",
  "moveCredentials",
  "manageCertificates",
  "readTokens",
  "readUsage",
  "readUsers",
] as const;
export type CapabilityName = (typeof CAPABILITY_NAMES)[number];

const READS: readonly CapabilityName[] = ["listCredentials", "readTokens", "readUsage", "readUsers"];
const POLICY_WRITES: readonly CapabilityName[] = [
  "writeProducts",
  "writePlans",
  "deletePolicies",
  "tagPolicies",
];

/** Whether any write is among the claims, of policies or of credentials: exactly then there are `prepare` and `apply`. */
export function claimsWrites({ can }: Pick<Claims, "can">): boolean {
  return can.some((name) => !READS.includes(name));
}

/** Whether writing policies is among the claims. */
export function claimsPolicyWrites({ can }: Pick<Claims, "can">): boolean {
  return can.some((name) => POLICY_WRITES.includes(name));
}

/**
 * Whether a thing can be done now; one that cannot carries the reason, shown beside the dimmed key. `doubt` says of one
 * that nobody can measure what it hangs on: once the Provider has refused it with KEY_NEEDED, it counts as impossible.
 */
export const capabilitySchema = z.lazy(() =>
  z.discriminatedUnion("available", [
    z.object({ available: z.literal(true), doubt: z.string().min(1).optional() }),
    z.object({ available: z.literal(false), reason: z.string().min(1) }),
  ]),
);
export type Capability = Readonly<z.infer<typeof capabilitySchema>>;

/** Who we are at the Provider, as far as it tells; nulls where it does not. */
export const identitySchema = z.lazy(() =>
  z.object({
    product: z.string().min(1),
    version: z.string().nullable(),
    organisationId: z.string().nullable(),
    user: z.string().nullable(),
  }),
);
export type Identity = Readonly<z.infer<typeof identitySchema>>;

/**
 * Where Products and Plans come from at the Provider: `native` objects of its own, `derived` from other objects, or
 * `embedded` (a Plan that is part of its Product).
 */
const originSchema = z.lazy(() => z.enum(["native", "derived", "embedded"]));

const UNSAID = { available: false, reason: "The adapter does not offer it." } as const;

/** What is not said is not offered. */
function withEveryName(can: unknown): unknown {
  if (typeof can !== "object" || can === null) return can;
  return { ...Object.fromEntries(CAPABILITY_NAMES.map((name) => [name, UNSAID])), ...can };
}

const canSchema = z.lazy(() =>
  z.preprocess(withEveryName, z.record(z.enum(CAPABILITY_NAMES), capabilitySchema).readonly()),
);

const MOST_FINDINGS = 50;

/**
 * `findings` are steps of the check that connecting has answered by the way, under the ids that the check has for them:
 * what they warn of is kept without a check. Nothing is asked for their sake.
 */
export const capabilitiesSchema = z.lazy(() =>
  z.object({
    identity: identitySchema,
    origin: z.object({ products: originSchema, plans: originSchema }).readonly(),
    can: canSchema,
    findings: z.array(checkStepSchema).max(MOST_FINDINGS).readonly().optional(),
  }),
);
export type Capabilities = Readonly<z.infer<typeof capabilitiesSchema>>;

/** Says of each thing whether it can be done: what `Capabilities.can` wants. */
export function everyCapability(of: (name: CapabilityName) => Capability): Capabilities["can"] {
  const entries = CAPABILITY_NAMES.map((name) => [name, of(name)] as const);
  return canSchema.parse(Object.fromEntries(entries));
}

/**
 * The most an adapter can ever do, as declared: what it may claim, and in which units its limits are kept. `differ` is for
 * one that is another system at each Provider: what is off at one of them is not measured again before each reading.
 */
export type Claims = {
  readonly can: readonly CapabilityName[];
  readonly differ?: true | undefined;
  readonly units: {
    readonly rate: readonly PeriodUnit[];
    readonly quota: readonly PeriodUnit[];
    readonly keyLifetime: readonly PeriodUnit[];
  };
};

/**
 * A Provider's settings as an adapter gets them. `url` is absolute, without trailing slash; `secret` is resolved. Both
 * are null when the adapter does not take them, or they are not given. `options` are parsed; `folder` is the config's,
 * for relative paths in them.
 */
export type Settings<Options = unknown> = {
  readonly name: string;
  readonly url: string | null;
  readonly secret: string | null;
  readonly organisationId: string | null;
  readonly folder: string;
  readonly options: Options;
};

/** `received` bytes of `total` (null when the Provider does not say), and what is being read. */
export type ReadProgress = {
  readonly what: string;
  readonly received: number;
  readonly total: number | null;
};

export type HttpRequest = {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the Provider's URL, whose path prefix is kept: `/api/apis`. Must start with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a `JSON.rawJSON` value in it goes out as it was read. */
  readonly body?: unknown;
  /** Sent as it is, instead of `body`: for what is no JSON. `type` is the content type. */
  readonly content?: { readonly type: string; readonly text: string };
  /** Texts that are secret in this request alone (a key in its path): masked in the request log, messages and `text`. */
  readonly secrets?: readonly string[];
  /**
   * The answer's numbers that JavaScript cannot hold come as `JSON.rawJSON` values instead of rounded: for records
   * that are written back.
   */
  readonly exact?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: { readonly received: number; readonly total: number | null }) => void;
};

/**
 * An answer, read to its end. `json` is the parsed body, or undefined when it is not JSON; `text` is the start of it
 * (2,000 characters, neutralised) for messages.
 */
export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
  readonly text: string;
};

/**
 * The way to the Provider: pooled, with TLS, proxy, time and size limits from the config. GETs are repeated on
 * connection errors, 429, 502, 503 and 504; nothing else ever is. Rejects with an AppError when no answer came
 * (CANNOT_RESOLVE, CONNECTION_REFUSED, TLS_UNTRUSTED, TIMED_OUT, TOO_LARGE, REDIRECTED, …), for a request that is no
 * GET and had left by then with OUTCOME_UNKNOWN, also when it was cancelled; every status that came is an answer.
 */
export interface Http {
  request(request: HttpRequest): Promise<HttpAnswer>;
}

/** What the host lends an adapter. `redact` takes the secret out of a text. */
export type Toolbox = {
  readonly http: Http;
  readonly log: (line: string) => void;
  readonly redact: (text: string) => string;
};

export type SnapshotOptions = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReadProgress) => void;
};

/** What can be prepared and applied: a write of policies, or of credentials. */
export type Intent = WriteIntent | CredentialIntent;

export type CredentialsOptions = {
  /** References of the policies that are Products and Plans here. */
  readonly policies: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReadProgress) => void;
};

/** Whole days, both included: `2026-11-01`. */
export type UsageSpan = { readonly from: string; readonly to: string };

/**
 * An open way to one Provider. Every method takes an AbortSignal and stops within one request of its abort. Errors are
 * AppErrors where the cause is known. `prepare` and `apply` exist exactly when a write is among the claims, of policies
 * or of credentials; `credentials`, `tokens`, `usage` and `certificates` when `listCredentials`, `readTokens`,
 * `readUsage` and `manageCertificates` are.
 */
export interface Connection {
  /** Measured when connecting. */
  readonly capabilities: Capabilities;
  /**
   * The questions that a person would ask of this system, in their order. Address, TLS, clock and what becomes of the
   * policies are the host's questions.
   */
  check(signal: AbortSignal): AsyncIterable<CheckStep>;
  /** Everything, complete, or it throws: an empty list means that the Provider holds nothing. */
  snapshot(options: SnapshotOptions): Promise<Snapshot>;
  /**
   * Reads what is there now and builds the proposal; must not write. Throws NOT_FOUND for a policy that is gone,
   * NAME_TAKEN, CANNOT_WRITE for what this Provider cannot express, PERMISSION_MISSING. For a credential also
   * GATEWAY_UNREACHABLE, when what handles keys does not answer although policies can be read. Secrets among what was
   * chosen are masked in `fields` and `requests`; `affects` says what a consumer has to do with it. A revocation of what
   * is gone already has no requests, and so has a `jwt`, where nothing is issued: `affects` says what a token has to hold.
   */
  prepare?(intent: Intent, signal: AbortSignal): Promise<WriteProposal>;
  /**
   * Rebuilds the requests and refuses with WRITE_CONFLICT, naming the difference, when their digest or the ground has
   * moved. Throws OUTCOME_UNKNOWN when a request left and no answer says what became of it; any other error means that
   * nothing was written. Requests that write are never repeated. The host sees to it that a cancellation or a fault
   * after `sent`, and any error after `answered`, is OUTCOME_UNKNOWN, too.
   */
  apply?(intent: Intent, proposal: WriteProposal, signal: AbortSignal): AsyncIterable<WriteStep>;
  /** Every credential that uses one of the policies or carries a mark of Portico; complete, or it throws. */
  credentials?(options: CredentialsOptions): Promise<readonly RemoteCredential[]>;
  /** What each was used for, in the order given; null for one that nothing is known of. */
  usage?(
    targets: readonly CredentialTarget[],
    span: UsageSpan,
    signal: AbortSignal,
  ): Promise<readonly (Usage | null)[]>;
  /**
   * The tokens that an OAuth client was given, live ones and expired ones that are still kept, never their values; null
   * when nothing is known of them. `apis` are those of the credential.
   */
  tokens?(
    target: CredentialTarget,
    apis: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly ClientToken[] | null>;
  certificates?(signal: AbortSignal): Promise<readonly Certificate[]>;
  close(): Promise<void>;
}

/** Which of the settings an adapter cannot do without; a config that lacks one is an error at its line. */
export type Requirement = "url" | "secret";

/** Where an operator finds the value of a setting, in the words of the adapter; one or two sentences each. */
export type SettingHelp = Readonly<
  Partial<Record<"url" | "secret" | "organisationId" | "policyTags", string>>
>;

/**
 * An adapter, as a plugin exports it under the name `plugin`. `options` is a zod schema of the Provider's `options`;
 * an adapter that speaks HTTP spreads `httpOptions` into it. `connect` opens one Provider and measures what can be done
 * there; it, like every method of a connection, is given up when it shows no sign of life (a request under way, or
 * progress) for as long as the option `timeout` says (30 s).
 */
export type Plugin<Options = unknown> = {
  readonly adapter: string;
  readonly apiVersion: number;
  readonly version: string;
  readonly title: string;
  readonly requires: readonly Requirement[];
  /** Which of the others it takes when they are given; without this, none. */
  readonly accepts?: readonly Requirement[] | undefined;
  readonly help?: SettingHelp | undefined;
  readonly options: z.ZodType<Options>;
  readonly claims: Claims;
  // A method, not a property: so that a plugin with options of its own is a `Plugin`. The host parses them before.
  connect(settings: Settings<Options>, toolbox: Toolbox, signal: AbortSignal): Promise<Connection>;
  /** The ids of the steps of a check, in their order: those that could not be tried are told as unknown. */
  readonly checkSteps?: readonly string[] | undefined;
  /**
   * The same check as a connection's, for a Provider that cannot be connected to: an adapter without it says only why
   * connecting failed. Called instead of the connection's where it is there.
   */
  check?(settings: Settings<Options>, toolbox: Toolbox, signal: AbortSignal): AsyncIterable<CheckStep>;
};

/** Checks nothing at run time; it is there for the types. `export const plugin = definePlugin({...})`. */
export function definePlugin<Options>(plugin: Plugin<Options>): Plugin<Options> {
  return plugin;
}

export type { CheckStep, Snapshot };
