import { AppError, excerpt, type HttpAnswer } from "../../src/plugin/index.ts";
import type { Shown } from "../tyk-policy/as-read.ts";
import { restoredRecord } from "../tyk-policy/policy-create.ts";
import { withoutNullLists } from "../tyk-policy/policy-edit.ts";
import { textOf, type JsonRecord } from "../tyk-policy/record.ts";
import type { Registry, Sending } from "../tyk-policy/registry.ts";
import type { Client } from "./client.ts";
import { KEY_ACCEPTED_ELSEWHERE, permissionMissing } from "./errors.ts";
import { newPolicyId, writeError } from "./write-answers.ts";
import {
  findPolicy,
  meaningOf,
  missingApis,
  policyPath,
  POLICIES,
  readApis,
  refuseTakenName,
} from "./write-reads.ts";

/** The policies of a Dashboard. `organisation` is the one that new policies belong to, null when unknown. */
export function createRegistry(client: Client, organisation: string | null, shown: Shown): Registry {
  return {
    called: "Dashboard",
    suspicion: null,
    doubt: "A sync takes over what is there now; look at it before you try again.",
    shown,
    meaningOf,
    pathOf: (policyId) => (policyId === null ? POLICIES : policyPath(policyId)),
    find: (policyId, signal) => findPolicy(client, policyId, signal),
    apis: (ids, signal) => readApis(client, ids, signal),
    refuseTaken: (taken, signal) => refuseTakenName(client, taken, signal),
    identity: async () => (organisation === null ? {} : { org_id: organisation }),
    restored: async (record) => restoredRecord(record),
    identityLosses,
    outgoing: withoutNullLists,
    settle: async () => {},
    send: (sending) => send(client, sending),
    // The Dashboard tells the gateways by itself.
    readBack: (policyId, _isExpected, signal) => findPolicy(client, policyId, signal),
  };
}

function identityLosses(record: JsonRecord): readonly string[] {
  const databaseId = textOf(record["_id"]);
  if (databaseId === "") return [];
  const isNamedByIt = textOf(record["id"]) === "";
  return [
    `Its database id ${excerpt(databaseId)}: put in again, the policy gets another one.`,
    ...(isNamedByIt ? ["Credentials that name it by that id: they will not find the new policy."] : []),
  ];
}

/** A policy that is gone already has been deleted. */
async function send(client: Client, sending: Sending): Promise<string | null> {
  const { request, signal } = sending;
  const answer = await client.send(request.path, { ...request, signal });
  const error = writeError(answer, request);
  if (error === null || (error.code === "NOT_FOUND" && request.method === "DELETE")) {
    return newPolicyId(answer);
  }
  throw (await explained(error, client, { ...sending, answer })) ?? error;
}

/** A better reason for a refusal, from a look around; null when there is none. */
async function explained(
  { code, message }: AppError,
  client: Client,
  { request, read, answer, signal }: Sending & { readonly answer: HttpAnswer },
): Promise<AppError | null> {
  if (code === "NOT_AUTHORISED") {
    const isKeyGood = await client.acceptsKey(signal);
    return isKeyGood ? permissionMissing(request, KEY_ACCEPTED_ELSEWHERE) : null;
  }
  if (code !== "WRITE_REFUSED" || answer.status !== 500 || read === null) return null;
  const missing = await missingApis(client, read, signal);
  if (missing.length === 0) return null;
  return new AppError("WRITE_REFUSED", message, {
    hint: `The policy names APIs that were deleted (${missing.join(", ")}): before 5.11 the Dashboard can neither change nor delete such a policy. Update the Dashboard, or correct the policy in its database.`,
  });
}
