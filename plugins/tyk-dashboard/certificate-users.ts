import type { Client } from "./client.ts";
import { answerError } from "./errors.ts";
import { askKeys } from "./key-answers.ts";
import { handleOf } from "./key-map.ts";
import { recordOf, textOf, textsOf, type JsonRecord } from "./record.ts";
import { CERTIFICATES } from "./certificates.ts";

/** What breaks without a certificate, in words and as what a deletion is built on; never a key. */
type CertificateUsers = { readonly notes: readonly string[]; readonly basis: JsonRecord };

/** Reads what a certificate is used for. */
export async function certificateUsers(
  client: Client,
  id: string,
  signal: AbortSignal,
): Promise<CertificateUsers> {
  const path = `${CERTIFICATES}/dependencies/${encodeURIComponent(id)}`;
  const answer = await askKeys(client, { path, shownPath: path, signal });
  const error = answerError(answer, { path });
  if (error !== null) throw error;
  const record = recordOf(answer.json);
  const incoming = namesIn(record, "client_cert");
  const outgoing = namesIn(record, "upstream_cert");
  // Where keys are not hashed this is the very key.
  const key = textOf(record["key_cert"]);
  const bound = key === "" ? null : isHash(key) ? key : handleOf({ id: key, hash: "" });
  return {
    notes: [
      ...incoming.map((name) => `${name} lets clients in with it: they are refused afterwards.`),
      ...outgoing.map((name) => `${name} shows it to its upstream, which may refuse the gateway afterwards.`),
      ...(bound === null ? [] : [`A key is bound to it (${bound.slice(0, 16)}): it is deleted, too.`]),
    ],
    basis: {
      "APIs that let clients in with it": textsOf(record["client_cert_apis"]).toSorted(),
      "APIs that show it to their upstream": textsOf(record["upstream_cert_apis"]).toSorted(),
      "bound key": bound,
    },
  };
}

function namesIn(record: JsonRecord, use: string): readonly string[] {
  const names = textsOf(record[`${use}_api_names`]);
  return names.length > 0 ? names : textsOf(record[`${use}_apis`]);
}

/** Murmur 32 and 64, SHA-256. */
function isHash(text: string): boolean {
  return /^(?:[0-9a-f]{8}|[0-9a-f]{16}|[0-9a-f]{64})$/u.test(text);
}
