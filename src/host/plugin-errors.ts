import { AppError, isErrorCode } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { seen } from "./plugin-shape.ts";
import type { Redactor } from "./redact.ts";

const MESSAGE_LENGTH = 1_000;

/** Which adapter failed, in which of its methods; `redactor` knows the Provider's secret. */
export type Failing = { readonly adapter: string; readonly what: string; readonly redactor: Redactor };

/**
 * Whatever an adapter threw as an AppError without secrets or control characters: its own AppErrors keep their code,
 * also those built by another copy of this module; everything else becomes PLUGIN_FAILED naming the adapter.
 */
export function pluginError(error: unknown, failing: Failing): AppError {
  const { redactor } = failing;
  const shown = (text: string): string => excerpt(redactor.text(text), MESSAGE_LENGTH);
  const cause = error instanceof Error ? redactedCause(error.cause, redactor) : undefined;
  if (isLikeAppError(error)) {
    const hint = typeof error.hint === "string" ? { hint: shown(error.hint) } : {};
    return new AppError(error.code, shown(error.message), { ...hint, ...(cause && { cause }) });
  }
  const text = shown(error instanceof Error ? error.message : textOf(error)).replace(/\.$/u, "");
  const message = `The adapter ${failing.adapter} failed in ${failing.what}: ${text === "" ? "it gave no reason" : text}.`;
  const hint = "This is a fault of the plugin; its author needs this message and the log.";
  return new AppError("PLUGIN_FAILED", message, { hint, cause: redactedCause(error, redactor) });
}

type LikeAppError = Error & { readonly code: AppError["code"]; readonly hint?: unknown };

/** A plugin from elsewhere may bring its own copy of AppError, so the class does not decide. */
function isLikeAppError(error: unknown): error is LikeAppError {
  return error instanceof Error && error.name === "AppError" && "code" in error && isErrorCode(error.code);
}

function redactedCause(cause: unknown, redactor: Redactor): Error | undefined {
  if (cause === undefined || cause === null) return undefined;
  const original = cause instanceof Error ? cause : new Error(textOf(cause));
  const copy = new Error(redactor.text(original.message));
  copy.name = original.name;
  copy.stack = redactor.text(original.stack ?? original.message);
  return copy;
}

/** `String()` of an object says nothing, and may throw. */
function textOf(thrown: unknown): string {
  return typeof thrown === "string" ? thrown : `it threw ${seen(thrown)}`;
}
