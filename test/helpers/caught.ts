import { AppError } from "../../src/core/errors.ts";

/** The AppError that a promise rejects with; anything else is a failure of the test. */
export async function caught(promise: Promise<unknown>): Promise<AppError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("error" in outcome && outcome.error instanceof AppError) return outcome.error;
  throw new Error("expected an AppError", { cause: "error" in outcome ? outcome.error : outcome.value });
}
