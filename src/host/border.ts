import * as z from "zod";
import { checkStepSchema } from "../core/check-step.ts";
import type { Certificate, ClientToken, RemoteCredential, Usage } from "../core/credential.ts";
import type { WriteProposal, WriteStep } from "../core/write.ts";
import {
  CAPABILITY_NAMES,
  capabilitiesSchema,
  type Capabilities,
  type CheckStep,
  type Connection,
  type Plugin,
  type ReadProgress,
  type Snapshot,
} from "../plugin/contract.ts";
import {
  checked,
  checkedApi,
  checkedPolicy,
  cleaner,
  rubbish,
  type Context,
  type Place,
} from "./border-checks.ts";
import {
  checkedCertificates,
  checkedCredentials,
  checkedTokens,
  checkedUsages,
} from "./border-credentials.ts";
import { checkedProposal, checkedWriteStep } from "./border-writing.ts";
import { memberAt, seen } from "./plugin-shape.ts";
import type { Redactor } from "./redact.ts";
import { createTimeSlice } from "./time-slice.ts";

const MOST_ITEMS = 200_000;
const SLICE_ITEMS = 32;

const progressSchema = z.object({ what: z.string(), received: z.number(), total: z.number().nullable() });

/** The border between adapters and the rest: nothing passes unchecked, unneutralised or with the secret in it. */
export type Border = {
  readonly connection: (value: Connection) => Connection;
  readonly capabilities: (value: unknown) => Capabilities;
  readonly snapshot: (value: unknown, signal: AbortSignal) => Promise<Snapshot>;
  readonly checkStep: (value: unknown) => CheckStep;
  readonly writeProposal: (value: unknown) => WriteProposal;
  readonly writeStep: (value: unknown) => WriteStep;
  readonly credentials: (value: unknown) => readonly RemoteCredential[];
  readonly usages: (value: unknown, count: number) => readonly (Usage | null)[];
  readonly tokens: (value: unknown) => readonly ClientToken[] | null;
  readonly certificates: (value: unknown) => readonly Certificate[];
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
    checkStep: (value) =>
      cleanStep(checked(checkStepSchema, value, { ...context, place: "check step" }), context),
    writeProposal: (value) => checkedProposal(value, context),
    writeStep: (value) => checkedWriteStep(value, context),
    credentials: (value) => checkedCredentials(value, context),
    usages: (value, count) => checkedUsages(value, count, context),
    tokens: (value) => checkedTokens(value, context),
    certificates: (value) => checkedCertificates(value, context),
    progress: (value) => {
      const progress = progressSchema.safeParse(value);
      return progress.success ? { ...progress.data, what: context.clean(progress.data.what) } : null;
    },
  };
}

function cleanStep(step: CheckStep, { clean }: Context): CheckStep {
  const advice = step.advice === null ? null : clean(step.advice);
  return { ...step, id: clean(step.id), seen: clean(step.seen), advice };
}

function checkedConnection(connection: Connection, context: Context): Connection {
  for (const name of ["check", "snapshot", "close"] as const) {
    const method: unknown = memberAt(connection, [name]) ?? connection?.[name];
    if (typeof method !== "function")
      throw rubbish(context, `connection.${name} is ${seen(method)}, not a function`);
  }
  const writes = connection.prepare !== undefined || connection.apply !== undefined;
  for (const name of ["prepare", "apply"] as const) {
    const method: unknown = connection[name];
    if (writes && typeof method !== "function")
      throw rubbish(context, `connection.${name} is ${seen(method)}, not a function`);
  }
  for (const name of ["credentials", "usage", "tokens", "certificates"] as const) {
    const method: unknown = connection[name];
    if (method !== undefined && typeof method !== "function")
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
    } else if (capability.doubt !== undefined) can[name] = { ...capability, doubt: clean(capability.doubt) };
  }
  const { product, version, organisationId, user } = measured.identity;
  const nullable = (text: string | null): string | null => (text === null ? null : clean(text));
  const identity = {
    product: clean(product),
    version: nullable(version),
    organisationId: nullable(organisationId),
    user: nullable(user),
  };
  const { findings } = measured;
  if (findings === undefined) return { ...measured, identity, can };
  return { ...measured, identity, can, findings: findings.map((step) => cleanStep(step, context)) };
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
