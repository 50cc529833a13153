import { AppError, type WriteProposal } from "../../src/plugin/index.ts";
import { shownData, type Shown } from "./as-read.ts";
import { differenceText, digestOf } from "./ground.ts";
import { recordOf, type JsonRecord } from "./record.ts";

/** What a write is built on now, and the digest of the requests that follow from it. */
type Now = { readonly basis: JsonRecord; readonly digest: string };

/** Throws WRITE_CONFLICT, naming the difference, unless a proposal was built on what is there now. */
export function refuseMoved(shown: Shown, now: Now, { ground, basis, digest }: WriteProposal): void {
  if (digestOf(now.basis) !== ground) {
    // The proposal has come back from where the secret is taken out.
    const difference = differenceText(
      recordOf(shownData(basis, shown)),
      recordOf(shownData(now.basis, shown)),
    );
    throw new AppError(
      "WRITE_CONFLICT",
      `It was changed at the Dashboard since the proposal was made: ${difference === "" ? "in something that cannot be shown" : difference}.`,
      { hint: "Nothing was written. Propose it again, on what is there now." },
    );
  }
  if (now.digest === digest) return;
  throw new AppError("WRITE_CONFLICT", "The proposal is not the one that this change leads to.", {
    hint: "Nothing was written. Propose it again.",
  });
}
