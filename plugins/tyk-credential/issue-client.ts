import { randomBytes } from "node:crypto";
import {
  AppError,
  isAppError,
  type HttpAnswer,
  type Policy,
  type RemoteCredential,
} from "../../src/plugin/index.ts";
import { isRecord, textOf, type JsonRecord } from "../tyk-policy/record.ts";
import type { ClientDesk, ClientPlace, OAuthClient } from "./client-desk.ts";
import { mapClient } from "./client-map.ts";
import { combinedPolicy } from "./combined-policy.ts";
import type { CredentialCall, CredentialDraft } from "./credential-draft.ts";
import { policyNotes, type Ground, type KeyRequest } from "./issue.ts";
import { issueFields } from "./issue-fields.ts";
import { newMetadata, type Issue } from "./key-session.ts";
import type { Keyring } from "./keyring.ts";

const MASK = "***";

/** Where clients are made, and what else has to be asked there. */
export type Counter = { readonly keyring: Keyring; readonly desk: ClientDesk };

/** The write that makes an OAuth client. Throws CANNOT_WRITE unless one policy holds both access and limits. */
export async function draftClient(
  { keyring, desk }: Counter,
  { intent, ground }: KeyRequest,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const policy = await policyFor({ keyring, desk }, ground, signal);
  const api = await tokenApi({ keyring, desk }, intent.apis, signal);
  await refuseForbidden(desk, { apiId: api.id, id: intent.mark }, signal);
  const creation = callOf(intent, { policy, at: desk.creationAt(api.id) });
  return {
    calls: [creation],
    fields: issueFields(intent, { redirectUri: intent.chosen.redirectUri }),
    basis: { ...ground.basis, "combined policy": policy.reference },
    affects: [
      ...policyNotes(ground, intent.expiresAt),
      `A client has one policy: ${policy.name} (${policy.reference}) stands for ${ground.policies.map(({ name }) => name).join(" and ")}.`,
      `Tokens are asked for at ${api.name}: POST ${api.listenPath ?? "/"}oauth/token/ with the client's id and secret.`,
    ],
    loses: [],
    refusal: async (answer, call, given) => {
      if (clientIn(answer) !== null) return null;
      return keyring.unfinished({ answer, call }, given);
    },
    finish: async ([answer], given) => {
      const made = answer === undefined ? null : clientIn(answer);
      if (made === null) throw new AppError("OUTCOME_UNKNOWN", "The answer to a creation holds no client.");
      const { id, secret } = made;
      const usage = `POST ${api.listenPath ?? "/"}oauth/token/ with Basic ID:SECRET, grant_type=client_credentials`;
      const credential = await asRead(desk, { apiId: api.id, id, record: made.record }, given);
      return { step: "credential", credential, secret: { value: secret, identifier: id, usage } };
    },
  };
}

/** Of several policies none may go missing: a client's one has to grant and limit what all of them together do. */
async function policyFor(
  { keyring, desk }: Counter,
  { policies }: Ground,
  signal: AbortSignal,
): Promise<Policy> {
  const found = combinedPolicy(policies, await desk.policies(signal));
  if (found !== null) return found;
  throw new AppError(
    "CANNOT_WRITE",
    `An OAuth client has one policy, and none holds what ${policies.map(({ name }) => name).join(" and ")} do together.`,
    {
      hint: `Create a policy at the ${keyring.called} with the same APIs, rate and quota in one, or use an external identity provider with JWT.`,
    },
  );
}

async function tokenApi({ keyring, desk }: Counter, ids: readonly string[], signal: AbortSignal) {
  for (const id of ids) {
    const api = await desk.api(id, signal);
    if (api.authMethods.includes("oauth2")) return api;
  }
  throw new AppError("CANNOT_WRITE", "None of the APIs gives out OAuth tokens.", {
    hint: `Choose a Product whose APIs use the ${keyring.called}'s own OAuth.`,
  });
}

/** Shows beforehand that this user may not, and that the gateway does not answer. */
async function refuseForbidden(desk: ClientDesk, place: ClientPlace, signal: AbortSignal): Promise<void> {
  try {
    await desk.find(place, signal);
  } catch (error) {
    throw desk.explained(error);
  }
}

function callOf(
  intent: Issue,
  {
    policy,
    at: { path, members },
  }: { readonly policy: Policy; readonly at: ReturnType<ClientDesk["creationAt"]> },
): CredentialCall {
  const secret = randomBytes(32).toString("base64url");
  const body = {
    ...members,
    policy_id: policy.reference,
    redirect_uri: intent.chosen.redirectUri ?? "",
    description: intent.alias ?? "",
    meta_data: textMembers(newMetadata(intent)),
    secret,
  };
  const shown = { method: "POST", path, body: { ...body, secret: MASK } } as const;
  return { method: "POST", path, body, secrets: [secret], shown };
}

/** A client's metadata are texts. */
function textMembers(metadata: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

type Made = { readonly id: string; readonly secret: string; readonly record: JsonRecord };

function clientIn({ status, json }: HttpAnswer): Made | null {
  if (status !== 200 || !isRecord(json)) return null;
  const id = textOf(json["client_id"]);
  const secret = textOf(json["secret"]);
  return id === "" || secret === "" ? null : { id, secret, record: json };
}

/** As it is read back; when that fails, as the creation was answered: the secret must not get lost by it. */
async function asRead(desk: ClientDesk, made: OAuthClient, signal: AbortSignal): Promise<RemoteCredential> {
  const read = await desk.find(made, signal).catch((error: unknown) => {
    if (isAppError(error)) return null;
    throw error;
  });
  return mapClient(read ?? made);
}
