import type { Item } from "../core/catalog.ts";
import { promotionTitle } from "../core/change-text.ts";
import { isAppError, reportOf, type ErrorReport } from "../core/errors.ts";
import type { KindedItem } from "../core/find-item.ts";
import { promotion, type Promotion, type PromotionOptions } from "../core/promotion.ts";
import type { Act } from "./act.ts";
import { preparing, refusedAtOnce, type Refusal } from "./act-write.ts";
import { itemOfDifference } from "./browse-item.ts";
import type { DiffOverlay } from "./browse.ts";
import { sideOf } from "./compared.ts";
import { stay, toasted, type Step } from "./view-state.ts";

/** Asks to make what is under the cursor of a comparison the same at the other Provider. */
export function promotedFromDiff(act: Act): Step {
  const { view, data, now } = act;
  const { overlay } = view;
  const found = itemOfDifference(act);
  if (overlay?.kind !== "diff" || overlay.b === null || found === null) return stay(view);
  const title = promotionTitle(found.kind, found.item.name, { from: overlay.a, to: overlay.b });
  const covered = { ...act, view: { ...view, beneath: overlay } };
  const result = attempted(found, overlay, data);
  if ("error" in result) {
    return stay(refusedAtOnce(covered, { title, error: result.error, ...leniently(found, overlay, data) }));
  }
  if (result.outcome === "request") {
    return preparing(covered, { wanted: [result.request], title, form: null });
  }
  return stay(toasted(view, sameText(found.item, overlay.b), { role: "dim", at: now }));
}

function sameText({ name }: Item, there: string): string {
  return `all of ${name} that can be brought along is at ${there} already`;
}

const STRICTLY: PromotionOptions = { published: false, skipUnmatched: false, widen: false };

/** What an operator may accept once it was refused, the least first. */
const LENIENT: readonly (readonly [string, PromotionOptions])[] = [
  ["Leave them out", { ...STRICTLY, skipUnmatched: true }],
  ["Open as a whole", { ...STRICTLY, widen: true }],
  ["Leave out, open as a whole", { ...STRICTLY, skipUnmatched: true, widen: true }],
];

/** The first way in which it can be done nevertheless; nothing where there is none. */
function leniently(
  found: KindedItem,
  overlay: DiffOverlay,
  data: Act["data"],
): Pick<Refusal, "wanted" | "nevertheless"> {
  for (const [nevertheless, options] of LENIENT) {
    const result = attempted(found, overlay, data, options);
    if ("outcome" in result && result.outcome === "request")
      return { wanted: [result.request], nevertheless };
  }
  return { wanted: [] };
}

type Attempt = Promotion | { readonly error: ErrorReport };

function attempted(
  found: KindedItem,
  { a, b }: DiffOverlay,
  ...[data, options = STRICTLY]: readonly [Act["data"], PromotionOptions?]
): Attempt {
  const [from, to] = [sideOf(data, a), b === null ? null : sideOf(data, b)];
  if (from === null || to === null) return { outcome: "unchanged", policyId: found.item.policyId };
  try {
    return promotion(found, { from, to }, options);
  } catch (error) {
    if (isAppError(error)) return { error: reportOf(error) };
    throw error;
  }
}
