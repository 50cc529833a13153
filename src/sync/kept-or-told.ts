import { isAppError } from "../core/errors.ts";

/**
 * Keeps something of what is done at the Provider already. That the store cannot be written to undoes nothing there:
 * resolves to what is to be said of it, beside what was done.
 */
export async function keptOrTold(keep: () => Promise<void>): Promise<readonly string[]> {
  try {
    await keep();
    return [];
  } catch (error) {
    if (!isAppError(error)) throw error;
    return [`Not all of this could be kept here: ${error.message} ${error.hint ?? ""}`.trim()];
  }
}
