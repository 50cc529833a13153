import type { Api } from "./api.ts";
import { grantWords, opensEveryVersion } from "./grant-words.ts";
import type { Pair } from "./line-up.ts";
import { excerpt } from "./plain-text.ts";
import type { Grant } from "./policy.ts";
import type { Product } from "./product.ts";
import type { MatchedSides } from "./promotion-ground.ts";

/** Something about one API of a promotion: what is wrong, what to do, and what is told where it is accepted. */
type ApiProblem = { readonly message: string; readonly fix: string; readonly note: string };

/** The APIs at the other Provider that stand for those of a Product, and what keeps the others from being found. */
export type PromotedApis = {
  readonly ids: readonly string[];
  readonly unmatched: readonly ApiProblem[];
  readonly ambiguous: readonly ApiProblem[];
  /** Those that would be opened further than where they come from. */
  readonly widened: readonly ApiProblem[];
};

export type ApiPlaces = {
  readonly sides: MatchedSides;
  /** The other Provider. */
  readonly to: string;
  /** What the Product at the other Provider opens already: that stays as it is. */
  readonly granted: readonly Grant[];
};

export function promotedApis({ apis }: Product, { sides, to, granted }: ApiPlaces): PromotedApis {
  const { known, pairs } = sides;
  const kept = new Set(granted.map(({ id }) => id));
  const there = excerpt(to);
  const matched: string[] = [];
  const unmatched: ApiProblem[] = [];
  const ambiguous: ApiProblem[] = [];
  const widened: ApiProblem[] = [];
  for (const grant of apis) {
    const words = `"${excerpt(grantWords(grant, known))}"`;
    const pair = pairs.get(grant.id);
    const b = pair?.b ?? null;
    if (pair !== undefined && pair.rivals.length > 0) ambiguous.push(ambiguity(words, pair, there));
    else if (b === null) unmatched.push(absence(words, there));
    else {
      matched.push(b.id);
      const isWhole = grant.narrowed !== true && opensEveryVersion(grant, known.byId.get(grant.id));
      if (!isWhole && !kept.has(b.id)) widened.push(widening(words, there));
    }
  }
  return { ids: matched, unmatched, ambiguous, widened };
}

function ambiguity(words: string, { rivals }: Pair<Api>, there: string): ApiProblem {
  const listed = rivals.map(({ name, listenPath, id }) => `${excerpt(name)} (${excerpt(listenPath ?? id)})`);
  return {
    message: `${words} could be any of these at ${there}: ${listed.join(", ")}`,
    fix: "Give these APIs names, slugs or listen paths by which they can be told apart.",
    note: "",
  };
}

function absence(words: string, there: string): ApiProblem {
  return {
    message: `${there} has no API that stands for ${words}`,
    fix: `Add it there and sync, or leave it out (command line: --skip-unmatched).`,
    note: `Left out, because ${there} has no such API: ${words}.`,
  };
}

function widening(words: string, there: string): ApiProblem {
  return {
    message: `${words} would be opened as a whole at ${there}`,
    fix: "Narrow it there by hand, or open it as a whole (command line: --widen).",
    note: `Opened as a whole at ${there}: ${words}.`,
  };
}
