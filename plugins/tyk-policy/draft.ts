import { sameValue, type FieldChange, type Policy, type WriteIntent } from "../../src/plugin/index.ts";
import { formerOf } from "./former.ts";
import { digestOf } from "./ground.ts";
import { newRecord, removedRecord } from "./policy-create.ts";
import { editedRecord, type ReadPolicy } from "./policy-edit.ts";
import type { GrantedApi } from "./policy-wire.ts";
import { readPolicy } from "./read-policy.ts";
import { isRecord, textOf, type JsonRecord } from "./record.ts";
import type { DraftRequest, Registry } from "./registry.ts";
import { deletionNotes, editNotes, type Notes } from "./write-notes.ts";

/**
 * A write as it would be made now. `request` is null when nothing would change; `read` is what is there, `after` what
 * the policy will mean (null when it is gone); `basis` all that the request was built on.
 */
export type Draft = {
  readonly request: DraftRequest | null;
  readonly read: ReadPolicy | null;
  readonly after: Policy | null;
  readonly fields: readonly FieldChange[];
  readonly basis: JsonRecord;
  /** What an edit takes away though its fields cannot tell it. */
  readonly former?: string | undefined;
} & Notes;

const ITEM_FIELDS = ["name", "tags", "state", "apis", "rate", "quota", "keyLifetime", "metadata"] as const;
const NEW_ID = "new";
const ACTIVE: Policy["state"] = "active";

/** What a draft is made for: `earlier` is the basis of the proposal that it must agree with, null for a new one. */
type Occasion = { readonly earlier: JsonRecord | null; readonly signal: AbortSignal };

/** Reads what is there now and builds the write. Writes nothing; throws what `Connection.prepare` may throw. */
export async function draftWrite(
  registry: Registry,
  intent: WriteIntent,
  occasion: Occasion,
): Promise<Draft> {
  switch (intent.op) {
    case "create":
      return draftCreate(registry, intent, occasion);
    case "edit":
      return draftEdit(registry, intent, occasion.signal);
    case "delete":
      return draftDelete(registry, intent, occasion.signal);
    case "restore":
      return draftRestore(registry, intent, occasion.signal);
  }
}

/** A digest of the exact request, as it will leave, but for the time of the last save, which no edit is about. */
export function requestDigest({ request }: Draft): string {
  const { last_updated: _, ...body } = request?.body ?? {};
  return digestOf(request === null ? null : { ...request, body });
}

type Intent<Op> = Extract<WriteIntent, { readonly op: Op }>;

async function draftCreate(
  registry: Registry,
  intent: Intent<"create">,
  { earlier, signal }: Occasion,
): Promise<Draft> {
  await registry.refuseTaken({ name: intent.name, policyId: null }, signal);
  const ids = intent.kind === "product" ? intent.apis.map(({ id }) => id) : [];
  const apis = await registry.apis(ids, signal);
  const identity = await registry.identity(apis, earlier, signal);
  const record = newRecord(intent, identity, apis);
  return { ...created(registry, record), basis: basisOf(identity, apis), affects: [], loses: [] };
}

async function draftEdit(
  registry: Registry,
  { policyId, set, former }: Intent<"edit">,
  signal: AbortSignal,
): Promise<Draft> {
  if (set.name !== undefined) await registry.refuseTaken({ name: set.name, policyId }, signal);
  const first = await readPolicy(registry, policyId, signal);
  const held = new Set(first.policy.apis.map(({ id }) => id));
  const added = (set.apis ?? []).map(({ id }) => id).filter((id) => !held.has(id));
  const apis = await registry.apis(added, signal);
  // The policy is read last, so that nothing else happens between reading and writing it.
  const read = added.length === 0 ? first : await readPolicy(registry, policyId, signal);
  const body = registry.outgoing(editedRecord(read, { set, former, apis, shown: registry.shown }));
  const after = registry.meaningOf(body);
  const fields = changes(read.policy, after);
  const path = registry.pathOf(policyId);
  return {
    request: fields.length === 0 ? null : { method: "PUT", path, body },
    read,
    after,
    fields,
    basis: basisOf(read.record, apis),
    former: formerOf({ before: read.record, after: body }, registry.shown),
    ...editNotes(read, after, body),
  };
}

async function draftDelete(
  registry: Registry,
  { policyId, kind }: Intent<"delete">,
  signal: AbortSignal,
): Promise<Draft> {
  const read = await readPolicy(registry, policyId, signal);
  return {
    request: { method: "DELETE", path: registry.pathOf(policyId) },
    read,
    after: null,
    fields: changes(read.policy, null),
    basis: basisOf(read.record, []),
    affects: deletionNotes(read.policy, kind),
    loses: registry.identityLosses(read.record),
  };
}

async function draftRestore(
  registry: Registry,
  { record: text }: Intent<"restore">,
  signal: AbortSignal,
): Promise<Draft> {
  const record = removedRecord(text);
  await registry.refuseTaken({ name: textOf(record["name"]), policyId: null }, signal);
  const restored = await registry.restored(record, signal);
  return {
    ...created(registry, restored),
    basis: {},
    affects: [],
    loses: registry.identityLosses(record),
  };
}

function created(
  registry: Registry,
  record: JsonRecord,
): Pick<Draft, "request" | "read" | "after" | "fields"> {
  const body = registry.outgoing(record);
  const after = registry.meaningOf({ _id: NEW_ID, ...body });
  return {
    request: { method: "POST", path: registry.pathOf(null), body },
    read: null,
    after,
    fields: changes(null, after),
  };
}

/** `last_updated` moves by itself, and the array of access rights repeats the map where there is one. */
function basisOf(record: JsonRecord | null, apis: readonly GrantedApi[]): JsonRecord {
  const { last_updated: _, access_rights_array: array, ...rest } = record ?? {};
  return {
    ...rest,
    ...(isRecord(rest["access_rights"]) || !Array.isArray(array) ? {} : { access_rights_array: array }),
    ...Object.fromEntries(apis.map(({ id, name, versions }) => [`API ${id}`, { name, versions }])),
  };
}

/** What differs between two policies, field by field; a null side is one that does not exist. */
export function changes(before: Policy | null, after: Policy | null): readonly FieldChange[] {
  return ITEM_FIELDS.map((field) => ({
    field,
    before: before?.[field] ?? null,
    after: after?.[field] ?? null,
  })).filter((change) => !sameValue(felt(change.before), felt(change.after)));
}

/** To people nothing at all is the same as a list or map of nothing, and being active goes without saying. */
function felt(value: unknown): unknown {
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return isEmpty || value === ACTIVE ? null : value;
}
