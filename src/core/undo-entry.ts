import {
  itemSetSchema,
  type ChangeRequest,
  type ItemSet,
  type SidedChange,
  type UndoEntry,
} from "./change.ts";
import { NOT_RETRIEVED } from "./change-intent.ts";
import { changeSummary } from "./change-text.ts";
import type { KindedItem } from "./find-item.ts";
import { isRecord } from "./json-record.ts";
import { covers } from "./last-change.ts";
import { portalFieldsOf, portalPart } from "./portal-edit.ts";
import { sameValue } from "./same-value.ts";

/**
 * A change that was made: `before` is the item as it was stored, null for a new one, `fields` what the proposal said
 * and `removed` the record that a deletion gave back; `policyId` is the item's afterwards.
 */
export type Made = {
  readonly id: string;
  readonly request: ChangeRequest;
  readonly before: KindedItem | null;
  readonly fields: readonly SidedChange[];
  readonly policyId: string;
  readonly removed: string | null;
  /** What the proposal kept of what `fields` cannot tell. */
  readonly former: string | undefined;
  /** What the change itself cannot bring back. */
  readonly loses: readonly string[];
  /** True when the Provider had no part in it. */
  readonly isStoreOnly: boolean;
  readonly at: string;
  readonly batch: string | undefined;
};

const NEW_ID =
  "It comes back as a new policy: credentials that name the old one stay without it, unless the Provider keeps the reference.";
const NO_TAGS =
  "Nobody knows which tags the policy had, because no answer came: take them off at the Provider.";
const NO_RECORD =
  "The policy cannot be put back: nobody knows its record, because no answer to the deletion came.";

/** No reading may have shown yet that it is gone. */
function asGone(item: KindedItem["item"], at: string): KindedItem["item"] {
  return item.state === "hidden"
    ? item
    : { ...item, state: "hidden", hiddenAt: at, hiddenReason: NOT_RETRIEVED };
}

/** The way to undo a change. */
export function undoEntryOf(made: Made): UndoEntry {
  const { id, request, before, at, batch } = made;
  const name = before?.item.name ?? ("name" in request ? request.name : made.policyId);
  const summary = changeSummary(request, name);
  const entry = { id, at, provider: request.provider, summary, ...wayBack(made) };
  return batch === undefined ? entry : { ...entry, batch };
}

function wayBack(made: Made): Pick<UndoEntry, "request" | "loses"> {
  const { request, before, policyId } = made;
  const { kind, provider } = request;
  switch (request.op) {
    case "create":
    case "restore":
      return { request: { op: "delete", kind, provider, policyId }, loses: [] };
    case "adopt":
      return { request: tagsBack(made), loses: tagsBack(made) === null ? [NO_TAGS] : made.loses };
    case "delete":
      return before === null ? { request: null, loses: [] } : restoration(before, made);
    case "edit": {
      if (before === null) return { request: null, loses: [] };
      const set = valuesBefore(request.set, before, made.fields);
      const former = made.former === undefined ? {} : { former: made.former };
      const edit = { op: "edit", kind, provider, policyId, set, ...former } as const;
      const wasPlaceholder = before.item.placeholder && Object.keys(portalPart(request.set)).length > 0;
      return { request: wasPlaceholder ? { ...edit, placeholder: true } : edit, loses: made.loses };
    }
  }
}

/** The tags as they were before an adoption; null when nobody has seen them. */
function tagsBack({ request: { kind, provider }, policyId, fields }: Made): ChangeRequest | null {
  const tags = fields.find(({ field }) => field === "tags")?.before;
  const set = itemSetSchema.safeParse({ tags });
  if (!set.success || set.data.tags === undefined) return null;
  return { op: "edit", kind, provider, policyId, set: set.data };
}

function restoration({ kind, item }: KindedItem, made: Made): Pick<UndoEntry, "request" | "loses"> {
  const { placeholder, firstSeenAt, name } = item;
  const portal = portalFieldsOf(item);
  const { provider } = made.request;
  const base = { op: "restore", kind, provider, name, portal, placeholder, firstSeenAt } as const;
  // What had left the Provider before was taken out of the store alone, and is put back there.
  if (made.isStoreOnly) {
    return { request: { ...base, record: "", item: asGone(item, made.at) }, loses: [] };
  }
  if (made.removed === null) return { request: null, loses: [NO_RECORD] };
  const { removed, policyId } = made;
  return { request: { ...base, record: removed, formerId: policyId }, loses: [NEW_ID] };
}

/**
 * What can be undone after a change: `entry` undoes it, null when nothing does. What undoes a change is not undone
 * itself: it takes away the entry that it came from, `undoes`, and what undoes earlier changes of a deleted item then
 * means the policy that took its place.
 */
export function withUndoEntry(
  entries: readonly UndoEntry[],
  { undoes, entry }: { readonly undoes: UndoEntry | undefined; readonly entry: UndoEntry | null },
): readonly UndoEntry[] {
  if (undoes === undefined) return entry === null ? entries : [...entries, entry];
  const left = entries.filter((one) => !sameValue(one, undoes) && !covers(undoes, one));
  const formerId = undoes.request?.op === "restore" ? undoes.request.formerId : undefined;
  const policyId = entry?.request?.op === "delete" ? entry.request.policyId : undefined;
  if (formerId === undefined || policyId === undefined) return left;
  return left.map((one) => (one.provider === undoes.provider ? ofPolicy(one, formerId, policyId) : one));
}

/**
 * The same for a change that was found out about later: it goes where it belongs in time, and is not listed twice. The
 * very same list when it has it already.
 */
export function withFoundEntry(
  entries: readonly UndoEntry[],
  { undoes, entry }: { readonly undoes: UndoEntry | undefined; readonly entry: UndoEntry | null },
): readonly UndoEntry[] {
  if (undoes !== undefined) return withUndoEntry(entries, { undoes, entry });
  if (entry === null || entries.some(({ id }) => id !== undefined && id === entry.id)) return entries;
  const since = Date.parse(entry.at);
  const place = entries.findLastIndex(({ at }) => Date.parse(at) <= since) + 1;
  return entries.toSpliced(place, 0, entry);
}

function ofPolicy(entry: UndoEntry, formerId: string, policyId: string): UndoEntry {
  const { request } = entry;
  if (request === null || !("policyId" in request) || request.policyId !== formerId) return entry;
  return { ...entry, request: { ...request, policyId } };
}

/** What was set, as it was before: as the Provider had it where the proposal says so, else as it was stored. */
function valuesBefore(set: ItemSet, { kind, item }: KindedItem, fields: readonly SidedChange[]): ItemSet {
  const stored: ItemSet = {
    ...portalFieldsOf(item),
    name: item.name,
    tags: item.tags,
    metadata: item.metadata,
    ...(kind === "product"
      ? { apis: item.apis.map(({ id }) => id) }
      : { rate: item.rate, quota: item.quota, keyLifetime: item.keyLifetime }),
  };
  const known = Object.entries(stored).filter(([field]) => field in set);
  const seen = fields.filter(({ side, field }) => side === "provider" && field in set).map(asSet);
  return Object.assign({}, Object.fromEntries(known), ...seen);
}

/** The value before, as far as it is one that can be set: an adapter may tell of a field in words of its own. */
function asSet({ field, before }: SidedChange): ItemSet {
  const value = field === "apis" && Array.isArray(before) ? before.map(idOf) : before;
  const told = itemSetSchema.safeParse({ [field]: value });
  return told.success ? told.data : {};
}

function idOf(grant: unknown): unknown {
  return isRecord(grant) ? grant["id"] : grant;
}
