import type { ChangeRequest } from "../core/change.ts";
import { itemText, promotionTitle } from "../core/change-text.ts";
import { isAppError, reportOf, type ErrorReport } from "../core/errors.ts";
import type { KindedItem } from "../core/find-item.ts";
import { promotion, type Promotion, type PromotionOptions } from "../core/promotion.ts";
import { excerpt } from "../core/plain-text.ts";
import type { Act } from "./act.ts";
import { preparing, refusedAtOnce, type Refusal } from "./act-write.ts";
import { chosenDifferences, itemsOfDifferences } from "./browse-item.ts";
import { withBrowseList, type DiffOverlay } from "./browse.ts";
import { namesText } from "./names-text.ts";
import { sideOf } from "./compared.ts";
import { stay, toasted, type Step } from "./view-state.ts";

/** Asks to make what is marked in a comparison, else what is under the cursor, the same at the other Provider. */
export function promotedFromDiff(act: Act): Step {
  const { view, now } = act;
  const { overlay } = view;
  const items = itemsOfDifferences(act);
  const [first] = items;
  if (overlay?.kind !== "diff" || overlay.b === null || first === undefined) return stay(view);
  const title = titleOf(items, { from: overlay.a, to: overlay.b });
  const covered = { ...act, view: { ...view, beneath: unranged(act, overlay) } };
  const { requests, errors, notes } = attemptedAll(items, act, STRICTLY);
  const error = oneOf(errors);
  if (error !== null) {
    return stay(refusedAtOnce(covered, { title, error, ...leniently(items, act, requests) }));
  }
  if (requests.length > 0) return preparing(covered, { wanted: requests, title, form: null });
  const text = [sameText(items, overlay.b), ...notes].join("; ");
  return stay(toasted(view, text, { role: "dim", at: now }));
}

/** A range that is under way stays as marks, should the change be given up. */
function unranged(act: Act, overlay: DiffOverlay): DiffOverlay {
  const { marks, range } = overlay.browse.list;
  if (range === null) return overlay;
  const ids = chosenDifferences(act).map(({ id }) => id);
  return withBrowseList(overlay, { marks: new Set([...marks, ...ids]), range: null });
}

function titleOf(
  items: readonly KindedItem[],
  places: { readonly from: string; readonly to: string },
): string {
  const [only, second] = items;
  if (only !== undefined && second === undefined) return promotionTitle(only.kind, only.item.name, places);
  const names = namesText(items.map(({ item }) => item));
  return `Promote ${names} from ${excerpt(places.from)} to ${excerpt(places.to)}`;
}

function sameText(items: readonly KindedItem[], there: string): string {
  const names = namesText(items.map(({ item }) => item));
  return `all of ${names} that can be brought along is at ${there} already`;
}

/** What keeps some of them from being brought along, as one error; null when nothing does. */
function oneOf(errors: readonly ErrorReport[]): ErrorReport | null {
  const [first] = errors;
  if (first === undefined) return null;
  const hints = new Set(errors.flatMap(({ hint }) => hint ?? []));
  const message = errors.map((one) => one.message).join(" ");
  return { ...first, message, hint: [...hints].join(" ") || null };
}

const STRICTLY: PromotionOptions = { published: false, skipUnmatched: false, widen: false };

/** What an operator may accept once it was refused, the least first. */
const LENIENT: readonly (readonly [string, PromotionOptions])[] = [
  ["Leave them out", { ...STRICTLY, skipUnmatched: true }],
  ["Open as a whole", { ...STRICTLY, widen: true }],
  ["Leave out, open as a whole", { ...STRICTLY, skipUnmatched: true, widen: true }],
];

/** The others alone, where there are some; else the first way in which all can be done nevertheless, or nothing. */
function leniently(
  items: readonly KindedItem[],
  act: Pick<Act, "view" | "data">,
  others: readonly ChangeRequest[],
): Pick<Refusal, "wanted" | "nevertheless"> {
  if (others.length > 0) {
    const nevertheless = others.length === 1 ? "Only the other one" : `Only the other ${others.length}`;
    return { wanted: others, nevertheless };
  }
  for (const [nevertheless, options] of LENIENT) {
    const { requests, errors } = attemptedAll(items, act, options);
    if (errors.length === 0 && requests.length > 0) return { wanted: requests, nevertheless };
  }
  return { wanted: [] };
}

type Attempts = {
  readonly requests: readonly ChangeRequest[];
  readonly errors: readonly ErrorReport[];
  /** What is not the same of those that take no request. */
  readonly notes: readonly string[];
};

function attemptedAll(
  items: readonly KindedItem[],
  act: Pick<Act, "view" | "data">,
  options: PromotionOptions,
): Attempts {
  const requests: ChangeRequest[] = [];
  const errors: ErrorReport[] = [];
  const notes: string[] = [];
  for (const found of items) {
    const result = attempted(found, act, options);
    if ("error" in result) errors.push(result.error);
    else if (result.outcome === "request") requests.push(result.request);
    else notes.push(...result.notes.map((note) => `${itemText(found.kind, found.item.name)}: ${note}`));
  }
  return { requests, errors, notes };
}

type Attempt = Promotion | { readonly error: ErrorReport };

function attempted(
  found: KindedItem,
  { view, data }: Pick<Act, "view" | "data">,
  options: PromotionOptions,
): Attempt {
  const { overlay } = view;
  const [a, b] = overlay?.kind === "diff" ? [overlay.a, overlay.b] : [null, null];
  const [from, to] = [a === null ? null : sideOf(data, a), b === null ? null : sideOf(data, b)];
  if (from === null || to === null) return { outcome: "unchanged", policyId: found.item.policyId, notes: [] };
  try {
    return promotion(found, { from, to }, options);
  } catch (error) {
    if (isAppError(error)) return { error: reportOf(error) };
    throw error;
  }
}
