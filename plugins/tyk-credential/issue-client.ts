import { randomBytes } from "node:crypto";
import {
  AppError,
  isAppError,
  type Api,
  type HttpAnswer,
  type Policy,
  type RemoteCredential,
} from "../../src/plugin/index.ts";
import { isRecord, textOf, type JsonRecord } from "../tyk-policy/record.ts";
import type { ClientDesk, OAuthClient } from "./client-desk.ts";
import { mapClients } from "./client-map.ts";
import { combinedPolicy } from "./combined-policy.ts";
import type { CredentialCall, CredentialDraft } from "./credential-draft.ts";
import { policyNotes, type Ground, type KeyRequest } from "./issue.ts";
import { issueFields } from "./issue-fields.ts";
import { newMetadata, type Issue } from "./key-session.ts";
import type { Keyring } from "./keyring.ts";
import { MASK } from "./mask.ts";

/** Where clients are made, and what else has to be asked there. */
export type Counter = { readonly keyring: Keyring; readonly desk: ClientDesk };

/**
 * The write that makes an OAuth client: one request for each API that gives out tokens, all for the same id and secret.
 * Throws CANNOT_WRITE unless one policy holds both access and limits.
 */
export async function draftClient(
  counter: Counter,
  { intent, ground }: KeyRequest,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const { keyring, desk } = counter;
  const policy = await clientPolicy(counter, ground, signal);
  const apis = await tokenApis(counter, intent.apis, signal);
  const first = apis[0];
  await refuseTaken(counter, { apis, id: intent.mark }, signal);
  const secret = randomBytes(32).toString("base64url");
  return {
    calls: apis.map((api) =>
      callOf(intent, { policy, secret, isOneOfSeveral: apis.length > 1, at: desk.creationAt(api.id) }),
    ),
    fields: issueFields({ ...intent, expiresAt: null }, { redirectUri: intent.chosen.redirectUri }),
    basis: {
      ...ground.basis,
      "combined policy": policy.reference,
      "APIs with tokens": apis.map(({ id }) => id),
    },
    affects: clientNotes({ ground, policy, apis }, intent),
    loses: [],
    refusal: async (answer, call, given) => {
      if (clientIn(answer) !== null) return null;
      return keyring.unfinished({ answer, call }, given);
    },
    finish: async (answers, given) => {
      const made = answers.map(clientIn);
      const record = made[0];
      if (record === undefined || record === null || made.includes(null))
        throw new AppError("OUTCOME_UNKNOWN", "The answer to a creation holds no client.");
      const { id } = record;
      const usage = `POST ${tokenPath(first)} with Basic ID:SECRET, grant_type=client_credentials`;
      const clients = apis.map((api) => ({ apiId: api.id, id, record: record.record }));
      const credential = await asRead(desk, clients, given);
      return { step: "credential", credential, secret: { value: record.secret, identifier: id, usage } };
    },
  };
}

type TokenApis = readonly [Api, ...Api[]];
type Told = { readonly ground: Ground; readonly policy: Policy; readonly apis: TokenApis };

function clientNotes({ ground, policy, apis }: Told, { expiresAt }: Issue): readonly string[] {
  const { called, policies } = ground;
  return [
    ...policyNotes(ground, "never"),
    `A client has one policy: ${policy.name} (${policy.reference}) stands for ${policies.map(({ name }) => name).join(" and ")}.`,
    ...apis.map(
      (api) => `Tokens are asked for at ${api.name}: POST ${tokenPath(api)} with the client's id and secret.`,
    ),
    ...(expiresAt === null
      ? []
      : [
          `A client has no end at the ${called}: no Plan lets it expire. Revoke it when its time (${expiresAt}) has come.`,
        ]),
  ];
}

function tokenPath({ listenPath }: Api): string {
  return `${listenPath ?? "/"}oauth/token/`;
}

/** Of several policies none may go missing: a client's one has to grant and limit what all of them together do. */
export async function clientPolicy(
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

/** All APIs of the credential that give out tokens: it is to open every one of them. */
async function tokenApis(
  { keyring, desk }: Counter,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<TokenApis> {
  const apis = await Promise.all(ids.map((id) => desk.api(id, signal)));
  const [first, ...others] = apis.filter(({ authMethods }) => authMethods.includes("oauth2"));
  if (first !== undefined) return [first, ...others];
  throw new AppError("CANNOT_WRITE", "None of the APIs gives out OAuth tokens.", {
    hint: `Choose a Product whose APIs use the ${keyring.called}'s own OAuth.`,
  });
}

/** A creation would replace what is there. It also shows beforehand that this user may not, or that nobody answers. */
async function refuseTaken(
  { keyring, desk }: Counter,
  { apis, id }: { readonly apis: TokenApis; readonly id: string },
  signal: AbortSignal,
): Promise<void> {
  for (const api of apis) {
    const found = await desk.find({ apiId: api.id, id }, signal).catch((error: unknown) => {
      throw desk.explained(error);
    });
    if (found !== null)
      throw new AppError("NAME_TAKEN", `The ${keyring.called} already has a client ${id} of ${api.name}.`, {
        hint: "Issue it again: another id is made.",
      });
  }
}

type Making = {
  readonly policy: Policy;
  readonly secret: string;
  /** Those of several APIs are one client by an id that is chosen for it. */
  readonly isOneOfSeveral: boolean;
  readonly at: ReturnType<ClientDesk["creationAt"]>;
};

function callOf(
  intent: Issue,
  { policy, secret, isOneOfSeveral, at: { path, members } }: Making,
): CredentialCall {
  const body = {
    ...members,
    ...(isOneOfSeveral ? { client_id: intent.mark } : {}),
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
export function textMembers(metadata: JsonRecord): JsonRecord {
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
async function asRead(
  desk: ClientDesk,
  made: readonly OAuthClient[],
  signal: AbortSignal,
): Promise<RemoteCredential | null> {
  const read = await Promise.all(
    made.map(async (one) => {
      const now = await desk.find(one, signal).catch((error: unknown) => {
        if (isAppError(error)) return null;
        throw error;
      });
      return now ?? one;
    }),
  );
  return mapClients(read)[0] ?? null;
}
