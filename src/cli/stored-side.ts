import type { ConsoleState } from "../console.ts";
import type { DiffSide } from "../core/diff.ts";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { shellWord } from "../core/shell-word.ts";
import { providerNamed } from "./session.ts";

/** What is stored of a Provider, to be compared. Throws UNKNOWN_PROVIDER, or UNKNOWN_ITEM before its first sync. */
export function storedSide(state: ConsoleState, name: string): DiffSide {
  const { definition } = providerNamed(state, name);
  const catalog = state.catalogs.get(definition.name);
  if (catalog !== undefined) return { catalog, policyTags: definition.policyTags };
  throw new AppError("UNKNOWN_ITEM", `nothing has been read from ${excerpt(name)} yet.`, {
    hint: `Read it first: portico sync ${shellWord(name)}`,
  });
}
