import type { ChangeRequest } from "../core/change.ts";
import { itemText, promotionTitle } from "../core/change-text.ts";
import { isAppError, reportOf, type ErrorReport } from "../core/errors.ts";
import type { KindedItem } from "../core/find-item.ts";
import { MOST_UNDONE } from "../core/most-undone.ts";
import { promotion, type Promotion, type PromotionOptions } from "../core/promotion.ts";
import { promotionGround, type PromotionGround } from "../core/promotion-ground.ts";
import { excerpt } from "../core/plain-text.ts";
import type { Act } from "./act.ts";
import { preparing, refusedAtOnce, type Refusal } from "./act-write.ts";
import { chosenDifferences, itemsOfDifferences, type ChosenItem } from "./browse-item.ts";
import { withBrowseList, type DiffOverlay } from "./browse.ts";
import { namesText } from "./names-text.ts";
import { sideOf } from "./compared.ts";
import { stay, toasted, type Step } from "./view-state.ts";

/**
 * Asks to make what is marked in a comparison, else what is under the cursor, the same at the other Provider: of many as
 * many at once as one undo takes back, the rest staying marked.
 */
export function promotedFromDiff(act: Act): Step {
  const { view, data, now } = act;
  const { overlay } = view;
  const chosen = itemsOfDifferences(act);
  const ground = groundOf(overlay, data);
  if (overlay?.kind !== "diff" || overlay.b === null || chosen.length === 0 || ground === null)
    return stay(view);
  const attempts = attemptedAll(chosen, ground, STRICTLY);
  const { requests, notes, looked } = attempts;
  const title = titleOf(looked, { from: overlay.a, to: overlay.b, all: chosen.length });
  const covered = { ...act, view: { ...view, beneath: unranged(act, overlay, { chosen, looked }) } };
  const error = oneOf(attempts.refused, { from: overlay.a, to: overlay.b });
  if (error !== null) {
    return stay(refusedAtOnce(covered, { title, error, ...leniently(looked, ground, requests) }));
  }
  if (requests.length > 0) return preparing(covered, { wanted: requests, title, form: null });
  const text = [sameText(looked, overlay.b), ...notes.slice(0, TOLD)].join("; ");
  return stay(toasted(view, text, { role: "dim", at: now }));
}

function groundOf(overlay: Act["view"]["overlay"], data: Act["data"]): PromotionGround | null {
  if (overlay?.kind !== "diff" || overlay.b === null) return null;
  const [from, to] = [sideOf(data, overlay.a), sideOf(data, overlay.b)];
  return from === null || to === null ? null : promotionGround(from, to);
}

type Page = { readonly chosen: readonly ChosenItem[]; readonly looked: readonly ChosenItem[] };

/** A range that is under way stays as marks, should the change be given up. */
function unranged(act: Act, overlay: DiffOverlay, { chosen, looked }: Page): DiffOverlay {
  const { marks, range } = overlay.browse.list;
  const ids = range === null ? [] : chosenDifferences(act).map(({ id }) => id);
  const marked = ids.length === 0 ? marks : new Set([...marks, ...ids]);
  const asked = looked.length === chosen.length ? [...marked] : looked.map(({ row }) => row);
  return withBrowseList({ ...overlay, asked }, { marks: marked, range: null });
}

type Promoted = { readonly from: string; readonly to: string; readonly all: number };

function titleOf(looked: readonly ChosenItem[], { all, ...places }: Promoted): string {
  const [only, second] = looked.map(({ found }) => found);
  if (only !== undefined && second === undefined) return promotionTitle(only.kind, only.item.name, places);
  const isAll = looked.length === all;
  const names = namesText(looked.map(({ found }) => found.item));
  const what = isAll ? names : `the first ${looked.length} of ${all}`;
  return `Promote ${what} from ${excerpt(places.from)} to ${excerpt(places.to)}`;
}

function sameText(looked: readonly ChosenItem[], there: string): string {
  const names = namesText(looked.map(({ found }) => found.item));
  return `all of ${names} that can be brought along is at ${there} already`;
}

/** So many reasons as one can read. */
const TOLD = 10;

type Refused = { readonly found: KindedItem; readonly error: ErrorReport };

/** What keeps some of them from being brought along, as one error; null when nothing does. */
function oneOf(refused: readonly Refused[], places: Omit<Promoted, "all">): ErrorReport | null {
  const [first, second] = refused;
  if (first === undefined || second === undefined) return first?.error ?? null;
  const hints = new Set(refused.flatMap(({ error }) => error.hint ?? []));
  const told = refused.slice(0, TOLD).map((one) => briefly(one, places));
  const more = refused.length > TOLD ? [`${refused.length - TOLD} more are kept back like these.`] : [];
  return { ...first.error, message: [...told, ...more].join(" "), hint: [...hints].join(" ") || null };
}

/** From where to where is in the title of the dialog already. */
function briefly({ found, error }: Refused, places: Omit<Promoted, "all">): string {
  const { kind, item } = found;
  return error.message.replace(promotionTitle(kind, item.name, places), () => itemText(kind, item.name));
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
  looked: readonly ChosenItem[],
  ground: PromotionGround,
  others: readonly ChangeRequest[],
): Pick<Refusal, "wanted" | "nevertheless"> {
  if (others.length > 0) {
    const nevertheless = others.length === 1 ? "Only the other one" : `Only the other ${others.length}`;
    return { wanted: others, nevertheless };
  }
  for (const [nevertheless, options] of LENIENT) {
    const { requests, refused } = attemptedAll(looked, ground, options);
    if (refused.length === 0 && requests.length > 0) return { wanted: requests, nevertheless };
  }
  return { wanted: [] };
}

type Attempts = {
  readonly requests: readonly ChangeRequest[];
  readonly refused: readonly Refused[];
  /** What is not the same of those that take no request. */
  readonly notes: readonly string[];
  /** Those that were looked at: no more than make a change that can be read and undone. */
  readonly looked: readonly ChosenItem[];
};

function attemptedAll(
  chosen: readonly ChosenItem[],
  ground: PromotionGround,
  options: PromotionOptions,
): Attempts {
  const requests: ChangeRequest[] = [];
  const refused: Refused[] = [];
  const notes: string[] = [];
  let count = 0;
  for (const { found } of chosen) {
    if (requests.length === MOST_UNDONE || refused.length === MOST_UNDONE) break;
    count += 1;
    const result = attempted(found, ground, options);
    if ("error" in result) refused.push({ found, error: result.error });
    else if (result.outcome === "request") requests.push(result.request);
    else notes.push(...result.notes.map((note) => `${itemText(found.kind, found.item.name)}: ${note}`));
  }
  return { requests, refused, notes, looked: chosen.slice(0, count) };
}

type Attempt = Promotion | { readonly error: ErrorReport };

function attempted(found: KindedItem, ground: PromotionGround, options: PromotionOptions): Attempt {
  try {
    return promotion(found, ground, options);
  } catch (error) {
    if (isAppError(error)) return { error: reportOf(error) };
    throw error;
  }
}
