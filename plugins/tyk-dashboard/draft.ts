import { sameValue, type FieldChange, type Policy, type WriteIntent } from "../../src/plugin/index.ts";
import type { Shown } from "./as-read.ts";
import type { Client } from "./client.ts";
import { formerOf } from "./former.ts";
import { digestOf } from "./ground.ts";
import { newRecord, removedRecord, restoredRecord } from "./policy-create.ts";
import { editedRecord, type ReadPolicy } from "./policy-edit.ts";
import type { GrantedApi } from "./policy-wire.ts";
import { isRecord, textOf, type JsonRecord } from "./record.ts";
import { deletionNotes, editNotes, restorationNotes, type Notes } from "./write-notes.ts";
import { meaningOf, policyPath, POLICIES, readApis, readPolicy, refuseTakenName } from "./write-reads.ts";

/**
 * Who writes: the way to the Dashboard, the organisation that new policies belong to (null when unknown), and how texts
 * look to operators.
 */
export type Writer = {
  readonly client: Client;
  readonly organisation: string | null;
  readonly shown: Shown;
};

/** The one request that a write makes. */
export type DraftRequest = {
  readonly method: "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: JsonRecord;
};

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

/** Reads what is there now and builds the write. Writes nothing; throws what `Connection.prepare` may throw. */
export async function draftWrite(writer: Writer, intent: WriteIntent, signal: AbortSignal): Promise<Draft> {
  switch (intent.op) {
    case "create":
      return draftCreate(writer, intent, signal);
    case "edit":
      return draftEdit(writer, intent, signal);
    case "delete":
      return draftDelete(writer, intent, signal);
    case "restore":
      return draftRestore(writer, intent, signal);
  }
}

/** A digest of the exact request, as it will leave, but for the time of the last save, which no edit is about. */
export function requestDigest({ request }: Draft): string {
  const { last_updated: _, ...body } = request?.body ?? {};
  return digestOf(request === null ? null : { ...request, body });
}

type Intent<Op> = Extract<WriteIntent, { readonly op: Op }>;

async function draftCreate(
  { client, organisation }: Writer,
  intent: Intent<"create">,
  signal: AbortSignal,
): Promise<Draft> {
  await refuseTakenName(client, { name: intent.name, policyId: null }, signal);
  const ids = intent.kind === "product" ? intent.apis.map(({ id }) => id) : [];
  const apis = await readApis(client, ids, signal);
  const body = newRecord(intent, organisation, apis);
  return { ...created(body), basis: basisOf(null, apis), affects: [], loses: [] };
}

async function draftEdit(
  { client, shown }: Writer,
  { policyId, set, former }: Intent<"edit">,
  signal: AbortSignal,
): Promise<Draft> {
  if (set.name !== undefined) await refuseTakenName(client, { name: set.name, policyId }, signal);
  const first = await readPolicy(client, policyId, signal);
  const held = new Set(first.policy.apis.map(({ id }) => id));
  const added = (set.apis ?? []).map(({ id }) => id).filter((id) => !held.has(id));
  const apis = await readApis(client, added, signal);
  // The policy is read last, so that nothing else happens between reading and writing it.
  const read = added.length === 0 ? first : await readPolicy(client, policyId, signal);
  const body = editedRecord(read, { set, former, apis, shown });
  const after = meaningOf(body);
  const fields = changes(read.policy, after);
  const path = policyPath(policyId);
  return {
    request: fields.length === 0 ? null : { method: "PUT", path, body },
    read,
    after,
    fields,
    basis: basisOf(read.record, apis),
    former: formerOf({ before: read.record, after: body }, shown),
    ...editNotes(read, after, body),
  };
}

async function draftDelete(
  { client }: Writer,
  { policyId, kind }: Intent<"delete">,
  signal: AbortSignal,
): Promise<Draft> {
  const read = await readPolicy(client, policyId, signal);
  return {
    request: { method: "DELETE", path: policyPath(policyId) },
    read,
    after: null,
    fields: changes(read.policy, null),
    basis: basisOf(read.record, []),
    ...deletionNotes(read, kind),
  };
}

async function draftRestore(
  { client }: Writer,
  { record: text }: Intent<"restore">,
  signal: AbortSignal,
): Promise<Draft> {
  const record = removedRecord(text);
  await refuseTakenName(client, { name: textOf(record["name"]), policyId: null }, signal);
  return { ...created(restoredRecord(record)), basis: {}, affects: [], ...restorationNotes(record) };
}

function created(body: JsonRecord): Pick<Draft, "request" | "read" | "after" | "fields"> {
  const after = meaningOf({ ...body, _id: NEW_ID });
  return {
    request: { method: "POST", path: POLICIES, body },
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
