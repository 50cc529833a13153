import { AppError, type ErrorCode } from "../core/errors.ts";

/** Errors that tell of an answer: somebody on the way, or another service, turned the request down. */
const TURNED_DOWN: ReadonlySet<ErrorCode> = new Set(["REDIRECTED", "NOT_AUTHORISED", "TLS_UNTRUSTED"]);

/**
 * What the failure of a request that had already left means. One that only reads has simply failed; one that writes may
 * have taken effect unless it was turned down.
 */
export function unanswered(method: string, error: AppError): AppError {
  if (method === "GET" || TURNED_DOWN.has(error.code)) return error;
  const seen = error.message.replace(/\.$/u, "");
  return new AppError("OUTCOME_UNKNOWN", `${seen}; whether it took effect is not known.`, {
    hint: "The next sync shows what became of it. Do not repeat it before.",
    cause: error,
  });
}
