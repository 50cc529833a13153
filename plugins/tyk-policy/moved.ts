import { AppError, type WriteProposal } from "../../src/plugin/index.ts";
import { shownData } from "./as-read.ts";
import { differenceText, digestOf } from "./ground.ts";
import { recordOf, type JsonRecord } from "./record.ts";
import type { Registry } from "./registry.ts";

/** A write as it would be made now: what it is built on, and a digest of its requests. */
type Built = { readonly basis: JsonRecord; readonly digest: string };

/** Throws WRITE_CONFLICT, naming the difference, unless a write is still the one that was proposed. */
export function refuseMoved(
  { shown, called }: Pick<Registry, "shown" | "called">,
  { basis, digest }: Built,
  proposal: WriteProposal,
): void {
  if (digestOf(basis) !== proposal.ground) {
    // The proposal has come back from where the secret is taken out.
    const [before, now] = [proposal.basis, basis].map((one) => recordOf(shownData(one, shown)));
    const difference = differenceText(before ?? {}, now ?? {}) || "in something that cannot be shown";
    throw new AppError(
      "WRITE_CONFLICT",
      `It was changed at the ${called} since the proposal was made: ${difference}.`,
      { hint: "Nothing was written. Propose it again, on what is there now." },
    );
  }
  if (digest === proposal.digest) return;
  throw new AppError("WRITE_CONFLICT", "The proposal is not the one that this change leads to.", {
    hint: "Nothing was written. Propose it again.",
  });
}
