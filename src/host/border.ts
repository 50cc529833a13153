import * as z from "zod";
import { apiSchema, type Api } from "../core/api.ts";
import { AppError } from "../core/errors.ts";
import { plainText } from "../core/plain-text.ts";
import { policySchema, type Policy } from "../core/policy.ts";
import {
  CAPABILITY_NAMES,
  capabilitiesSchema,
  checkStepSchema,
  type Capabilities,
  type CheckStep,
  type Connection,
  type Plugin,
  type ReadProgress,
  type Snapshot,
} from "../plugin/contract.ts";
import { memberAt, seen } from "./plugin-shape.ts";
import type { Redactor } from "./redact.ts";
import { createTimeSlice } from "./time-slice.ts";

const MOST_ITEMS = 200_000;
const SLICE_ITEMS = 32;
const PRINTABLE_ASCII = /^[\x20-\x7E]*$/u;

const progressSchema = z.object({ what: z.string(), received: z.number(), total: z.number().nullable() });

/** The border between adapters and the rest: nothing passes unchecked, unneutralised or with the secret in it. */
export type Border = {
  readonly connection: (value: Connection) => Connection;
  readonly capabilities: (value: unknown) => Capabilities;
  readonly snapshot: (value: unknown, signal: AbortSignal) => Promise<Snapshot>;
  readonly checkStep: (value: unknown) => CheckStep;
  /** Null for what is no progress: not worth failing for. */
  readonly progress: (value: unknown) => ReadProgress | null;
};

/**
 * The border of one connection. Each of its checks throws PLUGIN_RUBBISH with the path and the value seen. Texts for
 * display are neutralised; ids and references are not changed, but one that holds control characters is refused.
 * `isClean` knows records that hold no secret, which saves walking through them.
 */
export function createBorder(
  plugin: Plugin,
  redactor: Redactor,
  isClean: (record: unknown) => boolean = () => false,
): Border {
  const context: Context = { adapter: plugin.adapter, redactor, clean: cleaner(redactor), isClean };
  return {
    connection: (value) => checkedConnection(value, context),
    capabilities: (value) => checkedCapabilities(value, plugin, context),
    snapshot: (value, signal) => checkedSnapshot(value, signal, context),
    checkStep: (value) => {
      const step = checked(checkStepSchema, value, { ...context, place: "check step" });
      const { clean } = context;
      return { ...step, seen: clean(step.seen), advice: step.advice === null ? null : clean(step.advice) };
    },
    progress: (value) => {
      const progress = progressSchema.safeParse(value);
      return progress.success ? { ...progress.data, what: context.clean(progress.data.what) } : null;
    },
  };
}

type Context = {
  readonly adapter: string;
  readonly redactor: Redactor;
  readonly clean: (text: string) => string;
  readonly isClean: (record: unknown) => boolean;
};

function checkedConnection(connection: Connection, context: Context): Connection {
  for (const name of ["check", "snapshot", "close"] as const) {
    const method: unknown = memberAt(connection, [name]) ?? connection?.[name];
    if (typeof method !== "function")
      throw rubbish(context, `connection.${name} is ${seen(method)}, not a function`);
  }
  return connection;
}

function checkedCapabilities(value: unknown, plugin: Plugin, context: Context): Capabilities {
  const { clean } = context;
  const measured = checked(capabilitiesSchema, value, { ...context, place: "capabilities" });
  const can = { ...measured.can };
  for (const name of CAPABILITY_NAMES) {
    const capability = can[name];
    if (!capability.available) can[name] = { available: false, reason: clean(capability.reason) };
    else if (!plugin.claims.can.includes(name)) {
      throw rubbish(context, `capabilities.can.${name} is available, but not among the adapter's claims`);
    }
  }
  const { product, version, organisationId, user } = measured.identity;
  const nullable = (text: string | null): string | null => (text === null ? null : clean(text));
  const identity = {
    product: clean(product),
    version: nullable(version),
    organisationId: nullable(organisationId),
    user: nullable(user),
  };
  return { ...measured, identity, can };
}

async function checkedSnapshot(value: unknown, signal: AbortSignal, context: Context): Promise<Snapshot> {
  const apis = listAt(value, "apis", context);
  const policies = listAt(value, "policies", context);
  return {
    apis: await checkedList(apis, { ...context, name: "apis", signal, check: checkedApi }),
    policies: await checkedList(policies, { ...context, name: "policies", signal, check: checkedPolicy }),
  };
}

function listAt(value: unknown, name: string, context: Context): readonly unknown[] {
  const list = memberAt(value, [name]);
  if (!Array.isArray(list)) throw rubbish(context, `snapshot.${name} is ${seen(list)}, not a list`);
  if (list.length > MOST_ITEMS)
    throw rubbish(
      context,
      `snapshot.${name} holds ${list.length} items, more than the ${MOST_ITEMS} allowed`,
    );
  return list;
}

type Place = Context & { readonly place: string };
type ListCheck<Item> = Context & {
  readonly name: string;
  readonly signal: AbortSignal;
  readonly check: (value: unknown, place: Place) => Item;
};

async function checkedList<Item extends { readonly id: string }>(
  list: readonly unknown[],
  options: ListCheck<Item>,
): Promise<readonly Item[]> {
  const slice = createTimeSlice();
  const known = new Set<string>();
  const items: Item[] = [];
  for (const [index, value] of list.entries()) {
    const place = { ...options, place: `${options.name}[${index}]` };
    const item = options.check(value, place);
    if (known.has(item.id))
      throw rubbish(options, `${place.place}.id is ${seen(item.id)}, which another one has, too`);
    known.add(item.id);
    items.push(item);
    if (index % SLICE_ITEMS !== 0) continue;
    await slice();
    options.signal.throwIfAborted();
  }
  return items;
}

function checkedApi(value: unknown, place: Place): Api {
  const { clean } = place;
  const api = checked(apiSchema, value, place);
  checkId(api.id, "id", place);
  return {
    ...api,
    name: clean(api.name),
    listenPath: api.listenPath === null ? null : clean(api.listenPath),
    address: api.address === null ? null : clean(api.address),
    versions: api.versions.map(clean),
    categories: api.categories.map(clean),
  };
}

function checkedPolicy(value: unknown, place: Place): Policy {
  const { clean } = place;
  const policy = checked(policySchema, value, place);
  checkId(policy.id, "id", place);
  checkId(policy.reference, "reference", place);
  const { excluded } = policy;
  return {
    ...policy,
    name: clean(policy.name),
    tags: policy.tags.map(clean),
    apis: policy.apis.map((grant, index) => {
      checkId(grant.id, `apis[${index}].id`, place);
      return { ...grant, name: clean(grant.name), versions: grant.versions.map(clean) };
    }),
    metadata: cleanMetadata(policy.metadata, place),
    excluded: excluded === null ? null : { reason: clean(excluded.reason), detail: clean(excluded.detail) },
    raw: dataOnly(policy.raw, "raw", place),
  };
}

function checkId(id: string, member: string, place: Place): void {
  const where = `${place.place}.${member}`;
  if (place.redactor.finds(id)) throw rubbish(place, `${where} holds the Provider's secret`);
  if (!PRINTABLE_ASCII.test(id) && plainText(id) !== id) {
    throw rubbish(place, `${where} is ${seen(id)}: it holds control or invisible characters`);
  }
}

function cleanMetadata(metadata: Policy["metadata"], place: Place): Policy["metadata"] {
  const keys = Object.keys(metadata);
  if (keys.length === 0) return metadata;
  dataOnly(metadata, "metadata", place);
  return Object.fromEntries(keys.map((key) => [place.clean(key), cleanValue(metadata[key], place.clean)]));
}

function cleanValue(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === "string") return clean(value);
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, clean));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [clean(key), cleanValue(item, clean)]),
  );
}

/** What goes into the store must be JSON data, without the secret. */
function dataOnly(value: unknown, member: string, place: Place): unknown {
  const data = value === undefined || place.isClean(value) ? { value } : place.redactor.data(value);
  if (data !== null) return data.value;
  throw rubbish(
    place,
    `${place.place}.${member} is no JSON data: it holds a function, goes in circles or is far too large`,
  );
}

/** Most texts are plain ASCII, and a look at that costs less than neutralising. */
function cleaner(redactor: Redactor): (text: string) => string {
  return (text) => {
    const safe = redactor.text(text);
    return PRINTABLE_ASCII.test(safe) ? safe : plainText(safe);
  };
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, place: Place): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? [])
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("");
  const found = place.redactor.shown(seen(memberAt(value, issue?.path ?? [])));
  throw rubbish(place, `${place.place}${path} is ${found}: ${issue?.message ?? "wrong"}`);
}

function rubbish({ adapter }: Pick<Context, "adapter">, finding: string): AppError {
  return new AppError("PLUGIN_RUBBISH", `The adapter ${adapter} returned something unusable: ${finding}.`, {
    hint: "Nothing of this reading was used. Its author needs this message: the adapter, or what the Provider told it, is wrong.",
  });
}
