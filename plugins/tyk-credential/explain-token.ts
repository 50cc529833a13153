import { AppError } from "../../src/plugin/index.ts";
import { nothingToDo, GONE, type CredentialDraft } from "./credential-draft.ts";
import type { Keyring } from "./keyring.ts";
import type { Ground } from "./issue.ts";
import type { Issue } from "./key-session.ts";
import { recordOf, textOf, textsOf, type JsonRecord } from "../tyk-policy/record.ts";

/**
 * What a token has to hold, since they are the identity provider's: which claim, with which policies, at each API. Throws
 * CANNOT_WRITE when there is no API to read it from.
 */
export async function draftToken(
  keyring: Keyring,
  { intent, ground }: { readonly intent: Issue; readonly ground: Ground },
  signal: AbortSignal,
): Promise<CredentialDraft> {
  const definitions = await Promise.all(intent.apis.map((id) => keyring.definition(id, signal)));
  if (definitions.length === 0)
    throw new AppError("CANNOT_WRITE", "Without an API nothing says what a token has to hold.", {
      hint: "Choose a Product with an API that takes JWTs.",
    });
  const lines = definitions.map((definition) => tokenText(definition, ground));
  return nothingToDo(GONE, [
    `The ${keyring.called} issues no tokens: the identity provider does.`,
    ...new Set(lines),
  ]);
}

/** Scopes may map to several policies; the claim of a policy holds one. */
function tokenText(definition: JsonRecord, { policies }: Ground): string {
  const name = textOf(definition["name"], definition["api_id"]);
  const wanted = policies.map(({ reference }) => reference);
  const scopes = recordOf(recordOf(definition["scopes"])["jwt"]);
  const claim = textOf(scopes["scope_claim_name"], definition["jwt_scope_claim_name"], "scope");
  const mapped = recordOf(scopes["scope_to_policy"] ?? definition["jwt_scope_to_policy_mapping"]);
  const byPolicy = new Map(Object.entries(mapped).map(([scope, policy]) => [textOf(policy), scope]));
  const known = wanted.flatMap((reference) => byPolicy.get(reference) ?? []);
  const own = `policies ${wanted.join(", ")}`;
  if (known.length === wanted.length)
    return `${name}: the claim "${claim}" has to hold ${known.join(" ")} (${own}).`;
  if (Object.keys(mapped).length > 0)
    return `${name}: map scopes to ${missing(wanted, byPolicy)} in the API's definition; the claim "${claim}" then has to hold them (${own}).`;
  const field = textOf(definition["jwt_policy_field_name"]);
  const defaults = textsOf(definition["jwt_default_policies"]);
  if (wanted.every((reference) => defaults.includes(reference)))
    return `${name}: every token gets the ${own} by default.`;
  if (field === "")
    return `${name}: no claim names a policy yet; set one, or map scopes, in the API's definition (${own}).`;
  if (wanted.length === 1) return `${name}: the claim "${field}" has to hold ${wanted.join()}.`;
  return `${name}: the claim "${field}" holds one policy only; to have the ${own}, map scopes to them in the API's definition.`;
}

function missing(wanted: readonly string[], byPolicy: ReadonlyMap<string, string>): string {
  return wanted.filter((reference) => !byPolicy.has(reference)).join(", ");
}
