import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { AppError, excerpt, isAppError, type HttpAnswer } from "../../src/plugin/index.ts";
import type { Shown } from "../tyk-policy/as-read.ts";
import type { ReadPolicy } from "../tyk-policy/policy-edit.ts";
import { isRecord, recordOf, textOf, type JsonRecord } from "../tyk-policy/record.ts";
import type { DraftRequest, Registry, Sending } from "../tyk-policy/registry.ts";
import type { Client } from "./client.ts";
import {
  findPolicy,
  meaningOf,
  organisationFor,
  policyPath,
  readApis,
  refuseTakenName,
} from "./policy-reads.ts";
import type { Reloader } from "./reload.ts";
import { POLICIES } from "./snapshot.ts";
import { writeError } from "./write-answers.ts";

/** A gateway to write to; `settleMs` is how long to look for what was written. */
export type Place = {
  readonly client: Client;
  readonly reloader: Reloader;
  readonly organisation: string | null;
  readonly settleMs: number;
  readonly shown: Shown;
};

const FIRST_LOOK_MS = 100;
const LATER_LOOKS_MS = 1_000;

/** The policies of a gateway: files that it writes, and loads again only when it is told to. */
export function createRegistry(place: Place): Registry {
  const { client, organisation, reloader, shown } = place;
  return {
    called: "gateway",
    suspicion:
      "Perhaps policies.policy_path is not set in its config, or a file there is not named after its policy's id: it then writes where it does not load from.",
    doubt: "Look at the gateway's config; a sync shows what is there now.",
    shown,
    meaningOf,
    pathOf: (policyId) => (policyId === null ? POLICIES : policyPath(policyId)),
    find: (policyId, signal) => findPolicy(client, policyId, signal),
    apis: (ids, signal) => readApis(client, ids, signal),
    refuseTaken: (taken, signal) => refuseTakenName(client, taken, signal),
    identity: async (apis, earlier, signal) => {
      const id = textOf(earlier?.["id"]) || randomBytes(12).toString("hex");
      await refuseTakenId(client, id, signal);
      const org = organisation ?? (await organisationFor(client, apis, signal));
      return { id, ...(org === "" ? {} : { org_id: org }) };
    },
    restored: async (record, signal) => {
      await refuseTakenId(client, textOf(record["id"]), signal);
      return record;
    },
    identityLosses: () => [],
    outgoing: (record) => keptMembers(record, new Date()),
    // Files that nobody has loaded yet cannot be read: a write would go over them unseen.
    settle: async ({ op }, signal) => (op === "create" ? undefined : reloader.reload(signal)),
    send: (sending) => send(place, sending),
    readBack: (policyId, isExpected, signal) => readBack(place, { policyId, isExpected }, signal),
  };
}

/** A creation goes over a policy of the same id without a word. */
async function refuseTakenId(client: Client, id: string, signal: AbortSignal): Promise<void> {
  if (id === "" || (await findPolicy(client, id, signal)) === null) return;
  throw new AppError("CANNOT_WRITE", `The gateway has a policy with the id ${excerpt(id)} already.`, {
    hint: "Creating it would go over that one. A sync shows what is there now.",
  });
}

/**
 * The record without what a gateway does not keep, and with the time that it does not set itself: whole seconds, as ten
 * digits, because the gateway compares them as text. A draft is what is not active; inactive is what is denied.
 */
function keptMembers(record: JsonRecord, now: Date): JsonRecord {
  const {
    state,
    access_rights: rights,
    access_rights_array: _,
    auth_type: __,
    auth_types: ___,
    ...rest
  } = record;
  return {
    ...rest,
    ...(state === "draft" ? { is_inactive: false } : {}),
    access_rights: isRecord(rights) ? withoutNullLimits(rights) : rights,
    last_updated: String(Math.floor(now.getTime() / 1_000)),
  };
}

function withoutNullLimits(rights: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(rights).map(([id, right]) => [id, withoutNullLimit(right)]));
}

function withoutNullLimit(right: unknown): unknown {
  if (!isRecord(right) || right["limit"] !== null) return right;
  const { limit: _, ...rest } = right;
  return rest;
}

async function send(place: Place, { request, signal }: Sending): Promise<string | null> {
  const answer = await answered(place, request, signal);
  const error = writeError(answer, request);
  if (error === null) return textOf(recordOf(answer.json)["key"]) || null;
  const isGone =
    request.method === "DELETE" &&
    error.code === "WRITE_REFUSED" &&
    (await isNowGone(place, request, signal));
  if (isGone) return null;
  throw error;
}

/**
 * A write whose answer is lost may lie there unloaded, and turn up when somebody reloads long after everybody has settled
 * for its not having happened: it is loaded at once, if that can be.
 */
async function answered(
  { client, reloader }: Place,
  request: DraftRequest,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  try {
    return await client.send(request.path, { ...request, signal });
  } catch (error) {
    if (isAppError(error) && error.code === "OUTCOME_UNKNOWN" && !signal.aborted) {
      await reloader.reload(signal).catch(nothingMore);
    }
    throw error;
  }
}

/** The error that is on its way says all that can be said. */
function nothingMore(error: unknown): void {
  if (!isAppError(error)) throw error;
}

/** A gateway says of a file that is not there only that deleting it failed. */
async function isNowGone(
  { client, reloader }: Place,
  { path }: DraftRequest,
  signal: AbortSignal,
): Promise<boolean> {
  await reloader.reload(signal);
  const answer: HttpAnswer = await client.ask(path, { signal });
  return answer.status === 404;
}

type Expectation = {
  readonly policyId: string;
  readonly isExpected: (now: ReadPolicy | null) => boolean;
};

/** Other nodes behind one address reload when they get to it: what is not to be seen yet is looked for a while. */
async function readBack(
  { client, reloader, settleMs }: Place,
  { policyId, isExpected }: Expectation,
  signal: AbortSignal,
): Promise<ReadPolicy | null> {
  await reloader.reload(signal);
  let waited = 0;
  for (let wait = FIRST_LOOK_MS; ; wait = LATER_LOOKS_MS) {
    const now = await findPolicy(client, policyId, signal);
    if (isExpected(now) || waited >= settleMs) return now;
    const rest = Math.min(wait, settleMs - waited);
    await pause(rest, undefined, { signal });
    waited += rest;
  }
}
