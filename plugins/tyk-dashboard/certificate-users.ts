import type { Client } from "./client.ts";
import { answerError } from "./errors.ts";
import { askKeys } from "./key-answers.ts";
import { plainCall } from "../tyk-credential/credential-draft.ts";
import { isHash } from "../tyk-credential/key-hash.ts";
import { handleOf } from "../tyk-credential/key-map.ts";
import type { CertificateUsers } from "../tyk-credential/keyring.ts";
import { recordOf, textOf, textsOf, type JsonRecord } from "../tyk-policy/record.ts";
import { CERTIFICATES } from "./certificates.ts";
import { plainAddress } from "../tyk-credential/key-place.ts";

/** Reads what a certificate is used for. */
export async function certificateUsers(
  client: Client,
  id: string,
  signal: AbortSignal,
): Promise<CertificateUsers> {
  const record = await dependencies(client, id, signal);
  const incoming = namesIn(record, "client_cert");
  const outgoing = namesIn(record, "upstream_cert");
  const bound = boundIn(record);
  const notes = [
    ...incoming.map((name) => `${name} lets clients in with it: they are refused afterwards.`),
    ...outgoing.map((name) => `${name} shows it to its upstream, which may refuse the gateway afterwards.`),
    ...(bound === null ? [] : [`A key is bound to it (${bound.slice(0, 16)}): it is deleted, too.`]),
  ];
  return {
    notes,
    calls: notes.length > 0 ? [plainCall("DELETE", dependenciesPath(id))] : [],
    basis: {
      "APIs that let clients in with it": textsOf(record["client_cert_apis"]).toSorted(),
      "APIs that show it to their upstream": textsOf(record["upstream_cert_apis"]).toSorted(),
      "bound key": bound,
    },
  };
}

/** Whether a key is bound to a certificate. */
export async function isBound(client: Client, id: string, signal: AbortSignal): Promise<boolean> {
  return boundIn(await dependencies(client, id, signal)) !== null;
}

function dependenciesPath(id: string): string {
  return `${CERTIFICATES}/dependencies/${encodeURIComponent(id)}`;
}

async function dependencies(client: Client, id: string, signal: AbortSignal): Promise<JsonRecord> {
  const path = dependenciesPath(id);
  const answer = await askKeys(client, { ...plainAddress(path), signal });
  const error = answerError(answer, { path });
  if (error !== null) throw error;
  return recordOf(answer.json);
}

/** Where keys are not hashed the answer holds the very key. */
function boundIn(record: JsonRecord): string | null {
  const key = textOf(record["key_cert"]);
  if (key === "") return null;
  return isHash(key) ? key : handleOf({ id: key, hash: "" });
}

function namesIn(record: JsonRecord, use: string): readonly string[] {
  const names = textsOf(record[`${use}_api_names`]);
  return names.length > 0 ? names : textsOf(record[`${use}_apis`]);
}
