import { AppError, type WriteStep } from "../../src/plugin/index.ts";
import { recordOf, textOf } from "../tyk-policy/record.ts";
import type { ClientDesk, OAuthClient } from "./client-desk.ts";
import { findClients } from "./client-find.ts";
import { mapClients } from "./client-map.ts";
import { nothingToDo, type CredentialDraft } from "./credential-draft.ts";
import { readGround } from "./issue.ts";
import { clientPolicy, textMembers, type Counter } from "./issue-client.ts";
import { keyGone } from "./key-refusal.ts";
import type { Move } from "./move.ts";
import { movedMetadata, type MovedMetadata } from "./moved-metadata.ts";

/** The write that gives a client another policy and the new Plan's metadata, at each of its APIs. */
export async function draftMoveClient(
  counter: Counter & { readonly change: NonNullable<ClientDesk["change"]> },
  intent: Move,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const { keyring, desk, change } = counter;
  const ground = await readGround(keyring, intent.policies, signal);
  const policy = await clientPolicy(counter, ground, signal);
  const found = await findClients(desk, intent, signal);
  if (found.length === 0) throw keyGone(keyring, "client");
  const before = found.map(policyOf);
  const moved = found.map(({ record }) => metadataOf(record, intent));
  if (before.every((one) => one === policy.reference) && moved.every((one) => one === null))
    return nothingToDo(stepOf(found), []);
  return {
    calls: found.map((one, place) => change(withMetadata(one, moved[place]), policy.reference)),
    fields: [
      { field: "policies", before: [...new Set(before)], after: [policy.reference] },
      ...(moved.find((one) => one !== null)?.fields ?? []),
    ],
    basis: { ...ground.basis, "combined policy": policy.reference, clients: found.map(basisOf) },
    affects: [
      `A client has one policy: ${policy.name} (${policy.reference}) stands for ${intent.policies.map(({ name }) => name).join(" and ")}.`,
      "The client keeps its id and its secret, but its tokens end: it has to ask for new ones.",
    ],
    loses: [],
    refusal: async (answer, call, given) =>
      answer.status === 200 && textOf(recordOf(answer.json)["client_id"]) !== ""
        ? null
        : keyring.unfinished({ answer, call }, given),
    finish: async (_, given) => {
      const now = await Promise.all(found.map((one) => desk.find(one, given)));
      const there = now.filter((one) => one !== null);
      if (there.length === found.length && there.every((one) => policyOf(one) === policy.reference))
        return stepOf(there);
      throw new AppError(
        "OUTCOME_UNKNOWN",
        `The ${keyring.called} says that it is done, but the client has not that policy everywhere.`,
        { hint: "List the credentials to see what is there now." },
      );
    },
  };
}

function stepOf(clients: readonly OAuthClient[]): WriteStep {
  return { step: "credential", credential: mapClients(clients)[0] ?? null, secret: null };
}

function metadataOf(record: OAuthClient["record"], intent: Move): MovedMetadata | null {
  return movedMetadata(record["meta_data"], { ...intent, metadata: textMembers(intent.metadata) });
}

function withMetadata(client: OAuthClient, moved: MovedMetadata | null | undefined): OAuthClient {
  return moved ? { ...client, record: { ...client.record, meta_data: moved.next } } : client;
}

function policyOf({ record }: OAuthClient): string {
  return textOf(record["policy_id"]);
}

/** All of it but the secret. */
function basisOf({ apiId, record }: OAuthClient): readonly unknown[] {
  const { secret: _, ...rest } = record;
  return [apiId, rest];
}
