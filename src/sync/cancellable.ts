import { AppError, isAppError } from "../core/errors.ts";

/** What an abort makes work throw becomes CANCELLED; what left already is an AppError, OUTCOME_UNKNOWN. */
export async function cancellable<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!signal.aborted || isAppError(error)) throw error;
    throw new AppError("CANCELLED", "It was cancelled before anything was written.", { cause: error });
  }
}
