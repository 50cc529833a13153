import type { ErrorCode } from "../core/errors.ts";

/**
 * What went wrong with a request: `what` completes "GET https://…", without a full stop at the end; where `isUnsent`, it is
 * why the request was not sent.
 */
export type Finding = {
  readonly code: ErrorCode;
  readonly what: string;
  readonly hint: string;
  readonly isUnsent?: true;
};

/** Who was talked to, as messages name it, for which Provider. */
export type Peer = { readonly host: string; readonly provider: string };
