/** Who can do something about an error: the operator, a system outside, or Portico's makers. */
export type Audience = "user" | "external" | "bug";

/**
 * Every code an `AppError` can carry, with its audience and the exit code of a command that ends with it
 * (1 a sync or check failed, or a bug; 3 the input is wrong). Codes are stable: scripts may match on them.
 */
export const ERROR_CODES = {
  CONFIG_NOT_FOUND: { audience: "user", exit: 3 },
  CONFIG_INVALID: { audience: "user", exit: 3 },
  CONFIG_UNREADABLE: { audience: "user", exit: 3 },
  CONFIG_CHANGED: { audience: "external", exit: 1 },
  CONFIG_UNWRITABLE: { audience: "user", exit: 1 },
  CONFIG_UNEDITABLE: { audience: "user", exit: 3 },
  SECRET_UNAVAILABLE: { audience: "user", exit: 1 },
  USAGE: { audience: "user", exit: 3 },
  UNKNOWN_PROVIDER: { audience: "user", exit: 3 },
  NAME_AMBIGUOUS: { audience: "user", exit: 3 },
  PLUGIN_RESOLVE: { audience: "user", exit: 3 },
  PLUGIN_UNTRUSTED: { audience: "user", exit: 3 },
  PLUGIN_IMPORT: { audience: "external", exit: 3 },
  PLUGIN_SHAPE: { audience: "external", exit: 3 },
  PLUGIN_VERSION: { audience: "external", exit: 3 },
  PLUGIN_TIMEOUT: { audience: "external", exit: 1 },
  PLUGIN_FAILED: { audience: "external", exit: 1 },
  PLUGIN_RUBBISH: { audience: "external", exit: 1 },
  CANNOT_RESOLVE: { audience: "external", exit: 1 },
  CONNECTION_REFUSED: { audience: "external", exit: 1 },
  CONNECTION_LOST: { audience: "external", exit: 1 },
  TLS_UNTRUSTED: { audience: "external", exit: 1 },
  TIMED_OUT: { audience: "external", exit: 1 },
  REDIRECTED: { audience: "external", exit: 1 },
  NOT_AUTHORISED: { audience: "external", exit: 1 },
  PERMISSION_MISSING: { audience: "external", exit: 1 },
  USER_INACTIVE: { audience: "external", exit: 1 },
  ORGANISATION_MISMATCH: { audience: "external", exit: 1 },
  WRONG_SERVICE: { audience: "external", exit: 1 },
  MALFORMED: { audience: "external", exit: 1 },
  TOO_LARGE: { audience: "external", exit: 1 },
  THROTTLED: { audience: "external", exit: 1 },
  SERVER_ERROR: { audience: "external", exit: 1 },
  UNKNOWN_ITEM: { audience: "user", exit: 3 },
  RULE_BROKEN: { audience: "user", exit: 3 },
  NOT_CONFIRMED: { audience: "user", exit: 3 },
  CANNOT_WRITE: { audience: "external", exit: 1 },
  NAME_TAKEN: { audience: "user", exit: 1 },
  NOT_FOUND: { audience: "external", exit: 1 },
  WRITE_CONFLICT: { audience: "external", exit: 1 },
  WRITE_REFUSED: { audience: "external", exit: 1 },
  OUTCOME_UNKNOWN: { audience: "external", exit: 1 },
  GATEWAY_UNREACHABLE: { audience: "external", exit: 1 },
  KEY_NEEDED: { audience: "user", exit: 3 },
  SOURCE_UNREADABLE: { audience: "user", exit: 1 },
  CANCELLED: { audience: "user", exit: 1 },
  STORE_LOCKED: { audience: "external", exit: 1 },
  STORE_VERSION: { audience: "user", exit: 3 },
  STORE_FAILED: { audience: "external", exit: 1 },
  SUPPORT_UNWRITABLE: { audience: "user", exit: 1 },
  EDITOR_FAILED: { audience: "user", exit: 1 },
  INTERNAL: { audience: "bug", exit: 1 },
} as const satisfies Record<string, { audience: Audience; exit: 1 | 3 }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The part of an error that travels: into the store, `-o json` and the console. Holds no secret. */
export type ErrorReport = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
};

export type AppErrorOptions = { readonly hint?: string; readonly cause?: unknown };

/**
 * An error with a stable code. `message` says what failed, on what, with the value seen; `hint` what to do next.
 * Whoever builds one has taken secrets out of both. Anything thrown that is not an AppError is a bug.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.hint = options.hint ?? null;
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}

export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === "string" && Object.hasOwn(ERROR_CODES, text);
}

/** `code`, `message` and `hint` of an error, for storing and showing. */
export function reportOf(error: AppError): ErrorReport {
  return { code: error.code, message: error.message, hint: error.hint };
}
