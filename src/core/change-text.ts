import { isVisible, type Catalog, type Item, type ItemKind } from "./catalog.ts";
import type { ChangeRequest, PromotedFrom } from "./change.ts";
import { hasSelectedTags, type TagSelection } from "./classify.ts";
import { findItem } from "./find-item.ts";
import { excerpt } from "./plain-text.ts";
import { wantedTags } from "./tag-words.ts";

const NOUNS = { product: "Product", plan: "Plan" } as const;
const VERBS = {
  create: "Create",
  edit: "Edit",
  adopt: "Adopt",
  delete: "Delete",
  restore: "Restore",
} as const;
const DONE = {
  create: "Created",
  edit: "Edited",
  adopt: "Adopted",
  delete: "Deleted",
  restore: "Restored",
} as const;

/** `Product "Payments"`. */
export function itemText(kind: ItemKind, name: string): string {
  return `${NOUNS[kind]} "${excerpt(name)}"`;
}

/** `Create Product "Payments" at Production EU`, what is about to be done. */
export function changeTitle(request: ChangeRequest, name: string): string {
  const promotion = promotionOf(request);
  if (promotion !== null) return promotionTitle(request.kind, name, { ...promotion, to: request.provider });
  return `${verbOf(request, VERBS)} ${itemText(request.kind, name)} at ${excerpt(request.provider)}`;
}

/** `Promote Product "Payments" from EU to US`. */
export function promotionTitle(
  kind: ItemKind,
  name: string,
  { from, to }: { readonly from: string; readonly to: string },
): string {
  return `Promote ${itemText(kind, name)} from ${excerpt(from)} to ${excerpt(to)}`;
}

/** Where a change brings an item from; null for one that is made at its Provider. */
export function promotionOf(request: ChangeRequest): PromotedFrom | null {
  return "promotion" in request ? (request.promotion ?? null) : null;
}

/** `Created Product "Payments"`, what was done; a renaming says both names. */
export function changeSummary(request: ChangeRequest, name: string): string {
  const promotion = promotionOf(request);
  if (promotion !== null) return `Promoted ${itemText(request.kind, name)} from ${excerpt(promotion.from)}`;
  const done = `${verbOf(request, DONE)} ${itemText(request.kind, name)}`;
  const renamed = request.op === "edit" ? request.set.name?.trim() : undefined;
  return renamed === undefined || renamed === name.trim() ? done : `${done}, now "${excerpt(renamed)}"`;
}

function verbOf(request: ChangeRequest, verbs: typeof VERBS | typeof DONE): string {
  if (request.op !== "edit") return verbs[request.op];
  const { set } = request;
  if (Object.keys(set).length !== 1 || set.published === undefined) return verbs.edit;
  const verb = set.published ? "Publish" : "Unpublish";
  return verbs === DONE ? `${verb}ed` : verb;
}

/** The name of what a request is about: of the item as stored, or as it will be created. */
export function nameOf(request: ChangeRequest, catalog: Catalog): string {
  if (request.op === "create") return request.name.trim();
  if (request.op === "restore" || request.op === "adopt") return request.name;
  return findItem(catalog, request.kind, request.policyId)?.item.name ?? request.policyId;
}

/** What an operator should know before a change, though nothing forbids it. */
export function changeWarnings(
  request: ChangeRequest,
  item: Item | null,
  selection: TagSelection,
): readonly string[] {
  return [...(promotionOf(request)?.notes ?? []), ...ownWarnings(request, item, selection)];
}

function ownWarnings(request: ChangeRequest, item: Item | null, selection: TagSelection): readonly string[] {
  if (request.op === "create") {
    return request.portal.published ? bareWarning(request.portal) : [];
  }
  if (request.op !== "edit" || item === null) return [];
  const { set } = request;
  const { displayName = item.displayName, description = item.description } = set;
  const warnings =
    set.published === true && !item.published ? publishWarnings(item, { displayName, description }) : [];
  if (set.tags === undefined || hasSelectedTags(set.tags, selection)) return warnings;
  const tags = wantedTags(selection);
  return [...warnings, `Without the tag ${tags} it is no longer selected here, and will be hidden.`];
}

function publishWarnings(item: Item, after: Pick<Item, "displayName" | "description">): readonly string[] {
  return [
    ...bareWarning(after),
    ...(isVisible(item) ? [] : ["It is hidden: consumers will not see it until its policy is back."]),
  ];
}

function bareWarning({ displayName, description }: Pick<Item, "displayName" | "description">) {
  const isBare = (displayName ?? "") === "" && (description ?? "") === "";
  return isBare ? ["It has neither a display name nor a description: consumers will see its bare name."] : [];
}

/** What a deletion takes away beside the policy. */
export function deletionEffects(item: Item): readonly string[] {
  return item.published && isVisible(item) ? ["It is published: consumers lose it."] : [];
}
