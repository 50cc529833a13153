import { isVisible, type Item } from "./catalog.ts";
import { promotionTitle } from "./change-text.ts";
import type { ChangeRequest, ItemSet, PortalFields, PromotedFrom } from "./change.ts";
import { sameText, tellingTags } from "./diff.ts";
import { AppError } from "./errors.ts";
import type { KindedItem } from "./find-item.ts";
import { sameLifetime, sameLimit } from "./period.ts";
import { excerpt } from "./plain-text.ts";
import { portalFieldsOf } from "./portal-edit.ts";
import { promotedApis } from "./promoted-apis.ts";
import type { PromotionGround } from "./promotion-ground.ts";
import { commonMethod } from "./rules.ts";
import { sameValue } from "./same-value.ts";

export type PromotionOptions = {
  /** Whether it is published comes along, too. */
  readonly published: boolean;
  /** Leave out APIs that have no counterpart. */
  readonly skipUnmatched: boolean;
  /** Open as a whole what is opened in part where it comes from. */
  readonly widen: boolean;
};

/**
 * What bringing an item to another Provider takes: a change there, or nothing, because everything that can be brought
 * along is the same already; `notes` say what is not.
 */
export type Promotion =
  | { readonly outcome: "request"; readonly request: ChangeRequest }
  | { readonly outcome: "unchanged"; readonly policyId: string; readonly notes: readonly string[] };

/**
 * The change that makes an item at one Provider what it is at another: it is created there, or the one of that name is
 * edited. APIs are matched as a diff lines them up; the other Provider's own tags select it there. Throws RULE_BROKEN
 * for APIs that have no certain counterpart or would be opened further, and NAME_AMBIGUOUS for several of that name at
 * either Provider.
 */
export function promotion(found: KindedItem, ground: PromotionGround, options: PromotionOptions): Promotion {
  const { item, kind } = found;
  refuseHidden(found, ground);
  refuseTwins(found, ground);
  const target = targetOf(found, ground);
  const apis = apisFor(found, target, { ground, options });
  const about = { found, target, apis: apis.ids, ground, options };
  const from = {
    from: ground.from.catalog.provider,
    item: ground.word(kind, item),
    flags: flagsOf(options),
    notes: [...apis.notes, ...stateNotes(item, target, ground)],
  };
  if (target === null) return { outcome: "request", request: creation(about, from) };
  const set = editSet(about, target);
  const { policyId } = target;
  if (Object.keys(set).length === 0) return { outcome: "unchanged", policyId, notes: from.notes };
  const provider = ground.to.catalog.provider;
  return { outcome: "request", request: { op: "edit", kind, provider, policyId, set, promotion: from } };
}

function refuseHidden({ kind, item }: KindedItem, ground: PromotionGround): void {
  if (isVisible(item)) return;
  const why = item.hiddenReason === null ? "" : ` (${item.hiddenReason})`;
  const title = promotionTitle(kind, item.name, placesOf(ground));
  throw new AppError("RULE_BROKEN", `${title}: it is hidden where it comes from${why}.`, {
    hint: "Bring its policy back there and sync.",
  });
}

/** Of several one would undo what another has brought there. */
function refuseTwins(found: KindedItem, ground: PromotionGround): void {
  const twins = ground.namesakes(found.kind, found.item.name);
  if (twins.length > 1)
    throw ambiguous(found, ground, `${twins.length} of them have that name where it comes from`);
}

/** The one of that name at the other Provider; a hidden one only where tags are all that it lacks. */
function targetOf(found: KindedItem, ground: PromotionGround): Item | null {
  const { kind, item } = found;
  const named = ground.there(kind, item.name);
  const visible = named.filter(isVisible);
  const [first, ...others] =
    visible.length > 0 ? visible : named.filter(({ hiddenReason }) => hiddenReason === "no-matching-tag");
  if (others.length === 0) return first ?? null;
  throw ambiguous(found, ground, `${others.length + 1} of them have that name there`);
}

function ambiguous({ kind, item }: KindedItem, ground: PromotionGround, why: string): AppError {
  const title = promotionTitle(kind, item.name, placesOf(ground));
  return new AppError("NAME_AMBIGUOUS", `${title}: ${why}.`, {
    hint: "Give them names of their own first.",
  });
}

function placesOf({ from, to }: PromotionGround) {
  return { from: from.catalog.provider, to: to.catalog.provider };
}

type Matching = { readonly ground: PromotionGround; readonly options: PromotionOptions };
type MatchedApis = { readonly ids: readonly string[]; readonly notes: readonly string[] };

function apisFor(found: KindedItem, target: Item | null, { ground, options }: Matching): MatchedApis {
  if (found.kind === "plan") return { ids: [], notes: [] };
  const granted = target !== null && "apis" in target ? target.apis : [];
  const to = ground.to.catalog.provider;
  const matched = promotedApis(found.item, { sides: ground.apis, to, granted });
  const leavesSome = options.skipUnmatched && matched.ids.length > 0;
  const problems = [
    ...matched.ambiguous,
    ...(leavesSome ? [] : matched.unmatched),
    ...(options.widen ? [] : matched.widened),
  ];
  if (problems.length > 0) {
    const title = promotionTitle("product", found.item.name, placesOf(ground));
    const text = problems.map(({ message }) => message).join("; ");
    throw new AppError("RULE_BROKEN", `${title}: ${text}.`, {
      hint: [...new Set(problems.map(({ fix }) => fix))].join(" "),
    });
  }
  const notes = [...matched.unmatched, ...matched.widened].map(({ note }) => note);
  return { ids: matched.ids, notes };
}

function flagsOf({ published, skipUnmatched, widen }: PromotionOptions): readonly string[] {
  return [
    ...(published ? ["--published"] : []),
    ...(skipUnmatched ? ["--skip-unmatched"] : []),
    ...(widen ? ["--widen"] : []),
  ];
}

/** Whether a policy is in force is decided where it is: what is new is active, what is there stays as it is. */
function stateNotes(item: Item, target: Item | null, { from, to }: PromotionGround): readonly string[] {
  const state = target?.policyState ?? "active";
  if (state === item.policyState) return [];
  const [here, there] = [excerpt(from.catalog.provider), excerpt(to.catalog.provider)];
  const after = target === null ? `will be ${state}` : state;
  return [
    `Its policy is ${item.policyState} at ${here}, and ${after} at ${there}: its state does not come along.`,
  ];
}

type About = {
  readonly found: KindedItem;
  readonly apis: readonly string[];
  readonly ground: PromotionGround;
  readonly options: PromotionOptions;
};

function creation({ found, apis, ground, options }: About, from: PromotedFrom): ChangeRequest {
  const { item, kind } = found;
  const { from: a, to: b } = ground;
  const { catalog } = b;
  const { name, metadata } = item;
  const portal: PortalFields = { ...portalFieldsOf(item), published: options.published && item.published };
  const tags = tellingTags(item.tags, a, b);
  const shared = {
    op: "create",
    provider: catalog.provider,
    name,
    metadata,
    portal,
    promotion: from,
  } as const;
  const tagged = tags.length === 0 ? shared : { ...shared, tags };
  if (found.kind === "plan") {
    const { rate, quota, keyLifetime } = found.item;
    return { ...tagged, kind: "plan", rate, quota, keyLifetime };
  }
  const granted = apis.flatMap((id) => ground.apis.there.get(id) ?? []);
  const authMethod = commonMethod(granted);
  if (granted.length > 0 && authMethod === null) {
    throw new AppError(
      "RULE_BROKEN",
      `${promotionTitle(kind, name, placesOf(ground))}: its APIs share no auth method there.`,
      { hint: "One credential could not use all of them; set the APIs up alike first." },
    );
  }
  return { ...tagged, kind: "product", authMethod: authMethod ?? "apiKey", apis };
}

/** Only what differs. */
function editSet({ found, apis, ground, options }: About, target: Item): ItemSet {
  const { item } = found;
  const tags = tagsFor(item, target, ground);
  return {
    ...limitSet(found, target),
    ...(found.kind === "product" && "apis" in target && !sameIds(apis, target.apis) ? { apis } : {}),
    ...(tags === null ? {} : { tags }),
    ...(sameValue(item.metadata, target.metadata) ? {} : { metadata: item.metadata }),
    ...(sameText(item.displayName, target.displayName) ? {} : { displayName: item.displayName }),
    ...(sameText(item.description, target.description) ? {} : { description: item.description }),
    ...(sameValue(item.labels, target.labels) ? {} : { labels: item.labels }),
    ...(options.published && item.published !== target.published ? { published: item.published } : {}),
  };
}

function sameIds(ids: readonly string[], grants: readonly { readonly id: string }[]): boolean {
  return sameValue(ids.toSorted(), grants.map(({ id }) => id).toSorted());
}

function limitSet(found: KindedItem, target: Item): ItemSet {
  if (found.kind === "product" || !("rate" in target)) return {};
  const { rate, quota, keyLifetime } = found.item;
  return {
    ...(sameLimit(rate, target.rate) ? {} : { rate }),
    ...(sameLimit(quota, target.quota) ? {} : { quota }),
    ...(sameLifetime(keyLifetime, target.keyLifetime) ? {} : { keyLifetime }),
  };
}

/** The tags by which the other Provider selects it stay its own; those that tell something come along. */
function tagsFor(item: Item, target: Item, { from, to }: PromotionGround): readonly string[] | null {
  const telling = tellingTags(item.tags, from, to);
  const own = target.tags.filter((tag) => !tellingTags([tag], from, to).includes(tag));
  if (!isVisible(target)) return [...new Set([...own, ...to.policyTags, ...telling])];
  return sameValue(telling, tellingTags(target.tags, from, to)) ? null : [...own, ...telling];
}
