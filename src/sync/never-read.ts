import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { shellWord } from "../core/shell-word.ts";

/** UNKNOWN_ITEM for a Provider of which nothing is stored. */
export function neverRead(provider: string): AppError {
  return new AppError("UNKNOWN_ITEM", `Nothing has been read from ${excerpt(provider)} yet.`, {
    hint: `Read it first: portico sync ${shellWord(provider)}`,
  });
}
