import { AppError, isAppError, type CredentialKind, type IssuedSecret } from "../../src/plugin/index.ts";
import type { Keyring } from "./keyring.ts";
import type { KeyEntry } from "./key-place.ts";
import type { Issue } from "./key-session.ts";
import { recordOf, textOf, type JsonRecord } from "../tyk-policy/record.ts";

const DEFAULT_HEADER = "Authorization";

type Parts = {
  readonly username?: string;
  readonly password?: string;
  readonly signing?: string;
  readonly usage: string;
};

/** What the consumer gets. Throws OUTCOME_UNKNOWN when the answer to the creation does not hold it. */
export function keySecret(
  kind: CredentialKind,
  { id, session }: KeyEntry,
  { username, password, signing, usage }: Parts,
): IssuedSecret {
  if (kind === "basic" && password !== undefined)
    return { value: password, identifier: username ?? null, usage };
  const value = kind === "hmac" ? textOf(signing, session["hmac_string"]) : id;
  if (value !== "") return { value, identifier: kind === "hmac" ? id : null, usage };
  throw new AppError("OUTCOME_UNKNOWN", "A key was made, but the answer does not hold its secret.", {
    hint: "It will be listed with its mark; revoke it, and issue another one.",
  });
}

/** How a request carries it, by the definition of the first API. */
export async function keyUsage(
  keyring: Keyring,
  { kind, apis }: Issue,
  signal: AbortSignal,
): Promise<string> {
  const header = await headerOf(keyring, apis, signal);
  switch (kind) {
    case "basic":
      return `${header}: Basic base64(USER:PASSWORD)`;
    case "hmac":
      return `${header}: Signature keyId="KEY",algorithm="hmac-sha512",headers="date",signature="…"`;
    case "mtls":
      return `${header}: KEY, with the certificate in the TLS handshake`;
    case "apiKey":
    case "oauth2":
    case "jwt":
      return `${header}: KEY`;
  }
}

async function headerOf(keyring: Keyring, [first]: readonly string[], signal: AbortSignal): Promise<string> {
  if (first === undefined) return DEFAULT_HEADER;
  const definition = await keyring.definition(first, signal).catch((error: unknown) => {
    if (isAppError(error) && error.code === "NOT_FOUND") return {};
    throw error;
  });
  return headerIn(recordOf(definition));
}

function headerIn(definition: JsonRecord): string {
  const token = recordOf(recordOf(definition["auth_configs"])["authToken"]);
  const old = recordOf(definition["auth"]);
  return textOf(token["auth_header_name"], old["auth_header_name"], DEFAULT_HEADER);
}
